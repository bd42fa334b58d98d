/** Real processes, a real kernel, real kills. Bounds are widened by what the processes themselves measured as late. */
import { afterEach, describe, expect, test } from 'vitest';
import { NEVER, ms, sec } from '../../src/time.ts';
import { clock, Fleet, pause, until, type Member, type Opined } from '../support/udpFleet.ts';

let fleet: Fleet | undefined;
afterEach(async () => { await fleet?.end(); fleet = undefined; });

const interval = 100 * ms;
const timeout = 500 * ms;
/** For the kernel to carry out a kill or deliver a datagram, and for what falls between two measurements of lateness. */
const scheduling = 50 * ms;

const push = (estimator: { kind: string; params: Record<string, unknown> }): unknown => ({
  interval, phase: 'uniform', pacing: 'fixedRate', clock: 'monotonic', checkEvery: 0, checkPhase: 'uniform', estimator,
});
const fixed = push({ kind: 'fixed', params: { timeout, restart: 'newest', cutoff: NEVER } });

interface Scene { readonly victim: Member; readonly others: readonly [Member, Member]; /** When all had begun to trust each other. */ readonly begun: number }

async function start(detector: string, params: unknown): Promise<Scene> {
  fleet = await Fleet.start(3, detector, params);
  const [a, victim, b] = fleet.members as [Member, Member, Member];
  await until(() => fleet!.members.every(trustsAll));
  const begun = clock();
  await pause(1_000);
  await until(() => fleet!.members.every(trustsAll));
  return { victim, others: [a, b], begun };
}

function trustsAll({ opinions }: Member): boolean {
  const latest = new Map(opinions.map(({ peer, opinion }) => [peer, opinion]));
  return latest.size === 2 && [...latest.values()].every(opinion => opinion === 'trusted');
}

/** Of the victim, after the instant. */
const suspicionBy = (member: Member, after: number): Opined | undefined =>
  member.opinions.find(({ peer, opinion, at }) => peer === 1 && opinion === 'suspected' && at > after);

/** No mistakes, unless the machine stood still for longer than the detector's patience. */
function expectNoMistakes(members: readonly Member[], patience: number, from: number, to: number): void {
  const standstill = members.some(({ stall }) => stall > patience);
  const mistakes = members.flatMap(({ opinions }) => opinions.filter(({ opinion, at }) => opinion === 'suspected' && at > from && at < to));
  if (!standstill) expect(mistakes).toEqual([]);
}

/** Kills the victim; returns when it cannot have ended yet, and when it has for certain. */
async function kill({ victim, begun }: Scene): Promise<{ begun: number; before: number; after: number }> {
  const before = clock();
  victim.signal('SIGKILL');
  await victim.gone();
  return { begun, before, after: victim.ended };
}

