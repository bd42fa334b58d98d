/**
 * Services as processes of the operating system: what a kill alone does not show. A leader that is stopped and goes on, one
 * that comes again from its disk, and services over a detector. The kills of each service are beside its other tests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { defaults } from '../../src/parameters.ts';
import { downing, type DowningParams } from '../../src/services/downing.ts';
import { primaryBackup, type PrimaryBackupParams } from '../../src/services/primaryBackup.ts';
import { raft, type RaftParams } from '../../src/services/raft.ts';
import { sentinel, type SentinelParams } from '../../src/services/sentinel.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import { reigns, rivals, type Stop } from '../support/reigns.ts';
import { clock, Fleet, pause, until, type Member } from '../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const has = ({ notes }: Member, kind: string, after = 0): boolean => notes.some(({ note, at }) => note.kind === kind && at > after);
const operations = ({ notes }: Member, ...kinds: readonly string[]): number[] =>
  notes.flatMap(({ note }) => (kinds.includes(note.kind) && 'operation' in note && !('access' in note && note.access === 'read') ? [note.operation] : []));
const acting = (members: readonly Member[]): Member | undefined =>
  members.find(member => { const [last] = reigns(member, 0).slice(-1); return last !== undefined && last.to > clock(); });
const claimed = (members: readonly Member[]): number[] => members.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'claims' ? [note.epoch] : [])));

const patient: RaftParams = {
  ...defaults(raft.parameters) as RaftParams, tick: 50 * ms, heartbeat: 50 * ms, election: 1 * sec, clients: 1, every: 50 * ms, retryAfter: 100 * ms, opTimeout: 1 * sec, readShare: 0.25,
};

describe('raft', () => {
  test.each(['datagram', 'stream'] as const)('by %s: a leader that is stopped is replaced, and when it goes on it acts no more', async transport => {
    const service = { ...patient, transport };
    fleet = await Fleet.start(4, 'raft', { service, inner: null }, raft.roles(service, 3));
    const servers = fleet.members.slice(0, 3);
    const client = fleet.members[3]!;
    await until(() => acting(servers) !== undefined && operations(client, 'acknowledged').length > 10);
    const leader = acting(servers)!;
    const others = servers.filter(server => server !== leader);
    const stop = { from: clock(), to: NEVER };
    leader.signal('SIGSTOP');
    await until(() => others.some(server => has(server, 'acts', stop.from)) && has(client, 'acknowledged', stop.from + 2 * sec));
    const stops: Stop[] = [{ ...stop, to: clock() }];
    leader.signal('SIGCONT');
    const before = operations(client, 'acknowledged').length;
    await until(() => operations(client, 'acknowledged').length > before + 10 && leader.notes.some(({ note, at }) => note.kind === 'yields' && at > stops[0]!.from));

    expect(rivals(servers.flatMap((server, of) => reigns(server, of, Infinity, server === leader ? stops : [])))).toEqual([]);
    expect(new Set(claimed(servers)).size).toBe(claimed(servers).length);
    const newLeader = acting(others)!;
    const kept = new Set(operations(newLeader, 'stores', 'accepts'));
    expect(operations(client, 'acknowledged').filter(operation => !kept.has(operation))).toEqual([]);
  }, 60_000);

  test('by stream: killed servers come again from their disks, one after the other, and nothing that was acknowledged is lost', async () => {
    const disks = mkdtempSync(join(tmpdir(), 'flatline-disks-'));
    try {
      const service: RaftParams = { ...patient, transport: 'stream' };
      fleet = await Fleet.start(4, 'raft', { service, inner: null }, raft.roles(service, 3), { disks });
      const { members } = fleet;
      const client = members[3]!;
      const lives = members.slice(0, 3);
      const ended = new Map<Member, number>();
      for (const life of [1, 2]) {
        const servers = members.slice(0, 3);
        await until(() => acting(servers) !== undefined);
        const before = operations(client, 'acknowledged').length;
        await until(() => operations(client, 'acknowledged').length > before + 10 && acting(servers) !== undefined);
        const self = servers.indexOf(acting(servers)!);
        servers[self]!.signal('SIGKILL');
        await servers[self]!.gone();
        ended.set(servers[self]!, clock());
        await pause(100);
        lives.push(await fleet.restart(self, life));
      }
      const before = operations(client, 'acknowledged').length;
      await until(() => operations(client, 'acknowledged').length > before + 10 && acting(members.slice(0, 3)) !== undefined);

      // no term is led twice, by a server or its next life
      expect(new Set(claimed(lives)).size).toBe(claimed(lives).length);
      expect(claimed(lives).length).toBeGreaterThanOrEqual(3);
      expect(rivals(lives.flatMap((server, of) => reigns(server, of, ended.get(server) ?? Infinity)))).toEqual([]);
      // what a life stored, its next one has
      const kept = new Set(lives.flatMap(server => operations(server, 'stores', 'accepts')));
      expect(operations(client, 'acknowledged').filter(operation => !kept.has(operation))).toEqual([]);
      expect(lives.flatMap(server => operations(server, 'discards')).filter(operation => operations(client, 'acknowledged').includes(operation))).toEqual([]);
    } finally {
      await fleet?.end();
      rmSync(disks, { recursive: true, force: true });
    }
  }, 60_000);
});

test('sentinel by stream: a master that was killed resets its connections, and the replica takes over no sooner than it would', async () => {
  const roles = ['sentinel', 'sentinel', 'sentinel', 'master', 'replica', 'client'];
  const suspectAfter = 1_500 * ms;
  const service: SentinelParams = {
    ...defaults(sentinel.parameters) as SentinelParams, transport: 'stream', suspectAfter, failoverTimeout: 5 * sec, every: 50 * ms, readShare: 0, retryAfter: 100 * ms,
  };
  fleet = await Fleet.start(roles.length, 'sentinel', { service, inner: null }, roles);
  const [master, replica, client] = fleet.members.slice(3) as [Member, Member, Member];
  const watchers = fleet.members.slice(0, 3);
  const sound = ({ opinions }: Member): boolean => {
    const latest = new Map(opinions.map(({ peer, opinion }) => [peer, opinion]));
    return latest.size === 4 && [...latest.values()].every(opinion => opinion === 'trusted');
  };
  await until(() => watchers.every(sound) && has(client, 'acknowledged') && has(replica, 'stores'));
  await pause(500);
  // notes are told by the clock that the service reads: the wall
  const killedAt = Date.now() * 1_000;
  master.signal('SIGKILL');
  await master.gone();
  await until(() => has(replica, 'accepts'));
  const reached = (milestone: string): number[] => watchers.flatMap(({ notes }) => notes.filter(({ note, at }) => at > killedAt && note.kind === 'reaches' && note.milestone === milestone).map(({ at }) => at));
  const stall = Math.max(...fleet.members.map(member => member.stall));
  expect(Math.min(...reached('sdown'))).toBeGreaterThan(killedAt + suspectAfter - 1 * sec - 50 * ms - 2 * stall);
  expect(reached('sdown').length).toBeGreaterThanOrEqual(2);
  expect(replica.notes.filter(({ note }) => note.kind === 'claims')).toHaveLength(1);
}, 60_000);

const beats = {
  interval: 100 * ms, phase: 'uniform', pacing: 'fixedRate', clock: 'monotonic', checkEvery: 0, checkPhase: 'uniform',
  estimator: { kind: 'fixed', params: { timeout: 800 * ms, restart: 'newest', cutoff: NEVER } },
};

describe('a database over heartbeats', () => {
  const service: PrimaryBackupParams = {
    ...defaults(primaryBackup.parameters) as PrimaryBackupParams, quorum: true, quorumTimeout: 800 * ms, lease: 1 * sec, replication: 'majority', announceEvery: 50 * ms,
    clients: 1, every: 50 * ms, retryAfter: 100 * ms, readShare: 0,
  };

  test.each(['SIGKILL', 'SIGSTOP'] as const)('with a quorum and a lease: the primary gets %s, a backup takes over; never two act, and nothing is lost', async how => {
    const watches = [[1, 2], [0, 2], [0, 1], []];
    fleet = await Fleet.start(4, 'primaryBackup', { service, inner: beats }, primaryBackup.roles(service, 3), { inner: 'push', watches });
    const replicas = fleet.members.slice(0, 3);
    const client = fleet.members[3]!;
    await until(() => acting(replicas) !== undefined && operations(client, 'acknowledged').length > 10);
    const primary = acting(replicas)!;
    const others = replicas.filter(replica => replica !== primary);
    const stop = { from: clock(), to: NEVER };
    primary.signal(how);
    if (how === 'SIGKILL') await primary.gone();
    const ended = how === 'SIGKILL' ? clock() : Infinity;
    await until(() => others.some(replica => has(replica, 'acts', stop.from)) && has(client, 'acknowledged', stop.from + 2 * sec));
    const stops: Stop[] = how === 'SIGKILL' ? [] : [{ ...stop, to: clock() }];
    primary.signal('SIGCONT');
    const before = operations(client, 'acknowledged').length;
    await until(() => operations(client, 'acknowledged').length > before + 10);

    expect(rivals(replicas.flatMap((replica, of) => reigns(replica, of, replica === primary ? ended : Infinity, replica === primary ? stops : [])))).toEqual([]);
    const kept = new Set(others.flatMap(replica => operations(replica, 'stores', 'accepts')));
    expect(operations(client, 'acknowledged').filter(operation => !kept.has(operation))).toEqual([]);
  }, 60_000);
});

test('a cluster that keeps its majority: when its oldest is killed it is removed, and its singleton begins elsewhere, once', async () => {
  const service: DowningParams = {
    ...defaults(downing.parameters) as DowningParams, strategy: 'keep-majority', stableAfter: 1 * sec, removalMargin: 1 * sec, tick: 100 * ms, gossipEvery: 100 * ms,
  };
  fleet = await Fleet.start(3, 'downing', { service, inner: beats }, downing.roles(service, 3), { inner: 'push' });
  const { members } = fleet;
  await until(() => acting(members) !== undefined);
  await pause(1_000);
  const oldest = acting(members)!;
  const others = members.filter(member => member !== oldest);
  const before = clock();
  oldest.signal('SIGKILL');
  await oldest.gone();
  const ended = clock();
  await until(() => acting(others) !== undefined);
  const stall = Math.max(...members.map(member => member.stall));
  const [began] = others.flatMap(member => reigns(member, 0)).map(({ from }) => from);
  // suspected, then the same for so long, then the margin in which the removed may still run
  expect(began!).toBeGreaterThan(before + 800 * ms - 100 * ms + 2 * sec - 50 * ms - 2 * stall);
  expect(rivals(members.flatMap((member, of) => reigns(member, of, member === oldest ? ended : Infinity)))).toEqual([]);
  expect(others.filter(member => has(member, 'claims'))).toHaveLength(1);
}, 60_000);
