/**
 * Branches in a link. The open one is its name; another is its name and what differs from the open one: `with` patches
 * the scenario, `lines` are its fault script, where a number stands for that line of the open one.
 */
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { longestName, mostBranches } from './branches.ts';
import { packedJson, unpackedJson } from './packing.ts';
import { applied, difference, same } from './patch.ts';
import type { Branch, Future } from './state.ts';

type Fields = Readonly<Record<string, unknown>>;

export const branchesText = (open: Future, branches: readonly Branch[]): string =>
  packedJson(branches.map(({ name, future }) => (future ? { name, ...apart(open, future) } : name)));

/** @throws Error that says what is wrong with the text */
export function branchesIn(text: string, open: Future): readonly Branch[] {
  const content = unpackedJson(text);
  if (!Array.isArray(content)) throw new Error('holds no branches');
  if (content.length < 2 || content.length > mostBranches) throw new Error(`holds ${content.length} branches; there are 2 to ${mostBranches}`);
  const branches = content.map((one: unknown): Branch => (typeof one === 'string' ? { name: one, future: null } : branchIn(one, open)));
  if (branches.filter(branch => branch.future === null).length !== 1) throw new Error('does not say which branch is the open one');
  branches.forEach(({ name }, i) => {
    if (name === '' || [...name].length > longestName) throw new Error(`names branch ${i + 1} with ${[...name].length} characters; 1 to ${longestName} make a name`);
    if (branches.findIndex(branch => branch.name === name) < i) throw new Error(`calls two branches "${name}"`);
  });
  return branches;
}

function apart(open: Future, { preset, file, variant }: Future): Fields {
  const view = { ...(preset !== open.preset && { preset }), ...(variant !== open.variant && { variant }) };
  const lines = linesFrom(open.file.faults, file.faults);
  const patch = difference(open.file, lines ? { ...file, faults: open.file.faults } : file);
  if (!patch) return { ...view, file };
  return { ...view, ...(Object.keys(patch).length > 0 && { with: patch }), ...(lines && { lines }) };
}

/** Undefined where they are the same, or where either is no plain script of lines. */
function linesFrom(open: unknown, other: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(open) || !Array.isArray(other) || other.some(line => typeof line === 'number') || same(open, other)) return undefined;
  return other.map((line: unknown) => {
    const at = open.findIndex(one => same(one, line));
    return at < 0 ? line : at;
  });
}

function branchIn(one: unknown, open: Future): Branch {
  if (typeof one !== 'object' || one === null || !('name' in one) || typeof one.name !== 'string') throw new Error('holds a branch without a name');
  const { name, preset = open.preset, variant = open.variant, file, with: patch, lines } = one as Fields & { readonly name: string };
  const whole = (file ?? (patch === undefined ? open.file : applied(open.file, patch))) as ScenarioFile;
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) throw new Error(`holds no scenario for branch "${name}"`);
  if (typeof preset !== 'string' || !Number.isSafeInteger(variant) || Number(variant) < 0) throw new Error(`does not say what branch "${name}" shows`);
  const faults = Array.isArray(lines) ? { faults: lines.map((line: unknown) => lineIn(line, open.file.faults, name)) } : {};
  return { name, future: { preset, file: { ...whole, ...faults }, variant: Number(variant) } };
}

function lineIn(line: unknown, open: unknown, name: string): FaultLine {
  if (typeof line !== 'number') return line as FaultLine;
  const found: unknown = Array.isArray(open) ? open[line] : undefined;
  if (found === undefined) throw new Error(`asks for line ${line} of the open branch in branch "${name}", which it does not have`);
  return found as FaultLine;
}
