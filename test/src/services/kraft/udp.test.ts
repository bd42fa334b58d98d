/** KRaft's voters as processes of the operating system, over streams between them. */
import { afterEach, expect, test } from 'vitest';
import { kraft, type KraftParams } from '../../../../src/services/kraft.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usual } from '../../../support/kraftCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service: KraftParams = { ...usual, every: 50 * ms, readShare: 0, retryAfter: 200 * ms };

const has = (member: Member, kind: string, after = 0): boolean => member.notes.some(({ note, at }) => note.kind === kind && at > after);
const operations = (member: Member, ...kinds: readonly string[]): number[] =>
  member.notes.flatMap(({ note }) => (kinds.includes(note.kind) && 'operation' in note ? [note.operation] : []));

test('three voters elect, the leader is killed, another leads; no epoch has two, and nothing that was acknowledged is lost', async () => {
  fleet = await Fleet.start(4, 'kraft', { service, inner: null }, kraft.roles(service, 3));
  const servers = fleet.members.slice(0, 3);
  const client = fleet.members[3]!;
  const acting = (): Member | undefined => servers.find(server => server.notes.some(({ note }) => note.kind === 'acts' && note.until > clock()));
  await until(() => acting() !== undefined && operations(client, 'acknowledged').length > 20);
  const leader = acting()!;
  const survivors = servers.filter(server => server !== leader);
  const before = clock();
  leader.signal('SIGKILL');
  await leader.gone();
  await until(() => survivors.some(server => has(server, 'acts', before)) && has(client, 'acknowledged', before + 2 * sec));

  const stood = survivors.flatMap(({ notes }) => notes.filter(({ note, at }) => note.kind === 'reaches' && note.milestone === 'candidate' && at > before).map(({ at }) => at));
  const stall = Math.max(...fleet.members.map(member => member.stall));
  // the last answer may be a fetch's wait old
  expect(Math.min(...stood)).toBeGreaterThan(before + service.fetchTimeout - service.fetchWait - 50 * ms - 2 * stall);
  const epochs = servers.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'claims' ? [note.epoch] : [])));
  expect(new Set(epochs).size).toBe(epochs.length);
  const kept = new Set(survivors.flatMap(server => operations(server, 'stores', 'accepts')));
  expect(operations(client, 'acknowledged').filter(operation => !kept.has(operation))).toEqual([]);
}, 60_000);
