/** Sentinels, master and replica as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { sentinel, type SentinelParams } from '../../../../src/services/sentinel.ts';
import { ms } from '../../../../src/time.ts';
import { Fleet, pause, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

/** Longer than a ping period, so that a ping to a process that is not there yet is repeated before it counts. */
const suspectAfter = 1_500 * ms;
const service: SentinelParams = {
  ...defaults(sentinel.parameters) as SentinelParams, suspectAfter, failoverTimeout: 5_000 * ms, every: 50 * ms, readShare: 0, retryAfter: 100 * ms,
};
const roles = ['sentinel', 'sentinel', 'sentinel', 'master', 'replica', 'client'];

const reached = (member: Member, milestone: string, after: number): number | undefined =>
  member.notes.find(({ note, at }) => at > after && note.kind === 'reaches' && note.milestone === milestone)?.at;
const everyone = (opinions: Member['opinions']): boolean => {
  const latest = new Map(opinions.map(({ peer, opinion }) => [peer, opinion]));
  return latest.size === 4 && [...latest.values()].every(opinion => opinion === 'trusted');
};
const has = (member: Member, kind: string): boolean => member.notes.some(({ note }) => note.kind === kind);

test('three sentinels replace a master that was killed, and clients go on with the replica', async () => {
  fleet = await Fleet.start(roles.length, 'sentinel', { service, inner: null }, roles);
  const members = fleet.members;
  const [master, replica, client] = members.slice(3) as [Member, Member, Member];
  const watchers = members.slice(0, 3);
  await until(() => watchers.every(({ opinions }) => everyone(opinions)) && has(client, 'acknowledged') && has(replica, 'stores'));
  await pause(500);
  expect(has(replica, 'claims')).toBe(false);
  // notes are told by the clock that the service reads, which can be set: the wall
  const killedAt = Date.now() * 1_000;
  master.signal('SIGKILL');
  await master.gone();
  await until(() => has(replica, 'accepts'));
  await until(() => watchers.every(member => reached(member, 'switchMaster', killedAt) !== undefined));

  const suspected = watchers.map(member => reached(member, 'sdown', killedAt)).filter(at => at !== undefined);
  const stall = Math.max(...members.map(member => member.stall));
  // a ping that was out when the master was killed counts too, and no timer rings before its time
  for (const at of suspected) expect(at).toBeGreaterThan(killedAt + suspectAfter - 50 * ms - 2 * stall);
  expect(suspected.length).toBeGreaterThanOrEqual(2);
  expect(watchers.filter(member => reached(member, 'promoted', killedAt) !== undefined)).toHaveLength(1);
  const claims = replica.notes.filter(({ note }) => note.kind === 'claims');
  expect(claims).toHaveLength(1);
  expect(claims[0]!.at).toBeGreaterThan(Math.min(...suspected));
  // what the client had acknowledged of the old master and the replica had stored is still there
  const operations = (member: Member, kind: string): number[] => member.notes.flatMap(({ note }) => (note.kind === kind && 'operation' in note ? [note.operation] : []));
  const held = new Set([...operations(replica, 'stores'), ...operations(replica, 'accepts')]);
  const lost = operations(client, 'acknowledged').filter(operation => !held.has(operation));
  expect(lost.length).toBeLessThanOrEqual(1);
  expect(operations(replica, 'discards')).toEqual([]);
}, 60_000);
