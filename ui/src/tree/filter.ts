// Which names a filter finds. Every distinct name is looked at once, by the engine's own search over one long string of
// all names: a keystroke over 200,000 columns takes a few milliseconds.
import { at, type Tree } from "./model";

/** 1 for each table and column whose own name, or dotted path, holds every word; null without a filter. */
export function matchesOf(tree: Tree, filter: string): Uint8Array | null {
  const [first, ...others] = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (first === undefined) return null;
  const found = holding(tree, first);
  for (const word of others) {
    const also = holding(tree, word);
    for (let node = 0; node < tree.size; node++) found[node] = at(found, node) & at(also, node);
  }
  for (let schema = 0; schema < tree.size; schema = at(tree.end, schema)) found[schema] = 0;
  return found;
}

/** 1 for each node whose own name holds the word, or whose path does where the word is dotted. */
function holding(tree: Tree, word: string): Uint8Array {
  const { name, size } = tree;
  const inside = namesWith(tree, word);
  const found = new Uint8Array(size);
  // Nothing but loads and stores: before it is compiled, a call a node would be felt.
  for (let node = 0; node < size; node++) found[node] = inside[name[node] ?? 0] ?? 0;
  for (const [before, after] of halves(word)) addPaths(tree, before, after, found);
  return found;
}

/** `patients.ssn`: what is before the dot ends the name around, what is after it begins the own one. */
function addPaths(tree: Tree, before: string, after: string, found: Uint8Array): void {
  const ends = namesWith(tree, `${before}\0`);
  const begins = namesWith(tree, `\0${after}`);
  const { name, end, size } = tree;
  for (let around = 0; around < size; around++) {
    if (!ends[at(name, around)]) continue;
    for (let node = around + 1; node < at(end, around); node = at(end, node)) {
      if (begins[at(name, node)]) found[node] = 1;
    }
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
