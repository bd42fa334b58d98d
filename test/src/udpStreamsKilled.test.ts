/**
 * Streams when processes are killed and stopped: each story is told twice, to the simulator and to processes of the
 * operating system, and every process must hear the same words and signals in the same order.
 */
import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { FaultLine } from '../../sim/scenario.ts';
import { ms, sec } from '../../src/time.ts';
import { runOverUdp } from '../../src/udp.ts';
import { talker, type Line, type Said } from '../support/talker.ts';
import { heard as heardIn } from '../support/talkers.ts';
import { Fleet, freeAddresses, pause, until } from '../support/udpFleet.ts';

/** A second of the simulated story: what somebody is told to say, or what happens to somebody. */
type Step = { readonly by: number; readonly says: readonly Line[] } | { readonly to: number; readonly does: 'kill' | 'stop' | 'continue' | 'restart' };

/** Three who speak, and a conductor. */
const conductor = 3;
const at = (step: number): number => (step + 1) * sec;

const say = (by: number, to: number, word: number, times = 1): Step => ({ by, says: [{ to, word, times }] });
const close = (by: number, to: number): Step => ({ by, says: [{ to, close: true }] });
const what = (to: number, does: 'kill' | 'stop' | 'continue' | 'restart'): Step => ({ to, does });

/** What each has heard by the end of each step, in this life or an earlier one. */
function simulated(steps: readonly Step[]): string[][][] {
  const bids = steps.flatMap((step, i): Said[] => 'says' in step ? [{ at: at(i), to: step.by, bid: step.says }] : []);
  const faults = steps.flatMap((step, i): FaultLine[] => {
    if (!('does' in step) || (step.does !== 'kill' && step.does !== 'stop')) return [];
    const end = steps.findIndex((later, j) => j > i && 'does' in later && later.to === step.to && later.does === (step.does === 'kill' ? 'restart' : 'continue'));
    return [{
      id: `${i}`, at: `${at(i)}us`, ...(end >= 0 && { for: `${at(end) - at(i)}us` }), kind: 'crash', how: step.does === 'kill' ? 'kill' : 'hang', process: step.to,
    }];
  });
  const run = simulate({
    flatline: 1, horizon: `${at(steps.length)}us`, processes: 4, watches: 'all', detector: { kind: 'talker' }, network: { latency: { kind: 'constant', value: '1ms' } }, faults,
  }, { detectors: { talker: { ...talker, init: (start, port) => talker.init({ ...start, params: { scripts: [[], [], [], bids] } }, port) } }, trace: 'full' });
  return steps.map((_, i) => [0, 1, 2].map(self =>
    heardIn(run).filter(([time, by]) => by === self && time * ms < at(i + 1)).map(([, , about, word]) => `${about}: ${word}`)));
}

let fleet: Fleet | undefined;
let baton: Socket | undefined;
afterEach(async () => {
  baton?.close();
  baton = undefined;
  await fleet?.end();
  fleet = undefined;
});

function tell(to: number, lines: readonly Line[]): void {
  const { port, host } = fleet!.addresses[to]!;
  baton!.send(JSON.stringify({ flatline: 1, from: conductor, incarnation: 0, message: { kind: 'talk.bid', lines } }), port, host);
}

async function perform(step: Step, life: Map<number, number>): Promise<void> {
  if ('says' in step) return tell(step.by, step.says);
  const member = fleet!.members[step.to]!;
  if (step.does === 'kill') {
    member.signal('SIGKILL');
    return member.gone();
  }
  if (step.does === 'restart') {
    life.set(step.to, (life.get(step.to) ?? 0) + 1);
    await fleet!.restart(step.to, life.get(step.to)!);
    return undefined;
  }
  member.signal(step.does === 'stop' ? 'SIGSTOP' : 'SIGCONT');
  return pause(20);
}

/** Each step once all have heard what the one before should let them hear. */
async function real(steps: readonly Step[], expected: readonly string[][][]): Promise<string[][]> {
  // the conductor is this process: what the fleet has started in its place goes
  fleet = await Fleet.start(4, 'talker', { scripts: [] });
  fleet.members[conductor]!.signal('SIGKILL');
  await fleet.members[conductor]!.gone();
  baton = createSocket('udp4');
  const { port, host } = fleet.addresses[conductor]!;
  await new Promise<void>(resolve => { baton!.bind(port, host, resolve); });
  const earlier: string[][] = [[], [], []];
  const now = (): string[][] => [0, 1, 2].map(self => [
    ...earlier[self]!, ...fleet!.members[self]!.notes.flatMap(({ note }) => note.kind === 'reaches' ? [`${note.about}: ${note.milestone}`] : []),
  ]);
  const life = new Map<number, number>();
  for (const [i, step] of steps.entries()) {
    if ('does' in step && step.does === 'restart') earlier[step.to] = now()[step.to]!;
    await perform(step, life);
    await until(() => now().every((words, self) => words.length >= expected[i]![self]!.length));
    await pause(40);
  }
  return now();
}

