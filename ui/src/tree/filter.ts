// Which names a filter finds. Every distinct name is looked at once, by the engine's own search over one long string of
// all names: a keystroke over 200,000 columns takes a few milliseconds.
import { at, COLUMN, SCHEMA, TABLE, type Tree } from "./model";

/** 1 for each table and column whose own name, or dotted path, holds every word; null without a filter. */
export function matchesOf(tree: Tree, filter: string): Uint8Array | null {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const tests = words.map((word) => testOf(tree, word));
  const found = new Uint8Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    if (at(tree.level, node) !== SCHEMA && tests.every((test) => test(node))) found[node] = 1;
  }
  return found;
}

type Test = (node: number) => boolean;

function testOf(tree: Tree, word: string): Test {
  const { name, parent, level } = tree;
  const inside = namesWith(tree, word);
  const dotted = [...word].some((letter) => letter === ".") ? halves(word) : [];
  if (dotted.length === 0) return (node) => inside[at(name, node)] === 1;
  // `patients.ssn`: what is before the dot ends the name around, what is after it begins the own one.
  const sides = dotted.map(([before, after]) => ({
    ends: namesEnding(tree, before),
    begins: namesWith(tree, `\0${after}`),
  }));
  return (node) => {
    if (inside[at(name, node)] === 1) return true;
    const around = at(parent, node);
    if (at(level, node) !== COLUMN && at(level, node) !== TABLE) return false;
    return sides.some(({ ends, begins }) => ends[at(name, around)] === 1 && begins[at(name, node)] === 1);
  };
}

function halves(word: string): [string, string][] {
  const found: [string, string][] = [];
  for (let dot = word.indexOf("."); dot >= 0; dot = word.indexOf(".", dot + 1)) {
    found.push([word.slice(0, dot), word.slice(dot + 1)]);
  }
  return found;
}

function namesEnding(tree: Tree, text: string): Uint8Array {
  return namesWith(tree, `${text}\0`);
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
