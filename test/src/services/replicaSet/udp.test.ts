/** MongoDB's members as processes of the operating system, over real connections. */
import { afterEach, expect, test } from 'vitest';
import type { Note } from '../../../../src/contract.ts';
import { replicaSet, type ReplicaSetParams } from '../../../../src/services/replicaSet.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usual } from '../../../support/replicaSetCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const electionTimeout = 2 * sec;
const service: ReplicaSetParams = {
  ...usual, heartbeatInterval: 400 * ms, heartbeatTimeout: 2 * sec, electionTimeout, every: 50 * ms, retryAfter: 200 * ms, readShare: 0,
};

const has = (member: Member, after: number, kind: Note['kind']): boolean => member.notes.some(({ note, at }) => at > after && note.kind === kind);
const first = (member: Member, after: number, kind: Note['kind']): number => member.notes.find(({ note, at }) => at > after && note.kind === kind)?.at ?? Infinity;

test('three members elect, the primary is killed, and the election timer of another brings the next; no acknowledged write is lost', async () => {
  fleet = await Fleet.start(4, 'replicaSet', { service, inner: null }, replicaSet.roles(service, 3));
  const members = fleet.members.slice(0, 3);
  const client = fleet.members[3]!;
  await until(() => members.some(member => has(member, 0, 'acts')) && client.notes.filter(({ note }) => note.kind === 'acknowledged').length > 10);
  const primary = members.find(member => has(member, 0, 'acts'))!;
  const others = members.filter(member => member !== primary);
  const before = clock();
  primary.signal('SIGKILL');
  await primary.gone();
  const after = clock();
  await until(() => others.some(member => has(member, after, 'acts')) && has(client, after + 2 * sec, 'acknowledged'));

  // its last word was no older than a write and a stall; its successor's timer is at least the timeout behind that
  const stall = Math.max(...fleet.members.map(member => member.stall));
  const claimed = Math.min(...others.map(member => first(member, before, 'claims')));
  expect(claimed).toBeGreaterThan(before + electionTimeout - 250 * ms - stall);
  const terms = members.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'claims' ? [note.epoch] : [])));
  expect(new Set(terms).size).toBe(terms.length);
  // with the other gone for certain, nobody else can act beside it
  expect(others.filter(member => has(member, before, 'acts'))).toHaveLength(1);
  const stored = new Set(others.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'stores' || note.kind === 'accepts' ? [note.operation] : []))));
  const acknowledged = client.notes.flatMap(({ note }) => (note.kind === 'acknowledged' ? [note.operation] : []));
  expect(acknowledged.filter(operation => !stored.has(operation))).toEqual([]);
}, 90_000);
