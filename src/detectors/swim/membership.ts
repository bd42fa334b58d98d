import type { Opinion, Port, ProcessId, Start, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { rumours, spread, tellings, type Rumours, type Update } from './rumours.ts';

/** Incarnation numbers of one life of a process: only it raises its own, and a restart begins above all that it used. */
export const life = 2 ** 20;

const opinions: readonly Opinion[] = ['trusted', 'suspected', 'failed'];

/** What one member knows of the others, and has still to tell. Columns by process. */
export interface Membership {
  readonly self: ProcessId;
  /** All others that it watches or that watch it: whom it may ask for help. */
  readonly others: readonly ProcessId[];
  /** 1 where watched. */
  readonly watched: Uint8Array;
  /** Index into `opinions`. */
  readonly verdicts: Uint8Array;
  /** −1 before the first evidence. */
  readonly incarnations: Float64Array;
  /** When a suspicion becomes a failure; NEVER where there is none. */
  readonly expiry: Float64Array;
  /** ≤ every `expiry`; exact after each wake. */
  next: Time;
  own: number;
  readonly rumours: Rumours;
}

export function membership({ self, roles, watches, watchedBy, incarnation }: Start<unknown>, lambda: number): Membership {
  const others = [...new Set([...watches, ...watchedBy])].sort((a, b) => a - b);
  const watched = new Uint8Array(roles.length);
  for (const peer of watches) watched[peer] = 1;
  const own = incarnation * life;
  const list: Membership = {
    self, others, watched, own, next: NEVER,
    verdicts: new Uint8Array(roles.length),
    incarnations: new Float64Array(roles.length).fill(-1),
    expiry: new Float64Array(roles.length).fill(NEVER),
    rumours: rumours(tellings(lambda, others.length + 1)),
  };
  spread(list.rumours, { about: self, verdict: 'trusted', incarnation: own });
  return list;
}

export const opinionOf = ({ verdicts }: Membership, peer: ProcessId): Opinion => opinions[verdicts[peer] ?? 0]!;

/** Whether an update is still what this member believes. */
export const isCurrent = (list: Membership, { about, verdict, incarnation }: Update): boolean =>
  about === list.self ? incarnation === list.own : incarnation === list.incarnations[about] && verdict === opinionOf(list, about);

const lifeOf = (incarnation: number): number => Math.floor(incarnation / life);

/**
 * The order of SWIM (DSN 2002, section 4.2): trusted(i) beats whatever is older than i, suspected(i) also trusted(i),
 * and a failure is final. A later life of the same process is a new member.
 */
export function supersedes(update: Omit<Update, 'about'>, believed: Omit<Update, 'about'>): boolean {
  const [i, j] = [update.incarnation, believed.incarnation];
  if (lifeOf(i) !== lifeOf(j)) return i > j;
  if (believed.verdict === 'failed') return false;
  if (update.verdict === 'failed') return true;
  return update.verdict === 'suspected' && believed.verdict === 'trusted' ? i >= j : i > j;
}

/** Takes a verdict for its own, says so, and passes it on. */
function believe(list: Membership, update: Update, until: Time, port: Port<never>): void {
  const { about, verdict, incarnation } = update;
  list.verdicts[about] = opinions.indexOf(verdict);
  list.incarnations[about] = incarnation;
  list.expiry[about] = until;
  if (until < list.next) list.next = until;
  spread(list.rumours, update);
  if (list.watched[about] !== 1) return;
  if (verdict === 'trusted') port.trust(about);
  else if (verdict === 'suspected') port.suspect(about);
  else port.fail(about);
}

/** Answers an accusation: with a higher incarnation, or, where it has cost this life already, as a new member. */
function refute(list: Membership, { verdict, incarnation }: Update): void {
  const isOver = verdict === 'failed' ? lifeOf(incarnation) < lifeOf(list.own) : incarnation < list.own;
  if (verdict === 'trusted' || isOver) return;
  list.own = verdict === 'failed' ? (lifeOf(incarnation) + 1) * life : incarnation + 1;
  spread(list.rumours, { about: list.self, verdict: 'trusted', incarnation: list.own });
}

/** Merges what was heard. `until`: when a suspicion that begins now would expire. */
export function learn(list: Membership, update: Update, until: Time, port: Port<never>): void {
  const { about, verdict, incarnation } = update;
  if (about === list.self) {
    refute(list, update);
  } else if (about < list.verdicts.length) {
    const believed = { verdict: opinionOf(list, about), incarnation: list.incarnations[about]! };
    const isFirst = believed.incarnation < 0 && incarnation >= 0;
    if (isFirst || supersedes(update, believed)) believe(list, update, verdict === 'suspected' ? until : NEVER, port);
  }
}

/** Own evidence: nobody has reached it. What was never heard of has no incarnation that one could accuse but its first. */
export function accuse(list: Membership, peer: ProcessId, verdict: 'suspected' | 'failed', until: Time, port: Port<never>): void {
  const stronger = verdict === 'failed' ? 2 : 1;
  if (list.verdicts[peer]! >= stronger) return;
  const incarnation = Math.max(0, list.incarnations[peer]!);
  believe(list, { about: peer, verdict, incarnation }, verdict === 'failed' ? NEVER : until, port);
}

/** Every suspicion that nobody has refuted in time. Afterwards `next` is exact, and later than now. */
export function settle(list: Membership, now: Time, port: Port<never>): void {
  if (now < list.next) return;
  list.next = NEVER;
  for (const peer of list.others) {
    if (list.expiry[peer]! <= now) accuse(list, peer, 'failed', NEVER, port);
    else if (list.expiry[peer]! < list.next) list.next = list.expiry[peer]!;
  }
}
