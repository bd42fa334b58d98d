/** The futures of one scenario: the open one, which is `script` itself, and those that were kept beside it. */
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

function freshName(wanted: string, all: readonly Branch[]): string {
  const name = [...wanted].slice(0, longestName).join('');
  const taken = (one: string): boolean => all.some(branch => branch.name === one);
  for (let i = 2, next = name; ; i++) {
    if (!taken(next)) return next;
    next = `${[...name].slice(0, longestName - 4).join('')} ${i}`;
  }
}
