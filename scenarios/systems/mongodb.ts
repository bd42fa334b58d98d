import { formatDuration } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import { playing } from './history.ts';
import { between, depositions, leader, matching, reached, reachedAfter, reachedBy, rivalry, spells, times } from './milestones.ts';
import type { Count, Milestone, System } from './system.ts';

const topology = 'repl/topology_coordinator.cpp';
const oldPrimarysLast: Milestone = {
  meaning: 'the old primary takes its last write before the fault ends',
  of(history) {
    const last = matching(history, 'accepts', history.faultAt, { byTarget: true }).findLast(({ at }) => at <= (history.healedAt ?? history.end));
    return last && last.at - history.faultAt;
  },
};
const takesWrites = reached('the new primary has caught up, and takes writes', 'takesWrites', 'first', { byTarget: false });

/** Of those that were asked for after the fault. */
const firstWrite: Milestone = {
  meaning: 'the first write that was asked for after the new primary took writes is acknowledged',
  of(history) {
    const takes = matching(history, 'takesWrites', history.faultAt, { byTarget: false })[0];
    const step = takes && matching(history, 'acknowledged', takes.at)[0];
    return step && step.at - history.faultAt;
  },
};

const rolledBack: Count = {
  meaning: 'acknowledged writes that were rolled back',
  of(history) {
    const operations = (name: string, from: number): number[] =>
      matching(history, name, from).flatMap(({ note }) => (note && 'operation' in note ? [note.operation] : []));
    const acknowledged = new Set(operations('acknowledged', 0));
    return new Set(operations('discards', history.faultAt).filter(operation => acknowledged.has(operation))).size;
  },
};

/** MongoDB's replica set: election protocol version 1, which is the only one since 4.0. */
export const mongodb: System = {
  name: 'mongodb',
  aliases: ['mongo', 'mongodb-replica-set'],
  title: 'MongoDB replica set',
  version: '7.0',
  summary: 'Members exchange heartbeats; who hears nothing of the primary for the election timeout stands, by a dry run and a vote.',
  options: {
    members: { kind: 'count', default: 3, min: 1, max: 50, meaning: 'how many members the set has; the first seven vote' },
    'settings.heartbeatIntervalMillis': { kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'from one heartbeat to a member to the next', source: topology },
    'settings.heartbeatTimeoutSecs': { kind: 'duration', unit: 's', default: 10 * sec, min: sec, meaning: 'a heartbeat without an answer for so long has failed', source: topology },
    'settings.electionTimeoutMillis': {
      kind: 'duration', unit: 'ms', default: 10 * sec, min: ms,
      meaning: 'without a sign of the primary for so long a member stands; without one of a majority the primary steps down', source: topology,
    },
    'settings.catchUpTimeoutMillis': { kind: 'duration', unit: 'ms', default: NEVER, meaning: 'how long a new primary looks for what others have before it takes writes (-1 in MongoDB: never ends)', source: topology },
    replElectionTimeoutOffsetLimitFraction: { kind: 'share', default: 0.15, meaning: 'chance adds up to this share of the election timeout' },
    'writeConcern.w': {
      kind: 'choice', default: 'majority', choices: ['majority', '1'], history: [{ before: '5.0', default: '1' }],
      meaning: 'who must have a write before it is acknowledged',
    },
    'write-every': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'how often each of the two clients writes; one of them stands with the first member that is primary' },
  },
  rules: [
    {
      says: 'settings.electionTimeoutMillis is more than two heartbeat intervals, or one lost answer starts an election where nothing is written', strength: 'advises',
      holds: options => (options['settings.electionTimeoutMillis'] as number) > 2 * (options['settings.heartbeatIntervalMillis'] as number),
    },
    { says: 'three members at least, and an odd number of voters', strength: 'advises', holds: ({ members }) => (members as number) >= 3 && ((members as number) % 2 === 1 || (members as number) > 7) },
  ],
  roles: {
    primary: { meaning: 'whoever is primary', holder: leader },
    secondary: { meaning: 'a member that is not', holder: history => playing(history, 'member').find(id => id !== leader(history)) },
  },
  milestones: {
    memberDown: reached('the first member holds it to be unreachable', 'memberDown', 'first', { ofTarget: true, byTarget: false }),
    electionStarted: reached('the first member stands for election: the dry run', 'electionStarted', 'first', { byTarget: false }),
    elected: reached('a member is elected', 'elected', 'first', { byTarget: false }),
    takesWrites,
    lastKnows: reachedBy(
      'the last of the others knows the new primary', 'newPrimary', 1, history => playing(history, 'member').length - history.targets.length - 1, { byTarget: false, ofTarget: false },
    ),
    firstWrite,
    stepDown: reached('the old primary steps down', 'stepDown', 'first', { byTarget: true }),
    oldPrimarysLast,
    splitBrain: between('from the new primary\'s taking writes to the old one\'s last write before the fault ends', takesWrites, oldPrimarysLast),
    follows: reachedAfter('the old primary follows the new one', 'newPrimary', 'first', { byTarget: true }),
  },
  counts: {
    elections: times('elections that were tried', 'electionStarted'),
    primaries: times('new primaries, also after the fault has ended', 'claims'),
    rolledBack,
  },
  falseVerdicts: {
    memberDown: spells('a member is held to be unreachable that runs and can be reached', 'suspects', 'trusts'),
    newPrimary: depositions('another is elected though the primary runs and can be reached'),
    twoPrimaries: rivalry('two or more hold themselves to be primary'),
  },
  differences: ['Every member copies from the primary: a chain of copies would pass the news of a lost primary on later.'],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const [members, election, heartbeat] = [options.members, options['settings.electionTimeoutMillis'], options['settings.heartbeatIntervalMillis']] as [number, number, number];
    return {
      settled: 3 * election, phase: heartbeat,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 4 * election + 2 * (options['settings.heartbeatTimeoutSecs'] as number) + 20 * sec,
      side: () => ['client0'],
      file: {
        processes: Array.from({ length: members }, (_, i) => ({ name: `member${i}`, role: 'member' })), watches: 'all',
        service: {
          kind: 'replicaSet', clients: 2, readShare: 0, every: text('write-every'), retryAfter: '500ms', opTimeout: '2s',
          heartbeatInterval: formatDuration(heartbeat), heartbeatTimeout: text('settings.heartbeatTimeoutSecs'), electionTimeout: formatDuration(election),
          catchUp: text('settings.catchUpTimeoutMillis'), electionOffset: options.replElectionTimeoutOffsetLimitFraction,
          writeConcern: options['writeConcern.w'] === '1' ? 'one' : 'majority',
        },
      },
    };
  },
};
