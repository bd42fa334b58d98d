/** Raft's servers as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { raft, type RaftParams } from '../../../../src/services/raft.ts';
import { authorityOf, limitsOf } from '../../../../src/services/raft/rules.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usual } from '../../../support/raftCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const service: RaftParams = { ...usual, tick: 50 * ms, heartbeat: 50 * ms, election: 1 * sec, every: 50 * ms, retryAfter: 100 * ms };

interface Reign { readonly of: number; readonly from: number; readonly to: number }

/** From each `acts` to its end; of a process that was killed, no longer than it can have run. */
function reigns({ notes }: Member, of: number, end: number): Reign[] {
  return notes.flatMap(({ at, note }, i) => {
    if (note.kind !== 'acts') return [];
    const yielded = notes.slice(i).find(later => later.note.kind === 'yields')?.at ?? Infinity;
    return [{ of, from: at, to: Math.min(note.until, yielded, end) }];
  });
}

function overlaps(all: readonly Reign[]): Reign[][] {
  return all.flatMap(a => all.filter(b => a.of < b.of && a.from < b.to && b.from < a.to).map(b => [a, b]));
}

const has = (member: Member, kind: string, after = 0): boolean => member.notes.some(({ note, at }) => note.kind === kind && at > after);

test('three servers elect, the leader is killed, another leads; never two act', async () => {
  fleet = await Fleet.start(4, 'raft', { service, inner: null }, raft.roles(service, 3));
  const servers = fleet.members.slice(0, 3);
  const client = fleet.members[3]!;
  await until(() => has(client, 'acknowledged') && servers.some(server => has(server, 'acts')));
  const acting = (): Member[] => servers.filter(server => server.notes.some(({ note }) => note.kind === 'acts' && note.until > clock()));
  await until(() => acting().length > 0);
  const leader = acting()[0]!;
  const survivors = servers.filter(server => server !== leader);
  const before = clock();
  leader.signal('SIGKILL');
  await leader.gone();
  const after = clock();
  await until(() => survivors.some(server => has(server, 'acts', after)) && has(client, 'acknowledged', after + 2 * sec));

  const claims = survivors.flatMap(({ notes }) => notes.filter(({ note, at }) => note.kind === 'claims' && at > before));
  expect(claims.length).toBeGreaterThan(0);
  // whoever led heard a follower's yes, and that one heard it within the time of a tick and a stall before the kill
  const stall = Math.max(...fleet.members.map(member => member.stall));
  const { tick } = service;
  expect(claims[0]!.at).toBeGreaterThan(before + authorityOf(tick, limitsOf(service)) - tick - 50 * ms - 2 * stall);
  const terms = servers.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'claims' ? [note.epoch] : [])));
  expect(new Set(terms).size).toBe(terms.length);
  const all = servers.flatMap((server, of) => reigns(server, of, server === leader ? after : Infinity));
  expect(overlaps(all)).toEqual([]);
  const stored = new Set(survivors.flatMap(({ notes }) => notes.flatMap(({ note }) => (note.kind === 'stores' || note.kind === 'accepts' ? [note.operation] : []))));
  const acknowledged = client.notes.flatMap(({ note }) => (note.kind === 'acknowledged' && note.access === 'write' ? [note.operation] : []));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter(operation => !stored.has(operation))).toEqual([]);
}, 60_000);
