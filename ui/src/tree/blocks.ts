// What is blocked and why, as the tree's boxes and signs show it.
import { at, COLUMN, TABLE, type Tree } from "./model";

/** Bits of a mark: why a node is out of sight. The shell works them out (crates/core/src/scoping/mark.rs). */
export const OWN = 1;
export const BY_TABLE = 2;
export const RULED = 4;
export const QUARANTINED = 8;
export const RENAMED = 16;
/** A rule matches, and it is let through all the same: this alone blocks nothing. */
export const EXCEPTED = 32;
const BLOCKING = OWN | BY_TABLE | RULED | QUARANTINED | RENAMED;

export const CLEAR = 0;
/** Some of what is inside is blocked. */
export const MIXED = 1;
export const BLOCKED = 2;
/** A column whose whole table is blocked: it has no say of its own. */
export const IMPLIED = 3;

/** The state of each node's box. */
export function blockStates(tree: Tree, marks: Uint8Array): Uint8Array {
  const states = new Uint8Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    // Without a call: most of 200,000 nodes are clear, and this runs at every tick.
    const mark = marks[node] ?? 0;
    if ((mark & BLOCKING) === 0) continue;
    if (mark & BY_TABLE) {
      states[node] = IMPLIED;
    } else {
      states[node] = BLOCKED;
      if (at(tree.level, node) === COLUMN) states[at(tree.parent, node)] = MIXED;
    }
  }
  for (let node = 0; node < tree.size; node = at(tree.end, node)) states[node] = schemaState(tree, states, node);
  return states;
}

function schemaState(tree: Tree, states: Uint8Array, schema: number): number {
  let all = true;
  let any = false;
  for (let table = schema + 1; table < at(tree.end, schema); table = at(tree.end, table)) {
    all &&= states[table] === BLOCKED;
    any ||= states[table] !== CLEAR;
  }
  return all && any ? BLOCKED : any ? MIXED : CLEAR;
}

/** The same marks after a stroke over tables and columns, as the shell will answer it. */
export function withStroke(tree: Tree, marks: Uint8Array, nodes: readonly number[], blocked: boolean): Uint8Array {
  const after = marks.slice();
  for (const node of nodes) after[node] = struckMark(at(after, node), blocked);
  for (const node of nodes) if (at(tree.level, node) === TABLE) imply(tree, after, node);
  return after;
}

/** A mark after a stroke: a decision answers what was asked, and a rule goes on or is excepted from. */
export function struckMark(mark: number, blocked: boolean): number {
  const ruled = (mark & (RULED | EXCEPTED)) !== 0;
  if (blocked) return (mark & BY_TABLE) | OWN | (ruled ? RULED : 0);
  return (mark & BY_TABLE) | (ruled ? EXCEPTED : 0);
}

function imply(tree: Tree, marks: Uint8Array, table: number): void {
  const implied = (at(marks, table) & BLOCKING) !== 0;
  for (let node = table + 1; node < at(tree.end, table); node++) {
    marks[node] = implied ? at(marks, node) | BY_TABLE : at(marks, node) & ~BY_TABLE;
  }
}
