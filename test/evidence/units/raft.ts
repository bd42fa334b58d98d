import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { raft, type RaftParams } from '../../../src/services/raft.ts';
import { ignoresCampaign, isAccepted, isPast, limitsOf, randomisedTimeout } from '../../../src/services/raft/rules.ts';
import { leaderOf, raftCluster, server, term } from '../../support/raftCluster.ts';
import { Unsupported, type Units, type VectorCase } from '../vector.ts';

const tick = 100 * ms;
const limits = (electionTick: number) => limitsOf({ tick, heartbeat: tick, election: electionTick * tick, spread: 1 });

/** The timeout of each of as many equal parts of the draws as there are timeouts, many times over. */
const timeouts = (electionTick: number): number[] =>
  Array.from({ length: 10 * electionTick }, (_, i) => randomisedTimeout(limits(electionTick), (i + 0.5) / (10 * electionTick)));

const share = <T>(all: readonly T[], holds: (one: T) => boolean): number => all.filter(holds).length / all.length;

/** P(the least of n is reached by two or more) = 1 − Σ n P(X = k) P(X > k)^(n − 1). */
function sharedFirst({ electionTick, n }: { electionTick: number; n: number }): number {
  const all = timeouts(electionTick);
  const alone = [...new Set(all)].map(k => n * share(all, one => one === k) * share(all, one => one > k) ** (n - 1));
  return 1 - alone.reduce((a, b) => a + b, 0);
}

const nowhere = { random: () => 0.5, send() {}, close() {}, trust() {}, suspect() {}, fail() {}, note() {} };

/** A new leader of three, of whom one answers before those of its ticks that are told: at which tick does it step back? */
function stepsBackAt(electionTick: number, ticks: number, answersBefore: (n: number) => boolean): number | undefined {
  const cluster = raftCluster({ clients: 0, election: electionTick * tick }, { seed: 3 });
  while (leaderOf(cluster) < 0) cluster.run(cluster.now + 1 * ms);
  const leader = leaderOf(cluster);
  const [peer] = [0, 1, 2].filter(id => id !== leader);
  const detector = raft.over(null);
  const state = cluster.state<object>(leader);
  const epoch = term(cluster, leader);
  for (let n = 1; n <= ticks; n++) {
    const due = detector.deadline(state);
    if (answersBefore(n)) detector.receive(state, due - 1, peer!, { kind: 'raft.heard', term: epoch, sentAt: due - 2 } as never, nowhere);
    detector.wake(state, due, nowhere);
    if (!server(cluster, leader).office) return n;
  }
  return undefined;
}

interface VoteInput { readonly checkQuorum: boolean; readonly leaderKnown: boolean; readonly electionElapsed: number; readonly electionTick: number; readonly context?: string }

function voteRequest({ electionElapsed: elapsed, electionTick: election, context, ...input }: VoteInput): string {
  // a transfer of leadership, which goes through in any case, is not built here
  if (context !== undefined) throw new Unsupported();
  return ignoresCampaign({ ...input, elapsed, election }) ? 'ignored (no reply, term unchanged)' : 'processed';
}

function etcdDefaults(): Record<string, unknown> {
  const usual = defaults(raft.parameters) as RaftParams;
  const { election, heartbeat } = limitsOf(usual);
  const accepts = (beats: number): boolean => isAccepted(tick, beats * tick);
  return {
    'heartbeat-interval ms': usual.heartbeat / ms, 'election-timeout ms': usual.election / ms, electionTicks: election, heartbeatTick: heartbeat,
    PreVote: usual.preVote, CheckQuorum: usual.checkQuorum, 'max election-timeout ms': raft.parameters.election.max! / ms,
    constraint: accepts(5) && !accepts(4.99) ? 'election >= 5*heartbeat' : 'another',
  };
}

/** Does a pre-vote for a later term change the voter's own? And does the sender's change before a quorum has granted? */
function preVote(): Record<string, unknown> {
  const cluster = raftCluster({ clients: 0 }).run(500 * ms);
  cluster.weather = (_from, _to, message) => (message.kind === 'raft.preVote' ? 1 * ms : null);
  cluster.run(3 * sec);
  return { receiverTermChanged: [0, 1, 2].some(id => term(cluster, id) !== 0) };
}

export const raftUnits: Units = {
  'raft/p-electionelapsed-randomizedtimeout-randomized-uniform-on': ({ electionTick, elapsed }: { electionTick: number; elapsed: number }) =>
    share(timeouts(electionTick), timeout => isPast(elapsed, timeout)),
  'raft/every-value-et-2et-1-occurs': ({ electionTick }: { electionTick: number }) => {
    const all = timeouts(electionTick);
    if (new Set(all).size !== electionTick) throw new Error('some value never occurs');
    return { min: Math.min(...all), max: Math.max(...all) };
  },
  'raft/p-the-earliest-tick-is-shared': sharedFirst,
  'raft/5-nodes-et-10-fraction-of': (input: { electionTick: number; n: number }) => sharedFirst(input) <= 0.3,
  'raft/leader-3-voters-et-5-checkquorum': followersAnswer,
  'raft/same-with-no-responses': followersAnswer,
  'raft/checkquorum-runs-every-et-leader-ticks': checkWindow,
  'raft/vote-request-with-higher-term-at': voteRequest,
  'raft/prevote-carries-term-1-receiver-never': preVote,
  'raft/etcd-server-defaults': etcdDefaults,
  'raft/minimum-etcd-lease-ttl-s-ceil': ({ heartbeatMs, electionMs }: { heartbeatMs: number; electionMs: number }) => {
    const { election } = limitsOf({ tick: heartbeatMs * ms, heartbeat: heartbeatMs * ms, election: electionMs * ms, spread: 1 });
    return Math.ceil(Math.floor(3 * election / 2) * heartbeatMs / 1_000);
  },
};

/** Whether it still leads: tick by tick where the case asks so, else at the end; in the words of etcd or in plain ones. */
function followersAnswer({ electionTick, ticks, responder }: { electionTick: number; ticks: number; responder?: unknown }, { expect }: VectorCase): unknown {
  const answers = responder !== null && responder !== undefined && responder !== 'none' && responder !== 0;
  const end = stepsBackAt(electionTick, ticks, () => answers);
  const stances = Array.from({ length: ticks }, (_, i) => (end !== undefined && i + 1 >= end ? 'follower' : 'leader'));
  const spelt = (stance: string, sample: unknown): string => (String(sample).startsWith('State') ? `State${stance[0]!.toUpperCase()}${stance.slice(1)}` : stance);
  return Array.isArray(expect) ? stances.map((stance, i) => spelt(stance, expect[i])) : spelt(stances.at(-1)!, expect);
}

function checkWindow({ electionTick, lastContactTick, leaderStepsDownAtTick }: { electionTick: number; lastContactTick: number; leaderStepsDownAtTick: number }): unknown {
  const end = stepsBackAt(electionTick, 3 * electionTick, n => n === lastContactTick);
  const passes = end === leaderStepsDownAtTick ? 'passing' : 'failing';
  return `a follower heard once at tick ${lastContactTick} keeps the check at tick ${electionTick} ${passes}; step-down at tick ${end}`
    + ' -> detection between et and 2et after last contact';
}
