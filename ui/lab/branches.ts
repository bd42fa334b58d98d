/** The futures of one scenario: the open one, which is `script` itself, and those that were kept beside it. */
import { parseDuration } from '../../src/parameters.ts';
import { NEVER, type Time } from '../../src/time.ts';
import { same } from './patch.ts';
import type { Branch, Future, LabState, Script } from './state.ts';

export const mostBranches = 8;
/** Characters of a name. */
export const longestName = 60;
/** What a future is called that nobody named, before there was another. */
const firstName = 'original';

/** Without the others beside it. */
export const futureOf = ({ preset, file, variant }: Future): Future => ({ preset, file, variant });

const branchesOf = ({ branches }: Script): readonly Branch[] => branches ?? [{ name: firstName, future: null }];
export const openName = (script: Script): string => branchesOf(script).find(branch => branch.future === null)!.name;

/** `before` stays under its name, and `next` is open under one of its own, behind it. Undefined where no more can be kept. */
export function forked(before: Script, next: Future, name?: string): Script | undefined {
  const all = branchesOf(before);
  if (all.length >= mostBranches) return undefined;
  const fresh = freshName(name ?? `branch ${all.length + 1}`, all);
  return {
    ...futureOf(next),
    branches: all.flatMap(branch => branch.future ? [branch] : [{ ...branch, future: futureOf(before) }, { name: fresh, future: null }]),
  };
}

/** That branch is the open one now. */
export function switched(script: Script, to: string): Script {
  const target = script.branches?.find(branch => branch.name === to)?.future;
  if (!target) return script;
  return { ...target, branches: branchesOf(script).map(branch =>
    branch.name === to ? { ...branch, future: null } : branch.future ? branch : { ...branch, future: futureOf(script) }) };
}

/** The same script where that name is no name, or no new one. */
export function renamed(script: Script, from: string, to: string): Script {
  const all = branchesOf(script);
  if (to.trim() === '' || to === from || !all.some(branch => branch.name === from)) return script;
  const name = freshName(to.trim(), all.filter(branch => branch.name !== from));
  return { ...script, branches: all.map(branch => (branch.name === from ? { ...branch, name } : branch)) };
}

/** If it is the open one, the one before it (or, of the first, the one behind it) is opened. */
export function discarded(script: Script, name: string): Script {
  const all = branchesOf(script);
  const at = all.findIndex(branch => branch.name === name);
  if (at < 0 || all.length < 2) return script;
  const { branches, ...rest } = switched(script, all[at]!.future ? openName(script) : all[at === 0 ? 1 : at - 1]!.name);
  const left = (branches ?? all).filter(branch => branch.name !== name);
  return left.length < 2 ? rest : { ...rest, branches: left };
}

/** The branch that the lanes show beside the open one. */
export const besideOf = ({ script, beside }: Pick<LabState, 'script' | 'beside'>): Branch | undefined =>
  beside === null ? undefined : script.branches?.find(branch => branch.name === beside && branch.future);

/** The branch behind the open one; behind the last, the first. */
export function nextBranch(script: Script): string | undefined {
  const all = branchesOf(script);
  const at = all.findIndex(branch => branch.future === null);
  return all.length < 2 ? undefined : all[(at + 1) % all.length]!.name;
}

/** From when on the two can differ: the first time of a line that only one of them has. 0 where anything else differs. */
export function partingOf(one: Future, other: Future): Time {
  const lines = [one, other].map(({ file }) => (Array.isArray(file.faults) ? file.faults : []));
  const alike = one.variant === other.variant && same({ ...one.file, faults: [] }, { ...other.file, faults: [] });
  const own = alike ? lines.flatMap((mine, i) => mine.filter(line => !lines[1 - i]!.some(yours => same(line, yours)))) : [];
  return own.length === 0 ? (alike ? NEVER : 0) : Math.min(...own.map(({ at, sent }) => parseDuration(String(at ?? sent)) ?? 0));
}

const known = new WeakMap<Script, readonly Time[]>();

/** When the kept futures part from the open one; without those that do not. */
export function partingsOf(script: Script): readonly Time[] {
  let times = known.get(script);
  if (!times) known.set(script, times = (script.branches ?? []).flatMap(({ future }) => future ? [partingOf(script, future)] : []).filter(time => time < NEVER));
  return times;
}

function freshName(wanted: string, all: readonly Branch[]): string {
  const name = [...wanted].slice(0, longestName).join('');
  const taken = (one: string): boolean => all.some(branch => branch.name === one);
  for (let i = 2, next = name; ; i++) {
    if (!taken(next)) return next;
    next = `${[...name].slice(0, longestName - 4).join('')} ${i}`;
  }
}
