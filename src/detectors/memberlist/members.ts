import type { Opinion, Port, ProcessId, Start, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { refuting, ruled, type Claim } from './records.ts';
import { retransmitLimit } from './scaling.ts';
import { confirmed, suspicion, suspicionBounds, suspicionLasts, type Suspicion } from './suspicionTimeout.ts';
import { enqueue, noneWaiting, take, type Waiting } from './waiting.ts';

/** What is said of a member, and by whom. */
export interface Update extends Claim { readonly about: ProcessId; readonly from: ProcessId }

/** Incarnations of one life of a process: a restart begins above all that it used, as a node that joins and refutes does. */
export const life = 2 ** 20;

/** The sizes of memberlist's messages about a member, about. */
const sizes = { trusted: 60, suspected: 40, failed: 40 } as const;

export interface Rules {
  readonly suspicionMult: number; readonly suspicionMaxTimeoutMult: number; readonly retransmitMult: number;
  readonly probeInterval: number; readonly awarenessMax: number;
}

/** What one member knows. Columns by process. */
export interface Members {
  readonly self: ProcessId;
  /** Who is known, ascending. */
  others: readonly ProcessId[];
  /** Who may become known. */
  readonly strangers: ReadonlySet<ProcessId>;
  readonly watched: Uint8Array;
  readonly standings: Opinion[];
  /** −1 before the first evidence. */
  readonly incarnations: Float64Array;
  readonly failedAt: Float64Array;
  readonly suspicions: (Suspicion | null)[];
  readonly since: Float64Array;
  readonly expiry: Float64Array;
  /** ≤ every `expiry`; exact after each wake. */
  next: Time;
  own: number;
  /** Local health: 0 is well. */
  score: number;
  readonly queue: Waiting<Update>;
  order: number;
  /** How many of the others have failed. */
  failed: number;
}

/** `isJoining`: nobody is known yet. */
export function members({ self, roles, watches, watchedBy, incarnation }: Start<unknown>, isJoining: boolean): Members {
  const all = [...new Set([...watches, ...watchedBy])].sort((a, b) => a - b);
  const watched = new Uint8Array(roles.length);
  for (const peer of watches) watched[peer] = 1;
  const column = (value: number): Float64Array => new Float64Array(roles.length).fill(value);
  const list: Members = {
    self, others: isJoining ? [] : all, strangers: new Set(isJoining ? all : []), watched, standings: roles.map(() => 'trusted'), incarnations: column(-1), failedAt: column(NEVER),
    suspicions: roles.map(() => null), since: column(0), expiry: column(NEVER), next: NEVER,
    own: incarnation * life + 1, score: 0, queue: noneWaiting(roles.length), order: 0, failed: 0,
  };
  broadcast(list, { about: self, from: self, standing: 'trusted', incarnation: list.own });
  return list;
}

function broadcast(list: Members, update: Update): void {
  enqueue(list.queue, update, sizes[update.standing], list.order++);
}

/** What rides on one message of 1400 bytes. */
export function news(list: Members, rules: Rules): Update[] {
  if (list.queue.size === 0) return [];
  return take(list.queue, 2, 1_400 - 100, retransmitLimit(rules.retransmitMult, list.others.length + 1));
}

function opine(list: Members, peer: ProcessId, port: Port<never>): void {
  if (list.watched[peer] !== 1) return;
  if (list.standings[peer] === 'trusted') port.trust(peer);
  else if (list.standings[peer] === 'suspected') port.suspect(peer);
  else port.fail(peer);
}

/** Another accuser may shorten what is left of a suspicion; it may be over at once, and ends with the next wake. */
function confirm(list: Members, update: Update, now: Time): void {
  const before = list.suspicions[update.about];
  if (!before) return;
  const after = confirmed(before, update.from);
  if (after === before) return;
  list.suspicions[update.about] = after;
  awaitEnd(list, update.about, Math.max(now, list.since[update.about]! + suspicionLasts(after)));
  broadcast(list, update);
}

function awaitEnd(list: Members, peer: ProcessId, at: Time): void {
  list.expiry[peer] = at;
  if (at < list.next) list.next = at;
}

function adopt(list: Members, { about, from, standing, incarnation }: Update, now: Time, rules: Rules): void {
  list.failed += Number(standing === 'failed') - Number(list.standings[about] === 'failed');
  list.standings[about] = standing;
  list.incarnations[about] = incarnation;
  list.failedAt[about] = standing === 'failed' ? now : NEVER;
  list.suspicions[about] = null;
  list.expiry[about] = NEVER;
  if (standing !== 'suspected') return;
  const one = suspicion(from, suspicionBounds(rules.suspicionMult, rules.suspicionMaxTimeoutMult, list.others.length + 1, rules.probeInterval));
  list.suspicions[about] = one;
  list.since[about] = now;
  awaitEnd(list, about, now + suspicionLasts(one));
}

/** One is accused oneself: whoever has to refute has been slow, and counts it as its own fault. */
function refute(list: Members, { standing, incarnation }: Update, rules: Rules): void {
  if (standing === 'trusted' || incarnation < list.own) return;
  list.own = refuting(list.own, incarnation);
  list.score = Math.min(rules.awarenessMax - 1, list.score + 1);
  broadcast(list, { about: list.self, from: list.self, standing: 'trusted', incarnation: list.own });
}

export const isUnknown = ({ strangers, incarnations }: Members, peer: ProcessId): boolean => strangers.has(peer) && incarnations[peer]! < 0;

/** Only who is said to be there becomes known; an accusation of somebody unknown is nothing. */
function isMet(list: Members, { about, standing }: Update): boolean {
  if (standing !== 'trusted') return false;
  list.others = [...list.others, about].sort((a, b) => a - b);
  return true;
}

/** That a member is there, as was known already: most of what is said in a large group. */
export const isKnown = ({ incarnations }: Members, { about, standing, incarnation }: Update): boolean =>
  standing === 'trusted' && incarnation <= incarnations[about]!;

export function learn(list: Members, update: Update, now: Time, rules: Rules, port: Port<never>): void {
  if (isKnown(list, update)) return undefined;
  const { about, standing } = update;
  if (about === list.self) return refute(list, update, rules);
  if (about >= list.standings.length || (isUnknown(list, about) && !isMet(list, update))) return undefined;
  const before = { standing: list.standings[about]!, incarnation: list.incarnations[about]! };
  if (standing === 'suspected' && before.standing === 'suspected' && update.incarnation >= before.incarnation) confirm(list, update, now);
  if (!ruled(before, update).isNews) return undefined;
  adopt(list, update, now, rules);
  broadcast(list, update);
  opine(list, about, port);
  return undefined;
}

/** Suspicions that nobody has refuted in time. Afterwards `next` is exact, and later than now. */
export function settle(list: Members, now: Time, rules: Rules, port: Port<never>): void {
  if (now < list.next) return;
  list.next = NEVER;
  for (const about of list.others) {
    if (list.expiry[about]! <= now) {
      learn(list, { about, from: list.self, standing: 'failed', incarnation: list.incarnations[about]! }, now, rules, port);
    } else if (list.expiry[about]! < list.next) list.next = list.expiry[about]!;
  }
}
