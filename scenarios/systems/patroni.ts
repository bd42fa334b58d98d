import type { ProcessId, Time } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { adjusted, isSafe, watchdogSlack, type Timeouts } from '../../src/services/patroni/rules.ts';
import { ms, sec } from '../../src/time.ts';
import { after, playing, type History } from './history.ts';
import { leader, matching, occasions, times } from './milestones.ts';
import type { Count, Milestone, System, Values } from './system.ts';

/** Whoever was primary when the fault came, also where it is beside the target that the fault hit. */
function oldPrimary(history: History): ProcessId | undefined {
  return leader({ ...history, steps: history.steps.filter(({ at }) => at < history.faultAt) });
}

/** The process of another role on its host. */
function beside({ scenario }: History, process: ProcessId | undefined, role: string): ProcessId | undefined {
  if (process === undefined) return undefined;
  const { host } = scenario.processes[process]!;
  const found = scenario.processes.findIndex(each => each.host === host && each.role === role);
  return found < 0 ? undefined : found;
}

const taken = (history: History, byOld: boolean): readonly Time[] => {
  const old = oldPrimary(history);
  return matching(history, 'accepts', history.faultAt, { where: ({ by }) => (by === old) === byOld }).map(({ at }) => at);
};

const firstWriteAt = (history: History): Time | undefined => taken(history, false)[0];

const firstWrite: Milestone = {
  meaning: 'another PostgreSQL takes its first write',
  of(history) {
    const at = firstWriteAt(history);
    return at === undefined ? undefined : at - history.faultAt;
  },
};

/** How long after the other's first write the old primary was still watched, when it was measured. */
const watchedFor = 15 * sec;

const stops = (history: History) => matching(history, 'yields', history.faultAt, { where: ({ by }) => by === oldPrimary(history) });

/** The old primary's last write before it stood still, or before the end of what is watched. */
function lastWriteAt(history: History): Time | undefined {
  const first = firstWriteAt(history);
  const stopped = stops(history)[0]?.at ?? history.end;
  const watched = first === undefined ? history.end : first + watchedFor;
  return taken(history, true).filter(at => at <= Math.min(stopped, watched)).at(-1);
}

const oldPrimaryStops: Milestone = {
  meaning: 'the old primary takes its last local write, as far as it is watched: until 15 s after the other\'s first',
  of(history) {
    const at = lastWriteAt(history);
    // one that took none, though it went on: no write of it was confirmed
    return at === undefined ? (stops(history).length > 0 ? 0 : undefined) : at - history.faultAt;
  },
};

const splitBrain: Milestone = {
  meaning: 'both take writes, watched until 15 s after the new one\'s first', from: 'length',
  of(history) {
    const [first, last] = [firstWriteAt(history), lastWriteAt(history)];
    return first === undefined ? undefined : Math.max(0, (last ?? first) - first);
  },
};

/** By whomever, from the fault on. */
const step = (meaning: string, name: string): Milestone => ({
  meaning,
  of(history) {
    const [found] = matching(history, name, history.faultAt);
    return found && found.at - history.faultAt;
  },
});

const restarted: Milestone = {
  meaning: 'the old primary, started again by its Patroni, takes its first write: there is no failover',
  of(history) {
    const [again] = matching(history, 'restarted', history.faultAt);
    const at = again && taken(history, true).find(each => each >= again.at);
    return at === undefined ? undefined : at - history.faultAt;
  },
};

/** What the old primary alone had taken and answered, and what was thrown away of it. */
const lostWrites: Count = {
  meaning: 'acknowledged writes that were thrown away',
  of(history) {
    const acknowledged = new Set(after(history, 0).flatMap(({ note }) => (note?.kind === 'acknowledged' ? [note.operation] : [])));
    const discarded = new Set(after(history, history.faultAt).flatMap(({ note }) => (note?.kind === 'discards' ? [note.operation] : [])));
    return [...discarded].filter(operation => acknowledged.has(operation)).length;
  },
};

/** With nothing wrong but the network. */
const quiet = { where: (_: unknown, { targets }: History): boolean => targets.length === 0 };

const given = (options: Values): Timeouts =>
  ({ ttl: options.ttl as number, loopWait: options.loop_wait as number, retryTimeout: options.retry_timeout as number });
const inForce = (options: Values): Timeouts => (options.adjusts === true ? adjusted(given(options)) : given(options));

/** On each host a Patroni, a PostgreSQL and a client that writes to that one only; etcd stands apart. */
function members(hosts: number): { name: string; role: string; host: string }[] {
  const on = (role: string) => Array.from({ length: hosts }, (_, i) => ({ name: `${role}${i}`, role, host: `h${i}` }));
  return [...on('patroni'), ...on('postgres'), ...on('local'), { name: 'etcd0', role: 'etcd', host: 'etcd' }];
}

/** What the processes of a host say to each other goes over no wire. */
const loopbacks = (hosts: number): Record<string, unknown>[] => Array.from({ length: hosts }, (_, i) => ['patroni', 'local'].map(role =>
  ({ from: `${role}${i}`, to: `postgres${i}`, both: true, latency: '30us', loss: { kind: 'independent', average: 0 } }))).flat();

