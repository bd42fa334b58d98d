/** Three masters and three replicas as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { clusterBus, type ClusterBusParams } from '../../../../src/services/clusterBus.ts';
import { ms, sec } from '../../../../src/time.ts';
import { Fleet, pause, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const nodeTimeout = 2 * sec;
const roles = ['master', 'master', 'master', 'replica', 'replica', 'replica', 'client'];

const reached = (member: Member, milestone: string, after = 0): number | undefined =>
  member.notes.find(({ note, at }) => at > after && note.kind === 'reaches' && note.milestone === milestone)?.at;
const operations = (member: Member, kind: string): number[] =>
  member.notes.flatMap(({ note }) => (note.kind === kind && 'operation' in note ? [note.operation] : []));

test.each(['stream', 'datagram'] as const)('the replica of a master that was killed takes over, by %s', async transport => {
  const service: ClusterBusParams = {
    ...defaults(clusterBus.parameters) as ClusterBusParams, nodeTimeout, transport, every: 50 * ms, readShare: 0, retryAfter: 100 * ms,
  };
  fleet = await Fleet.start(roles.length, 'clusterBus', { service, inner: null }, roles);
  const [old, , , replica, , , client] = fleet.members as [Member, Member, Member, Member, Member, Member, Member];
  const others = fleet.members.slice(1, 6);
  await until(() => operations(client, 'acknowledged').length > 0 && operations(replica, 'stores').length > 0);
  await until(() => others.every(member => new Set(member.opinions.filter(({ opinion }) => opinion === 'trusted').map(({ peer }) => peer)).size === 5));
  await pause(500);
  // notes are told by the clock that the service reads, which can be set: the wall
  const killedAt = Date.now() * 1_000;
  old.signal('SIGKILL');
  await old.gone();
  await until(() => operations(replica, 'accepts').length > 0);
  await until(() => others.every(member => member.opinions.some(({ peer, opinion }) => peer === 0 && opinion === 'failed')));

  const pfails = others.map(member => reached(member, 'pfail', killedAt)).filter(at => at !== undefined);
  const stall = Math.max(...fleet.members.map(member => member.stall));
  // a ping that was out when the master was killed counts too, and no timer rings before its time
  for (const at of pfails) expect(at).toBeGreaterThan(killedAt + nodeTimeout - 50 * ms - 2 * stall);
  expect(pfails.length).toBeGreaterThanOrEqual(2);
  const elected = others.filter(member => reached(member, 'elected') !== undefined);
  expect(elected).toEqual([replica]);
  expect(reached(replica, 'electionStart')! - Math.min(...others.map(member => reached(member, 'fail') ?? Infinity))).toBeGreaterThan(500 * ms - 2 * stall);
  const claims = replica.notes.filter(({ note }) => note.kind === 'claims');
  expect(claims.map(({ note }) => note)).toEqual([{ kind: 'claims', resource: 0, epoch: expect.any(Number) as number }]);
  // what the client had acknowledged of the old master and the replica had stored is still there
  const held = new Set([...operations(replica, 'stores'), ...operations(replica, 'accepts')]);
  expect(operations(client, 'acknowledged').filter(operation => !held.has(operation)).length).toBeLessThanOrEqual(1);
}, 60_000);
