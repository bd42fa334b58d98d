import type { Duration, ProcessId, Time } from '../../contract.ts';

/** Counters of one life of a process: a restart counts on above all that it used. */
export const lifeOfCounters = 2 ** 32;

/** Who has counted how far, and when, by one's own clock, each counter last grew. Columns by process. */
export interface Heartbeats {
  /** −1 for what was never heard of, or is forgotten. */
  readonly counters: Float64Array;
  readonly grownAt: Float64Array;
}

export function heartbeats(processes: number, self: ProcessId, incarnation: number, now: Time): Heartbeats {
  const counters = new Float64Array(processes).fill(-1);
  counters[self] = incarnation * lifeOfCounters;
  return { counters, grownAt: new Float64Array(processes).fill(now) };
}

/** Takes the greater counter for one member, and stamps it with the local time only if it grew. True if it did. */
export function grow({ counters, grownAt }: Heartbeats, member: ProcessId, counter: number, now: Time): boolean {
  if (!(counter > counters[member]!)) return false;
  counters[member] = counter;
  grownAt[member] = now;
  return true;
}

export interface Ages { readonly failAfter: Duration; readonly forgetAfter: Duration }

/** What a counter that has stood still for so long says of its process. */
export function ageOf(still: Duration, { failAfter, forgetAfter }: Ages): 'ok' | 'failed' | 'removed' {
  if (still > forgetAfter) return 'removed';
  return still > failAfter ? 'failed' : 'ok';
}

/** Forgets what has stood still for too long. Until then it is kept, so that a table of one who still trusts it cannot bring it back. */
export function forget({ counters, grownAt }: Heartbeats, self: ProcessId, now: Time, ages: Ages): void {
  for (let member = 0; member < counters.length; member++) {
    if (member !== self && ageOf(now - grownAt[member]!, ages) === 'removed') counters[member] = -1;
  }
}

/** What is told: those that are not taken for failed. So, when the first forgets one, nobody is left to bring it back. */
export function tellable({ counters, grownAt }: Heartbeats, now: Time, ages: Ages): number[] {
  return Array.from(counters, (counter, member) => ageOf(now - grownAt[member]!, ages) === 'ok' ? counter : -1);
}
