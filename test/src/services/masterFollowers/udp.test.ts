/** Elasticsearch's nodes as processes of the operating system, over real connections. */
import { afterEach, expect, test } from 'vitest';
import type { Note } from '../../../../src/contract.ts';
import { masterFollowers, type MasterFollowersParams } from '../../../../src/services/masterFollowers.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usual } from '../../../support/masterCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service: MasterFollowersParams = {
  ...usual, leaderInterval: 200 * ms, leaderTimeout: 1 * sec, followerInterval: 200 * ms, followerTimeout: 1 * sec, publishTimeout: 2 * sec,
  findPeers: 200 * ms, every: 50 * ms, retryAfter: 100 * ms, readShare: 0,
};

interface Reign { readonly of: number; readonly from: number; readonly to: number }

/** From each `acts` to its end; of a process that was killed, no longer than it can have run. */
function reigns({ notes }: Member, of: number, end: number): Reign[] {
  return notes.flatMap(({ at, note }, i) => {
    if (note.kind !== 'acts') return [];
    const next = notes.slice(i + 1).find(later => later.note.kind === 'yields' || later.note.kind === 'acts')?.at ?? Infinity;
    return [{ of, from: at, to: Math.min(note.until, next, end) }];
  });
}

const overlaps = (all: readonly Reign[]): Reign[][] =>
  all.flatMap(a => all.filter(b => a.of < b.of && a.from < b.to && b.from < a.to).map(b => [a, b]));

const has = (member: Member, after: number, wanted: (note: Note) => boolean): boolean => member.notes.some(({ note, at }) => at > after && wanted(note));
const reaches = (milestone: string, about?: number) => (note: Note): boolean =>
  note.kind === 'reaches' && note.milestone === milestone && (about === undefined || note.about === about);

test.each(['SIGKILL', 'SIGSTOP'] as const)('three nodes elect, the master gets %s, another is elected; never two act', async how => {
  fleet = await Fleet.start(4, 'masterFollowers', { service, inner: null }, masterFollowers.roles(service, 3));
  const nodes = fleet.members.slice(0, 3);
  const client = fleet.members[3]!;
  const acts = (note: Note): boolean => note.kind === 'acts';
  // all three are in the cluster of one that acts
  await until(() => nodes.every((_, id) => nodes.some(node => has(node, 0, reaches('nodeAdded', id)) && has(node, 0, acts))) && has(client, 0, note => note.kind === 'acknowledged'));
  await until(() => nodes.some(node => node.notes.some(({ note }) => note.kind === 'acts' && note.until > clock() + 500 * ms)));
  const master = nodes.find(node => node.notes.some(({ note }) => note.kind === 'acts' && note.until > clock()))!;
  const others = nodes.filter(node => node !== master);
  const before = clock();
  master.signal(how);
  if (how === 'SIGKILL') await master.gone();
  const after = clock();
  await until(() => others.some(node => has(node, after, acts)) && has(client, after + 1 * sec, note => note.kind === 'acknowledged'));

  const stall = Math.max(...fleet.members.map(member => member.stall));
  const failed = others.flatMap(({ notes }) => notes.filter(({ note, at }) => at > before && reaches('masterFailed')(note)).map(({ at }) => at));
  if (how === 'SIGKILL') expect(Math.min(...failed)).toBeLessThan(after + 500 * ms + stall);
  // three timeouts and two intervals, of which the check that was out had waited an interval and a stall at the most
  else expect(Math.min(...failed)).toBeGreaterThan(before + 3_000 * ms - 50 * ms - stall);
  const terms = nodes.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'claims' ? [note.epoch] : [])));
  expect(new Set(terms).size).toBe(terms.length);
  expect(overlaps(nodes.flatMap((node, of) => reigns(node, of, node === master ? after : Infinity)))).toEqual([]);
  const stored = new Set(others.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'stores' || note.kind === 'accepts' ? [note.operation] : []))));
  const acknowledged = client.notes.flatMap(({ note }) => (note.kind === 'acknowledged' && note.access === 'write' ? [note.operation] : []));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter(operation => !stored.has(operation))).toEqual([]);
}, 90_000);
