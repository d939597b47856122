// Which names a filter finds. Every distinct name is looked at once, by the engine's own search over one long string of
// all names: a keystroke over 200,000 columns takes a few milliseconds.
import { at, SCHEMA, type Tree } from "./model";

/** 1 for each table and column whose own name, or dotted path, holds every word; null without a filter. */
export function matchesOf(tree: Tree, filter: string): Uint8Array | null {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Uint8Array(tree.size).fill(1);
  for (const word of words) narrow(tree, word, found);
  const { level } = tree;
  for (let node = 0; node < tree.size; node++) if (level[node] === SCHEMA) found[node] = 0;
  return found;
}

/** Leaves of `found` what this word finds, too. */
function narrow(tree: Tree, word: string, found: Uint8Array): void {
  const { name, parent, size } = tree;
  const inside = namesWith(tree, word);
  // `patients.ssn`: what is before the dot ends the name around, what is after it begins the own one.
  const sides = halves(word).map(([before, after]) => ({
    ends: namesWith(tree, `${before}\0`),
    begins: namesWith(tree, `\0${after}`),
  }));
  const dotted = (node: number) =>
    sides.some(({ ends, begins }) => begins[at(name, node)] === 1 && ends[at(name, at(parent, node))] === 1);
  for (let node = 0; node < size; node++) {
    if (found[node] && !inside[at(name, node)] && !(sides.length > 0 && dotted(node))) found[node] = 0;
  }
}

function halves(word: string): [string, string][] {
  const found: [string, string][] = [];
  for (let dot = word.indexOf("."); dot >= 0; dot = word.indexOf(".", dot + 1)) {
    found.push([word.slice(0, dot), word.slice(dot + 1)]);
  }
  return found;
}

/** 1 for each name that holds the text. A NUL stands before and after each. */
function namesWith(tree: Tree, text: string): Uint8Array {
  const { outline } = tree;
  const run = outline.allNames();
  const starts = outline.nameStarts();
  const found = new Uint8Array(outline.names);
  let place = 0;
  for (let hit = run.indexOf(text); hit >= 0; ) {
    // A hit on the NUL before a name is that name's.
    const letter = text.startsWith("\0") ? hit + 1 : hit;
    while (place + 1 < outline.names && at(starts, place + 1) <= letter) place++;
    found[place] = 1;
    // On to the next name: a second hit in the same one says nothing new.
    hit = run.indexOf(text, Math.max(hit + 1, at(starts, place + 1) - 1));
  }
  return found;
}