describe('three processes on loopback', () => {
  test('push and a fixed timeout: after a SIGKILL the others suspect it in the interval that the parameters promise', async () => {
    const scene = await start('push', fixed);
    const { victim, others } = scene;
    const crash = await kill(scene);
    await until(() => others.every(other => suspicionBy(other, crash.before)));
    // the last beat left in (crash − interval, crash], or a stall of the victim earlier
    const stalled = Math.max(victim.stall, crash.before - victim.lastPulse);
    for (const other of others) {
      const { at } = suspicionBy(other, crash.before)!;
      expect(at).toBeGreaterThan(crash.before + timeout - interval - stalled);
      expect(at).toBeLessThanOrEqual(crash.after + timeout + scheduling + 2 * other.stall);
    }
    expectNoMistakes([victim, ...others], timeout - interval - scheduling, crash.begun, crash.before);
    for (const { opinions } of others) expect(opinions.filter(({ peer, opinion, at }) => peer === 1 && opinion === 'trusted' && at > crash.after + timeout)).toEqual([]);
  });

  test('a stopped process is suspected, and trusted again when it goes on', async () => {
    const { victim, others } = await start('push', fixed);
    const stopped = clock();
    victim.signal('SIGSTOP');
    await until(() => others.every(other => suspicionBy(other, stopped)));
    const stalled = Math.max(victim.stall, stopped - victim.lastPulse);
    for (const other of others) expect(suspicionBy(other, stopped)!.at).toBeGreaterThan(stopped + timeout - interval - stalled);
    const resumed = clock();
    victim.signal('SIGCONT');
    const trusts = (other: Member): Opined | undefined =>
      other.opinions.find(({ peer, opinion, at }) => peer === 1 && opinion === 'trusted' && at > resumed);
    await until(() => others.every(trusts));
    // the overdue beats leave at once
    for (const other of others) expect(trusts(other)!.at).toBeLessThanOrEqual(resumed + interval + scheduling + 2 * other.stall + 2 * stalled);
  });

  test('phi detects it too, later than its pause and without mistakes', async () => {
    const scene = await start('push', push({
      kind: 'phi', params: { flavour: 'akka', threshold: 8, minStdDeviation: 100 * ms, acceptableHeartbeatPause: 1 * sec, firstHeartbeatEstimate: interval },
    }));
    const { victim, others } = scene;
    const crash = await kill(scene);
    await until(() => others.every(other => suspicionBy(other, crash.before)));
    const stalled = Math.max(victim.stall, crash.before - victim.lastPulse);
    for (const other of others) {
      const { at } = suspicionBy(other, crash.before)!;
      expect(at).toBeGreaterThan(crash.before + 1 * sec - interval - stalled);
      // φ 8 comes 5.23 deviations after mean and pause; a stall moves the mean, and widens the deviation beyond its floor
      const late = other.stall + stalled;
      expect(at).toBeLessThanOrEqual(crash.after + interval + 1 * sec + 5.3 * 100 * ms + scheduling + 8 * late);
    }
    expectNoMistakes([victim, ...others], 1 * sec, crash.begun, crash.before);
  });

  test('health checks: after a SIGKILL both probers take it out, once enough checks have failed', async () => {
    const [timeoutOfOne, fall] = [200 * ms, 2];
    const scene = await start('riseFall', { flavour: 'haproxy', initState: 'fully-up', interval, timeout: timeoutOfOne, fall, rise: 2, from: 'end', phase: 'uniform' });
    const { victim, others } = scene;
    const crash = await kill(scene);
    await until(() => others.every(other => suspicionBy(other, crash.before)));
    const failing = fall * timeoutOfOne + (fall - 1) * interval;
    for (const other of others) {
      const { at } = suspicionBy(other, crash.before)!;
      // the check that failed first was on its way already, or begins within an interval
      const stalled = other.stall + Math.max(victim.stall, crash.before - victim.lastPulse);
      expect(at).toBeGreaterThan(crash.before + failing - scheduling - stalled);
      expect(at).toBeLessThanOrEqual(crash.after + interval + failing + scheduling + 4 * other.stall);
    }
    expectNoMistakes([victim, ...others], timeoutOfOne - scheduling, crash.begun, crash.before);
  });

  test('pull: questions and answers over the same wire', async () => {
    const [timeoutOfOne, attempts] = [200 * ms, 3];
    const scene = await start('pull', {
      interval, timeout: timeoutOfOne, attempts, overlap: false, lateAcks: 'ignore', from: 'start', phase: 'uniform', heedSignals: false,
    });
    const { victim, others } = scene;
    const crash = await kill(scene);
    await until(() => others.every(other => suspicionBy(other, crash.before)));
    for (const other of others) {
      const { at } = suspicionBy(other, crash.before)!;
      // the question that failed first was on its way already, or is asked within an interval; then all attempts run out
      const stalled = other.stall + Math.max(victim.stall, crash.before - victim.lastPulse);
      expect(at).toBeGreaterThan(crash.before + attempts * timeoutOfOne - scheduling - stalled);
      expect(at).toBeLessThanOrEqual(crash.after + interval + attempts * timeoutOfOne + scheduling + 4 * other.stall);
    }
    expectNoMistakes([victim, ...others], timeoutOfOne - scheduling, crash.begun, crash.before);
  });

  test('swim: after a SIGKILL one suspects it, and both take it for failed a suspicion timeout later', async () => {
    const [period, suspicionTimeout] = [200 * ms, 600 * ms];
    const scene = await start('swim', {
      period, timeout: 60 * ms, indirect: 1, targets: 'roundRobin', suspicion: true, suspicionTimeout, lambda: 3, piggyback: 6, phase: 'uniform',
    });
    const { others } = scene;
    const crash = await kill(scene);
    const failure = (member: Member): Opined | undefined => member.opinions.find(({ peer, opinion, at }) => peer === 1 && opinion === 'failed' && at > crash.before);
    await until(() => others.every(failure));
    const stalled = Math.max(...others.map(({ stall }) => stall));
    for (const other of others) expect(failure(other)!.at).toBeGreaterThan(crash.before + suspicionTimeout - scheduling - stalled);
    const first = Math.min(...others.map(other => suspicionBy(other, crash.before)?.at ?? Infinity));
    // each asks it in one of two turns at the latest 2(n − 1) − 1 periods later, and judges at the end of that one
    expect(first).toBeLessThanOrEqual(crash.after + 4 * period + scheduling + 4 * stalled);
    expect(Math.min(...others.map(other => failure(other)!.at))).toBeLessThanOrEqual(first + suspicionTimeout + scheduling + 2 * stalled);
  });

  test('lifeguard, with streams: after a SIGKILL it is suspected, and failed between the least and the longest time later', async () => {
    const [probeInterval, suspicionMult] = [200 * ms, 3];
    const scene = await start('lifeguard', {
      probeInterval, probeTimeout: 60 * ms, indirectChecks: 1, suspicionMult, suspicionMaxTimeoutMult: 6, retransmitMult: 4, gossipInterval: 40 * ms,
      gossipNodes: 3, gossipToTheFailed: 30 * sec, awarenessMax: 8, pushPullInterval: 500 * ms, streamTimeout: 10 * sec, streams: true,
      join: 'first', startedWithin: 500 * ms, reconnectInterval: 0,
    });
    const { others } = scene;
    const crash = await kill(scene);
    const failure = (member: Member): Opined | undefined => member.opinions.find(({ peer, opinion, at }) => peer === 1 && opinion === 'failed' && at > crash.before);
    await until(() => others.every(failure));
    const stalled = Math.max(...others.map(({ stall }) => stall));
    // of three, n − 2 = 1 can confirm, which is what is waited for: the longest time, or the least once it has
    const first = Math.min(...others.map(other => suspicionBy(other, crash.before)?.at ?? Infinity));
    expect(first).toBeGreaterThan(crash.before);
    const failed = Math.min(...others.map(other => failure(other)!.at));
    expect(failed).toBeGreaterThanOrEqual(first + suspicionMult * probeInterval - scheduling - stalled);
    expect(failed).toBeLessThanOrEqual(first + 6 * suspicionMult * probeInterval + scheduling + 2 * stalled);
  });
});