const stories: readonly (readonly [string, readonly Step[]])[] = [
  ['a kill is a reset to whoever has a connection, and then an opening is refused', [say(0, 1, 0, 20), say(1, 2, 30, 2), what(1, 'kill'), say(0, 1, 50), say(2, 0, 60)]],
  ['nobody hears of a kill who has no connection', [say(0, 1, 0), what(2, 'kill'), say(0, 1, 1)]],
  ['a stopped process is silent and nothing more: its kernel takes all that comes', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 5), say(0, 2, 9)]],
  ['and hears all of it in order when it goes on', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 5), say(0, 1, 6, 500), what(1, 'continue'), say(1, 0, 700)]],
  ['its kernel even takes connections', [what(1, 'stop'), say(0, 1, 0, 3), say(2, 1, 10, 3), what(1, 'continue'), say(1, 0, 20), say(1, 2, 21)]],
  ['what the kernel has taken is heard before the reset, when the sender was killed in between', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 4), what(0, 'kill'), what(1, 'continue')]],
  ['or closed it in between', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 4), close(0, 1), what(1, 'continue'), say(0, 1, 5)]],
  ['or closed it and opened another', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 4), close(0, 1), say(0, 1, 5, 2), what(1, 'continue'), say(1, 0, 9)]],
  ['or was killed and came again', [say(0, 1, 0), what(1, 'stop'), say(0, 1, 1, 4), what(0, 'kill'), what(0, 'restart'), say(0, 1, 5, 2), what(1, 'continue'), say(1, 0, 9)]],
  ['a connection taken by a stopped process goes with it', [what(1, 'stop'), say(0, 1, 0, 3), what(1, 'kill'), say(0, 1, 5)]],
  ['a new life is met by a new connection, by either', [say(0, 1, 0), say(2, 1, 1), what(1, 'kill'), what(1, 'restart'), say(0, 1, 2), say(1, 2, 3), say(2, 1, 4)]],
  ['who goes on after a peer was killed and came again hears the end, and then the new life', [
    say(0, 1, 0), what(0, 'stop'), what(1, 'kill'), what(1, 'restart'), what(0, 'continue'), say(0, 1, 1), say(1, 0, 2),
  ]],
  ['both stop, both go on: nothing was lost', [say(0, 1, 0), say(1, 0, 1), what(0, 'stop'), what(1, 'stop'), what(1, 'continue'), what(0, 'continue'), say(0, 1, 2), say(1, 0, 3)]],
  ['a datagram to a stopped process waits too', [what(1, 'stop'), { by: 0, says: [{ to: 1, word: 3, via: 'datagram' }] }, what(1, 'continue')]],
];

describe('the same story, simulated and real', () => {
  test.each(stories)('%s', async (_, steps) => {
    const expected = simulated(steps);
    const last = expected.at(-1)!;
    expect(last.flat().length).toBeGreaterThan(0);
    expect(await real(steps, expected)).toEqual(last);
  });

  test('of two stopped processes that open to each other at once, one connection remains and nothing is lost', async () => {
    fleet = await Fleet.start(2, 'talker', { scripts: [[{ at: 600 * ms, to: 1, word: 0, times: 100 }], [{ at: 600 * ms, to: 0, word: 0, times: 100 }]] });
    const [a, b] = fleet.members as [typeof fleet.members[0], typeof fleet.members[0]];
    for (const member of [a, b]) member.signal('SIGSTOP');
    await pause(700);
    for (const member of [a, b]) member.signal('SIGCONT');
    const words = (member: typeof a): string[] => member.notes.flatMap(({ note }) => note.kind === 'reaches' && /^\d/.test(note.milestone) ? [note.milestone] : []);
    await until(() => words(a).length >= 100 && words(b).length >= 100);
    for (const member of [a, b]) expect(words(member)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    b.signal('SIGKILL');
    const signals = (): string[] => a.notes.flatMap(({ note }) => note.kind === 'reaches' && /^[a-z]/.test(note.milestone) ? [note.milestone] : []);
    await until(() => signals().includes('reset'));
    await pause(30);
    // where a machine in a hurry lets one be first, only that one opened
    expect(signals().filter(signal => signal !== 'opened')).toEqual(['reset']);
  });
});

test('an opening that no kernel answers, its queue being full, is given up after connectLimit and not refused', async () => {
  const [own, full] = await freeAddresses(2);
  const program = `const s = require('net').createServer(() => {}); s.listen(${full!.port}, '${full!.host}', 1, () => { console.log('ready'); process.kill(process.pid, 'SIGSTOP'); });`;
  const listener = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const heard: { word: string; at: number }[] = [];
  try {
    await new Promise(resolve => { createInterface({ input: listener.stdout! }).once('line', resolve); });
    await pause(50);
    // two fit into the queue, and the third waits
    const many = [own!, full!, full!, full!, full!, full!];
    const self = await runOverUdp({
      detector: talker, params: { scripts: [many.slice(1).map((_, i) => ({ at: 0, to: i + 1, word: 1 }))] }, self: 0, addresses: many, connectLimit: 400 * ms,
      onNote: (note, now) => { if (note.kind === 'reaches') heard.push({ word: note.milestone, at: now }); },
    });
    const begun = self.now();
    await until(() => heard.length === 5);
    self.close();
    const given = heard.filter(({ word }) => word === 'unreachable');
    expect(given.length).toBeGreaterThan(0);
    expect(heard.filter(({ word }) => word === 'opened')).toHaveLength(5 - given.length);
    for (const { at: when } of given) expect(when).toBeGreaterThan(begun + 300 * ms);
  } finally {
    listener.kill('SIGKILL');
  }
});
