/** The ways in which a milestone is read from a history. */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import { after, type History, type Step } from './history.ts';
import type { Count, FalseVerdict, Milestone, Span } from './system.ts';

/** Which of several steps. */
export type Which = 'first' | 'second' | 'last';

export interface Filter {
  /** Only what is said of the target (true), or of others (false). */
  readonly ofTarget?: boolean;
  /** Only what the target itself does (true), or what others do (false). */
  readonly byTarget?: boolean;
  /** Only those for whom this holds. */
  readonly where?: (step: Step, history: History) => boolean;
}

/** Steps of that name that pass, from `from` on. */
export function matching(history: History, name: string | readonly string[], from: Time, { ofTarget, byTarget, where }: Filter = {}): readonly Step[] {
  const wanted = typeof name === 'string' ? [name] : name;
  const hit = (id: ProcessId): boolean => history.targets.includes(id);
  return after(history, from).filter(step => wanted.includes(step.name)
    && (ofTarget === undefined || hit(step.about) === ofTarget) && (byTarget === undefined || hit(step.by) === byTarget)
    && (where?.(step, history) ?? true));
}

function one<T>(list: readonly T[], which: Which): T | undefined {
  return which === 'first' ? list[0] : which === 'second' ? list[1] : list.at(-1);
}

/** From the fault to a step of that name. */
export const reached = (meaning: string, name: string | readonly string[], which: Which = 'first', filter: Filter = {}): Milestone => ({
  meaning,
  of(history) {
    const step = one(matching(history, name, history.faultAt, filter), which);
    return step && step.at - history.faultAt;
  },
});

/** From the fault's end to a step of that name. */
export const reachedAfter = (meaning: string, name: string | readonly string[], which: Which = 'first', filter: Filter = {}): Milestone => ({
  meaning, from: 'return',
  of(history) {
    const { healedAt } = history;
    if (healedAt === null) return undefined;
    const step = one(matching(history, name, healedAt, filter), which);
    return step && step.at - healedAt;
  },
});

/** When each process first says so of the target, soonest first. */
export function firstByEach(history: History, name: string | readonly string[], filter: Filter = { ofTarget: true }): Time[] {
  const firsts = new Map<ProcessId, Time>();
  for (const { by, at } of matching(history, name, history.faultAt, filter)) if (!firsts.has(by)) firsts.set(by, at);
  return [...firsts.values()].sort((a, b) => a - b);
}

/** From the fault until a share of the `observers` has said so: 0 the first of them, 1 the last. Missing if fewer ever do. */
export const reachedBy = (
  meaning: string, name: string | readonly string[], share: number, observers: (history: History) => number, filter?: Filter,
): Milestone => ({
  meaning,
  of(history) {
    const instants = firstByEach(history, name, filter);
    const instant = instants[Math.max(0, Math.ceil(share * observers(history)) - 1)];
    return instant === undefined ? undefined : instant - history.faultAt;
  },
});

/** From one milestone to another. */
export const between = (meaning: string, from: Milestone, to: Milestone): Milestone => ({
  meaning, from: 'length',
  of(history): Duration | undefined {
    const [begin, end] = [from.of(history), to.of(history)];
    return begin === undefined || end === undefined ? undefined : end - begin;
  },
});

/** How often, from the fault on. */
export const times = (meaning: string, name: string | readonly string[], filter: Filter = {}): Count => ({
  meaning, of: history => matching(history, name, history.faultAt, filter).length,
});

/** Whether the fault itself is why `about` is suspected, or why `by` suspects: then it is no false verdict. */
function excused({ targets, faultAt, healedAt }: History, { by, about, at }: Step): boolean {
  return (targets.includes(by) || targets.includes(about)) && at >= faultAt && (healedAt === null || at < healedAt);
}

