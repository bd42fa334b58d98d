/** What the systems over the lease service have in common: who holds it, what is read from a run, and how it is staged. */
import type { Duration, ProcessId } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER, ms, type Time } from '../../src/time.ts';
import { playing, type History, type Step } from './history.ts';
import { leader, matching, occasions, reached, times } from './milestones.ts';
import type { FalseVerdict, Milestone, Option, Role, Staged, Values } from './system.ts';

/** From when on the old holder runs again, or still: one that was cut off does throughout, as beside a store that fails; one that was killed never does. */
function runsFrom(history: History): Time {
  const { scenario: { faults: [fault] }, faultAt, healedAt, targets } = history;
  if (!targets.includes(oldHolder(history) ?? -1)) return faultAt;
  const how = fault?.kind === 'crash' ? (fault.params as { how: string }).how : fault?.kind;
  if (how === 'kill') return NEVER;
  return how === 'hang' || how === 'pause' ? healedAt ?? NEVER : faultAt;
}

/** Whoever had the lock when the fault came. */
const oldHolder = (history: History): ProcessId | undefined => leader({ ...history, steps: history.steps.filter(({ at }) => at < history.faultAt) });

/** Who takes the lock next, if only the old one again, under another session. */
const taken = (history: History): Step | undefined => matching(history, 'lockTaken', history.faultAt)[0];

const since = ({ faultAt }: History, step: Step | undefined): Duration | undefined => step && step.at - faultAt;

/** From when on two act: the old holder has not stopped when another takes the lock. */
const splitBrain: Milestone = {
  meaning: 'two act: from the new holder\'s beginning, or the old one\'s awakening, to the old one\'s end', from: 'length',
  of(history) {
    const [begins, old] = [taken(history), oldHolder(history)];
    if (!begins) return undefined;
    const ends = matching(history, 'yields', history.faultAt, { where: ({ by }) => by === old })[0]?.at ?? history.end;
    return begins.by === old ? 0 : Math.max(0, ends - Math.max(begins.at, runsFrom(history)));
  },
};

export const leaseMilestones = {
  released: reached('the store gives the lock free, of which kubernetes knows nothing', 'released'),
  lockTaken: { meaning: 'the lock is taken anew', of: history => since(history, taken(history)) },
  firstWrite: {
    meaning: 'the new holder takes its first write',
    of(history) {
      const begins = taken(history);
      return begins && since(history, matching(history, 'accepts', begins.at, { where: ({ by }) => by === begins.by })[0]);
    },
  },
  oldHolderStops: {
    meaning: 'the old holder stops by itself',
    of: history => since(history, matching(history, 'stopped', history.faultAt, { where: ({ by }) => by === oldHolder(history) })[0]),
  },
  splitBrain,
} satisfies Record<string, Milestone>;

export const leaseCounts = {
  holders: times('new holders, also after the fault has ended', 'lockTaken'),
  fencedWrites: times('late writes that the storage refused by their token', 'fences'),
};

export const leaseVerdicts: Record<string, FalseVerdict> = {
  leaderChange: occasions('another takes the lock though the holder runs and can be reached', 'lockTaken', { where: (_, { targets }) => targets.length === 0 }),
};

export const leaseRoles: Record<string, Role> = {
  holder: { meaning: 'whoever has the lock', holder: leader },
  standby: { meaning: 'one that waits for it', holder: history => playing(history, 'candidate').find(id => id !== leader(history)) },
  store: { meaning: 'what keeps the lock: one process in place of all its servers', holder: 'store0' },
};

export const leaseOptions = {
  candidates: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many compete for the lock' },
  fencing: { kind: 'flag', default: false, meaning: 'whether what the holder writes to refuses an older token than it has seen' },
  'write-every': {
    kind: 'duration', default: 50 * ms, min: 1_000,
    meaning: 'how often each of the two clients writes; one of them stands with the holder',
  },
} satisfies Record<string, Option>;

/** The candidates on hosts of their own; store, storage and clients stand behind them. */
export function leaseFile(options: Values, service: Readonly<Record<string, unknown>>): Staged['file'] {
  const candidates = Array.from({ length: options.candidates as number }, (_, i) => ({ name: `candidate${i}`, role: 'candidate' }));
  const names = candidates.map(({ name }) => name);
  return {
    processes: candidates,
    watches: names.flatMap(name => [['store0', name], ...names.filter(other => other !== name).map(other => [name, other])]),
    service: {
      kind: 'lease', transport: 'stream', clients: 2, readShare: 0, every: formatDuration(options['write-every'] as number), fencing: options.fencing, ...service,
    },
  };
}

/** The first client is cut off with the holder; the storage is not. */
export const besideHolder = (target: string): readonly string[] => (target.startsWith('candidate') ? ['client0'] : []);
