/** A ZooKeeper ensemble and its clients as processes of the operating system, over streams between them. */
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { session, type SessionParams } from '../../../../src/services/session.ts';
import { ms, sec } from '../../../../src/time.ts';
import { Fleet, pause, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service = {
  ...defaults(session.parameters, { flavour: 'zookeeper' }), transport: 'stream', tick: 500 * ms, timeout: 3 * sec, members: 2, every: 50 * ms, fencing: true,
} as SessionParams;

const reached = (member: Member, milestone: string, about?: number): number | undefined =>
  member.notes.find(({ note }) => note.kind === 'reaches' && note.milestone === milestone && (about === undefined || note.about === about))?.at;
const holds = ({ notes }: Member): boolean => notes.findLast(({ note }) => note.kind === 'claims' || note.kind === 'yields')?.note.kind === 'claims';
const count = ({ notes }: Member, kind: string): number => notes.filter(({ note }) => note.kind === kind).length;

test('a holder that is stopped loses its session, the other gets the lock, and the storage refuses what the first writes when it goes on', async () => {
  fleet = await Fleet.start(6, 'session', { service, inner: null }, session.roles(service, 3));
  const servers = fleet.members.slice(0, 3);
  const clients = fleet.members.slice(3, 5);
  const storage = fleet.members[5]!;
  await until(() => clients.some(holds) && clients.every(client => reached(client, 'connected') !== undefined) && count(storage, 'stores') > 5);
  const first = clients.find(holds)!;
  const second = clients.find(client => client !== first)!;
  const id = fleet.members.indexOf(first);
  await pause(500);
  const stopped = Number(process.hrtime.bigint() / 1_000n);
  first.signal('SIGSTOP');
  await until(() => holds(second));

  const expired = servers.map(server => reached(server, 'sessionExpired', id)).filter(at => at !== undefined);
  const stall = Math.max(...servers.map(({ stall }) => stall), second.stall);
  expect(expired).toHaveLength(1);
  // a ping a third of the session before it, the timeout, a bucket, and half a tick by a follower
  expect(expired[0]! - stopped).toBeGreaterThan(2 * sec - 50 * ms - 2 * stall);
  await until(() => servers.every(server => reached(server, 'nodeDeleted', id) !== undefined));
  await until(() => storage.notes.some(({ note }) => note.kind === 'stores' && 'epoch' in note && note.epoch === newest(second)));
  first.signal('SIGCONT');
  await until(() => count(storage, 'fences') > 0 || reached(first, 'learnsExpired') !== undefined);
  await until(() => !holds(first));
  const old = storage.notes.filter(({ note }) => note.kind === 'stores' && 'epoch' in note && note.epoch < newest(second)).at(-1)!;
  const fresh = storage.notes.find(({ note }) => note.kind === 'stores' && 'epoch' in note && note.epoch === newest(second))!;
  expect(old.at).toBeLessThanOrEqual(fresh.at);
  expect(holds(second)).toBe(true);
}, 60_000);

/** The token that it last got. */
function newest({ notes }: Member): number {
  const claim = notes.findLast(({ note }) => note.kind === 'claims')?.note;
  return claim?.kind === 'claims' ? claim.epoch : -1;
}