/** Patroni over etcd v3, one etcd on a host of its own: patroni/ha.py, dcs/etcd3.py, config.py. Measured: 3.0.2 with PostgreSQL 15. */
export const patroni: System = {
  name: 'patroni',
  title: 'Patroni',
  version: '3.2',
  summary: 'An agent beside each PostgreSQL keeps the leader\'s key in etcd by a lease; when the key goes, a replica is promoted.',
  options: {
    hosts: { kind: 'count', default: 2, min: 1, max: 15, meaning: 'how many hosts have a PostgreSQL and its Patroni' },
    ttl: { kind: 'duration', unit: 's', default: 30 * sec, min: sec, meaning: 'the lease of the leader\'s key', source: 'config.py' },
    loop_wait: {
      kind: 'duration', unit: 's', default: 10 * sec, min: sec,
      meaning: 'from one loop to the next; each renews the lease', source: 'config.py',
    },
    retry_timeout: {
      kind: 'duration', unit: 's', default: 10 * sec, min: sec,
      meaning: 'how long etcd is asked before a primary is stopped', source: 'config.py',
    },
    primary_start_timeout: {
      kind: 'duration', unit: 's', default: 300 * sec, meaning: 'how long a PostgreSQL that ended may take to start again; 0: it fails over instead',
      source: 'config.py; master_start_timeout before 4.0',
    },
    synchronous_mode: {
      kind: 'flag', default: false,
      meaning: 'writes wait for the standby, and only that one is promoted', source: 'config.py',
    },
    failsafe_mode: {
      kind: 'flag', default: false,
      meaning: 'without etcd a primary goes on while all members answer it', source: 'ha.py',
    },
    watchdog: {
      kind: 'flag', default: false,
      meaning: 'whether a watchdog resets a primary whose lock is not renewed', source: 'watchdog/base.py: mode',
    },
    safety_margin: {
      kind: 'duration', unit: 's', default: 5 * sec, min: -sec,
      meaning: 'how long before the end of the lease the watchdog bites; -1: at half the ttl', source: 'watchdog/base.py',
    },
    adjusts: {
      kind: 'flag', default: true, history: [{ before: '3.2.0', default: false }],
      meaning: 'whether Patroni lowers loop_wait, then retry_timeout, until they fit into the ttl, and keeps minima of 20, 1 and 3 s', source: 'config.py',
    },
    'write-every': {
      kind: 'duration', default: 50 * ms, min: 1_000,
      meaning: 'how often a client on each host writes to its own PostgreSQL',
    },
  },
  rules: [
    {
      says: 'loop_wait + 2 × retry_timeout is at most the ttl, or a primary that is cut off may outlast its lease; from 3.2 on Patroni sees to that', strength: 'advises',
      holds: options => isSafe(inForce(options)),
    },
    {
      says: 'the watchdog\'s timeout is at least loop_wait, or it cannot be used', strength: 'refuses',
      holds: options => options.watchdog !== true || watchdogSlack(inForce(options).ttl, options.safety_margin as number, inForce(options).loopWait) >= 0,
    },
    { says: 'two hosts at least, or nobody can take over', strength: 'advises', holds: ({ hosts }) => (hosts as number) >= 2 },
  ],
  roles: {
    primary: { meaning: 'the primary\'s host; of what hits a process, its PostgreSQL', holder: leader, standsReady: 10 * ms },
    patroni: { meaning: 'the primary\'s Patroni, alone', holder: before => beside(before, leader(before), 'patroni') },
    postgres: { meaning: 'the primary\'s PostgreSQL, alone', holder: leader, standsReady: 10 * ms },
    replica: {
      meaning: 'a replica\'s host; of what hits a process, its PostgreSQL', standsReady: 10 * ms,
      holder: before => playing(before, 'postgres').find(id => id !== leader(before)),
    },
    etcd: { meaning: 'the store', holder: 'etcd0' },
  },
  milestones: {
    leaseExpired: step('etcd finds the lease of a Patroni expired', 'leaseExpired'),
    lockTaken: step('a Patroni takes the lock ("promoted self to leader by acquiring session lock")', 'lockTaken'),
    promoted: step('its PostgreSQL is promoted', 'promoted'),
    firstWrite,
    restarted,
    oldPrimaryStops,
    demoted: step('a primary is stopped by its Patroni', 'demoted'),
    watchdog: step('a watchdog bites', 'watchdog'),
    splitBrain,
  },
  counts: { failovers: times('locks taken by another', 'lockTaken'), lostWrites },
  falseVerdicts: {
    failover: occasions('a lock is taken though the primary runs and can be reached', 'lockTaken', quiet),
    demotion: occasions('a primary is stopped though it and etcd run and can be reached', 'demoted', quiet),
  },
  differences: [
    'A promotion takes 50 ms and a start after a crash 500 ms here; of the real ones the first took 27 to 87 ms, and the second depends on what is to be recovered.',
  ],
  scenario(options, { fault }) {
    const { ttl, loopWait, retryTimeout } = inForce(options);
    const hosts = options.hosts as number;
    const text = (key: string): string => formatDuration(options[key] as number);
    const processes = members(hosts);
    const agents = processes.filter(({ role }) => role === 'patroni').map(({ name }) => name);
    return {
      settled: loopWait + 8 * sec, phase: loopWait,
      watch: fault === 'none' || fault === 'loss' ? 1_800 * sec : ttl + loopWait + retryTimeout + 25 * sec,
      file: {
        processes, links: loopbacks(hosts),
        watches: agents.flatMap(name => [['etcd0', name], ...agents.filter(other => other !== name).map(other => [name, other])]),
        service: {
          kind: 'patroni', layout: 'named', transport: 'stream', clients: 0, readShare: 0, every: text('write-every'), ttl: formatDuration(ttl),
          loopWait: formatDuration(loopWait), retryTimeout: formatDuration(retryTimeout), primaryStartTimeout: text('primary_start_timeout'),
          synchronous: options.synchronous_mode, failsafe: options.failsafe_mode, watchdog: options.watchdog, safetyMargin: text('safety_margin'),
        },
      },
    };
  },
};
