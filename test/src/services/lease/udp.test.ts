/** Candidates, store and storage as processes of the operating system, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { lease, type LeaseParams } from '../../../../src/services/lease.ts';
import { ms, sec } from '../../../../src/time.ts';
import { usualLease } from '../../../support/leaseCluster.ts';
import { clock, Fleet, until, type Member } from '../../../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const usual: LeaseParams = { ...usualLease, duration: 1_500 * ms, renewDeadline: 800 * ms, retryPeriod: 200 * ms, lockDelay: 500 * ms, lockRetry: 250 * ms, every: 50 * ms, retryAfter: 100 * ms };

interface Reign { readonly of: number; readonly from: number; readonly to: number }

/** From each `acts` to its end; of a process that was killed, no longer than it can have run. */
function reigns({ notes }: Member, of: number, end: number): Reign[] {
  return notes.flatMap(({ at, note }, i) => {
    if (note.kind !== 'acts') return [];
    const yielded = notes.slice(i).find(later => later.note.kind === 'yields')?.at ?? Infinity;
    return [{ of, from: at, to: Math.min(note.until, yielded, end) }];
  });
}

const overlaps = (all: readonly Reign[]): Reign[][] => all.flatMap(a => all.filter(b => a.of < b.of && a.from < b.to && b.from < a.to).map(b => [a, b]));
const has = (member: Member, kind: string, after = 0): boolean => member.notes.some(({ note, at }) => note.kind === kind && at > after);

test.each([['kubernetes', 'datagram'], ['consul', 'datagram'], ['etcd', 'stream']] as const)(
  '%s by %s: three candidates elect, the holder is killed, another holds the lease; never two act', async (flavour, transport) => {
    const service = { ...usual, flavour, transport };
    fleet = await Fleet.start(6, 'lease', { service, inner: null }, lease.roles(service, 3));
    const candidates = fleet.members.slice(0, 3);
    const client = fleet.members[5]!;
    await until(() => candidates.some(each => has(each, 'acts')) && has(client, 'acknowledged'));
    const holder = candidates.find(each => has(each, 'acts'))!;
    const survivors = candidates.filter(each => each !== holder);
    const before = clock();
    holder.signal('SIGKILL');
    await holder.gone();
    const after = clock();
    await until(() => survivors.some(each => has(each, 'acts', after)) && has(client, 'acknowledged', after + 1 * sec));

    const claims = survivors.flatMap(({ notes }) => notes.filter(({ note, at }) => note.kind === 'claims' && at > before));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.map(({ note }) => (note.kind === 'claims' ? note.epoch : 0))[0]).toBeGreaterThan(1);
    expect(overlaps(candidates.flatMap((each, of) => reigns(each, of, each === holder ? after : Infinity)))).toEqual([]);
  }, 60_000);
