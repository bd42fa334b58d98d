/** Two hosts with Patroni and PostgreSQL, and an etcd, as processes of the operating system, by real streams. */
import { afterEach, expect, test } from 'vitest';
import { patroni, type PatroniParams } from '../../../../src/services/patroni.ts';
import { ms, sec } from '../../../../src/time.ts';
import { places, usualPatroni } from '../../../support/patroniCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service: PatroniParams = { ...usualPatroni, ttl: 2 * sec, loopWait: 500 * ms, retryTimeout: 700 * ms, every: 50 * ms, readShare: 0, retryAfter: 100 * ms };
const { agent, database, client } = places();
const has = (member: Member, kind: string, after = 0): boolean => member.notes.some(({ note, at }) => note.kind === kind && at > after);

test('the primary\'s host is killed, and the other is promoted: no two take writes, and none that was acknowledged is lost', async () => {
  fleet = await Fleet.start(6, 'patroni', { service, inner: null }, patroni.roles(service, 2));
  const { members } = fleet;
  const writer = members[client]!;
  await until(() => has(writer, 'acknowledged') && has(members[database(1)]!, 'stores'));
  // for a loop or two nothing changes
  const settled = clock() + 1 * sec;
  await until(() => has(writer, 'acknowledged', settled));
  const before = clock();
  for (const each of [agent(0), database(0)]) members[each]!.signal('SIGKILL');
  await Promise.all([agent(0), database(0)].map(each => members[each]!.gone()));
  const after = clock();
  await until(() => has(members[database(1)]!, 'claims', after) && has(writer, 'acknowledged', after + 2 * sec));

  const claims = members[database(1)]!.notes.filter(({ note }) => note.kind === 'claims');
  expect(claims).toHaveLength(1);
  const stall = Math.max(...members.map(member => member.stall));
  // the lease was at most a loop old, and that loop may have been late
  expect(claims[0]!.at - before).toBeGreaterThan(service.ttl - service.loopWait - 100 * ms - 2 * stall);
  const kept = new Set(members[database(1)]!.notes.flatMap(({ note }) => (note.kind === 'stores' || note.kind === 'accepts' ? [note.operation] : [])));
  const acknowledged = writer.notes.flatMap(({ note, at }) => (note.kind === 'acknowledged' && (at < before - 500 * ms || at > after) ? [note.operation] : []));
  expect(acknowledged.length).toBeGreaterThan(10);
  expect(acknowledged.filter(operation => !kept.has(operation))).toEqual([]);
}, 60_000);