/** What one says of another, from `begins` to `ends`, though the other runs and can be reached. */
export const spells = (meaning: string, begins: string | readonly string[], ends: string | readonly string[]): FalseVerdict => ({
  meaning,
  spans(history) {
    const open = new Map<string, { from: Time; to: Time | null }>();
    const spans: Span[] = [];
    for (const step of after(history, history.faultAt)) {
      const key = `${step.by} ${step.about}`;
      if ([begins].flat().includes(step.name) && !open.has(key) && !excused(history, step)) {
        const span = { from: step.at, to: null };
        open.set(key, span);
        spans.push(span);
      } else if ([ends].flat().includes(step.name)) {
        const span = open.get(key);
        if (span) span.to = step.at;
        open.delete(key);
      }
    }
    return spans;
  },
});

/** Each time that something happens which ought not to, with everything running: what one says that is cut off itself is no such thing. */
export const occasions = (meaning: string, name: string | readonly string[], filter: Filter = {}): FalseVerdict => ({
  meaning, spans: history => matching(history, name, history.faultAt, filter).flatMap(step => (excused(history, step) ? [] : [{ from: step.at, to: step.at }])),
});

/** Who claims to lead: the last to begin of those that have not yielded or ended. */
export function leader({ steps }: History): ProcessId | undefined {
  const claiming: ProcessId[] = [];
  for (const { name, by } of steps) {
    const at = claiming.indexOf(by);
    if (at >= 0 && (name === 'claims' || name === 'yields' || name === 'crashes')) claiming.splice(at, 1);
    if (name === 'claims') claiming.push(by);
  }
  return claiming.at(-1);
}

/** Each time that another comes to lead though the one that led runs and can be reached: after a kill it does not, whatever comes back. */
export const depositions = (meaning: string): FalseVerdict => ({
  meaning,
  spans(history) {
    const { steps, targets, faultAt, healedAt } = history;
    const until = isKilled(history) ? null : healedAt;
    let led: ProcessId | undefined;
    const spans: Span[] = [];
    for (const { at, name, by } of steps) {
      if (name !== 'claims') continue;
      const hit = led !== undefined && targets.includes(led) && (until === null || at < until);
      if (at >= faultAt && !hit) spans.push({ from: at, to: at });
      led = by;
    }
    return spans;
  },
});

const howOf = ({ scenario: { faults = [] } }: History): unknown =>
  (faults[0]?.kind === 'crash' ? (faults[0].params as { readonly how: unknown }).how : undefined);
/** What it knew is gone: one that hangs, or that nobody can reach, still has it. */
const isKilled = (history: History): boolean => howOf(history) === 'kill';

/** While two or more processes claim the same, and run: one that is cut off does, one that stands still does not. */
export const rivalry = (meaning: string): FalseVerdict => ({
  meaning,
  spans(history) {
    const { steps, faultAt } = history;
    const still = new Set<ProcessId>();
    const claiming = new Map<number, Set<ProcessId>>();
    const open = new Map<number, { readonly from: Time; to: Time | null }>();
    const spans: { readonly from: Time; to: Time | null }[] = [];
    for (const step of steps) {
      moved(history, step, claiming, still);
      for (const [resource, by] of claiming) {
        const several = [...by].filter(id => !still.has(id)).length >= 2;
        const span = open.get(resource);
        if (several && !span) {
          open.set(resource, { from: step.at, to: null });
          spans.push(open.get(resource)!);
        } else if (!several && span) {
          span.to = step.at;
          open.delete(resource);
        }
      }
    }
    return spans.filter(({ from }) => from >= faultAt);
  },
});

/** Who claims what, and who stands still, after that step. */
function moved(history: History, { name, by, note }: Step, claiming: Map<number, Set<ProcessId>>, still: Set<ProcessId>): void {
  const resource = note !== null && 'resource' in note ? note.resource : 0;
  if (name === 'claims') claiming.set(resource, (claiming.get(resource) ?? new Set()).add(by));
  else if (name === 'yields') claiming.get(resource)?.delete(by);
  else if (name === 'crashes' && isKilled(history)) for (const claimed of claiming.values()) claimed.delete(by);
  else if (name === 'pauses' || (name === 'crashes' && howOf(history) !== 'blackhole')) still.add(by);
  else if (name === 'resumes' || name === 'recovers') still.delete(by);
}
