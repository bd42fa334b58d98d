import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { pingAfter, negotiated } from '../../src/services/session/rules.ts';
import { playing, type History } from './history.ts';
import { between, leader, matching, occasions, reached, reachedAfter, times } from './milestones.ts';
import type { Milestone, System, Values } from './system.ts';

/** Of the last message that the target sent: the fault comes somewhere between two pings. */
const lastMessage = ({ steps, targets, faultAt }: History) =>
  steps.findLast(({ name, by, at }) => at <= faultAt && targets.includes(by) && (name === 'ping' || name === 'connected'));

const deleted = reached('the ephemeral nodes of its session are gone', 'nodeDeleted', 'first', { ofTarget: true });
const moves = reached('the lock is another client\'s', 'claims', 'first', { byTarget: false });
const lateWrite: Milestone = {
  meaning: 'the old holder makes its last write after that, with its old token',
  of(history) {
    const last = matching(history, 'invokes', history.faultAt, { byTarget: true }).at(-1);
    return last && last.at - history.faultAt;
  },
};

const afterLastMessage: Milestone = {
  meaning: 'from the client\'s last message to its ephemeral nodes being gone', from: 'length',
  of(history) {
    const [gone, last] = [deleted.of(history), lastMessage(history)];
    return gone === undefined || !last ? undefined : history.faultAt + gone - last.at;
  },
};

const sessionOf = (options: Values): number =>
  negotiated(options['sessionTimeout'] as number, options['tickTime'] as number, options['minSessionTimeout'] as number, options['maxSessionTimeout'] as number);

/** Who leads the ensemble: the last of whom it was said. */
const ensembleLeader = (history: History) => history.steps.findLast(({ name, by }) => name === 'newLeader' && playing(history, 'server').includes(by))?.by;

/** ZooKeeper 3.8: SessionTrackerImpl, ExpiryQueue, ClientCnxn. One lock, held by an ephemeral node, and clients that wait for it. */
export const zookeeper: System = {
  name: 'zookeeper',
  aliases: ['zk'],
  title: 'ZooKeeper sessions',
  version: '3.8.0',
  summary: 'An ensemble keeps sessions of clients in buckets of a tick; with a session its ephemeral nodes go, and the lock passes on.',
  options: {
    servers: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many servers there are' },
    clients: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many clients there are: one holds the lock, the others wait for it' },
    tickTime: { kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'the width of the buckets in which sessions expire', source: 'zoo_sample.cfg; 3000 in code' },
    minSessionTimeout: { kind: 'duration', unit: 'ms', default: 0, meaning: 'the least session timeout; 0 is two ticks', source: 'QuorumPeerConfig' },
    maxSessionTimeout: { kind: 'duration', unit: 'ms', default: 0, meaning: 'the greatest; 0 is twenty ticks', source: 'QuorumPeerConfig' },
    syncLimit: { kind: 'count', default: 5, min: 1, meaning: 'ticks for which leader and followers bear each other\'s silence', source: 'zoo_sample.cfg' },
    sessionTimeout: { kind: 'duration', unit: 'ms', default: 30 * sec, min: ms, meaning: 'what the clients ask for' },
    'holder-stops': {
      kind: 'choice', default: 'told', choices: ['told', 'session', 'connected'],
      meaning: 'when a holder that hears nothing stops: when it is told that its session has expired, after the session timeout by its own clock, or when it gives up its server',
    },
    fencing: { kind: 'flag', default: false, meaning: 'the storage behind the lock refuses a token (czxid) older than one it has seen' },
    'write-every': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'how often the holder writes to the storage' },
  },
  rules: [
    {
      says: 'minSessionTimeout is at most maxSessionTimeout', strength: 'refuses',
      holds: ({ minSessionTimeout: min, maxSessionTimeout: max, tickTime: tick }) => ((min as number) || 2 * (tick as number)) <= ((max as number) || 20 * (tick as number)),
    },
    {
      says: 'an odd number of servers: an even one bears no more losses than one less', strength: 'advises',
      holds: ({ servers }) => (servers as number) % 2 === 1,
    },
  ],
  roles: {
    holder: { meaning: 'the client that holds the lock', holder: leader },
    client: { meaning: 'a client that waits for it', holder: history => playing(history, 'member').find(id => id !== leader(history)) },
    leader: { meaning: 'the server that leads the ensemble', holder: ensembleLeader },
    server: { meaning: 'the server that the holder is connected to', holder: history => history.steps.findLast(({ name, by }) => name === 'connected' && by === leader(history))?.about },
  },
  milestones: {
    sessionExpired: reached('the leader holds its session to be expired', 'sessionExpired', 'first', { ofTarget: true }),
    ephemeralGone: deleted,
    ephemeralGoneAfterLastMessage: afterLastMessage,
    lockMoves: moves,
    disconnected: reached('a client gives up its server', 'disconnected'),
    reconnected: reached('the first client is connected to another', 'connected'),
    looking: reached('the first server looks for another leader', 'looking', 'first', { byTarget: false }),
    newLeader: reached('another leads the ensemble', 'newLeader', 'first', { byTarget: false }),
    twoHolders: between('from the lock passing on to the old holder\'s last write', moves, lateWrite),
    learnsExpired: reachedAfter('a client hears that its session has expired', 'learnsExpired'),
  },
  counts: {
    expired: times('sessions that expired', 'sessionExpired'),
    lateWrites: {
      meaning: 'writes of the old holder that the storage took after the lock had passed on',
      of(history) {
        const claim = matching(history, 'claims', history.faultAt, { byTarget: false })[0];
        return claim && matching(history, 'stores', claim.at, { where: ({ note }) => note?.kind === 'stores' && claim.note?.kind === 'claims' && note.epoch < claim.note.epoch }).length;
      },
    },
    fencedWrites: times('writes that the storage refused', 'fences'),
  },
  falseVerdicts: { sessionExpired: occasions('the session of a client that runs and can reach the ensemble expires', 'sessionExpired', { ofTarget: false }) },
  scenario(options, { fault }) {
    const tick = options['tickTime'] as number;
    const session = sessionOf(options);
    const text = (key: string): string => formatDuration(options[key] as number);
    const processes = [
      ...Array.from({ length: options['servers'] as number }, (_, i) => ({ name: `zk${i}`, role: 'server' })),
      ...Array.from({ length: options['clients'] as number }, (_, i) => ({ name: `client${i}`, role: 'member' })),
      { name: 'storage', role: 'store' },
    ];
    const servers = processes.filter(({ role }) => role === 'server');
    return {
      settled: 10 * sec + session, phase: pingAfter(session),
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 10 * sec + 2 * session + 4 * tick + 2 * (options['syncLimit'] as number) * tick,
      file: {
        processes, watches: servers.flatMap(server => processes.filter(({ role }) => role === 'member').map(client => [server.name, client.name])),
        service: {
          kind: 'session', flavour: 'zookeeper', transport: 'stream', members: 0, stores: 0, timeout: text('sessionTimeout'), tick: text('tickTime'),
          minTimeout: text('minSessionTimeout'), maxTimeout: text('maxSessionTimeout'), syncLimit: options['syncLimit'], belief: options['holder-stops'],
          fencing: options['fencing'], every: text('write-every'),
        },
      },
    };
  },
};
