/** Streams, to the microsecond: what each rule of the transport says, computed by hand. One way takes 10 ms throughout. */
import { describe, expect, test } from 'vitest';
import { measureLoad } from '../../sim/measures/load.ts';
import { simulate, type Run } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { rows } from '../support/rows.ts';
import { heard, packets, talkers, type Line } from '../support/talkers.ts';

const ms = 1_000;
const file = (faults: readonly FaultLine[] = [], rest: Partial<ScenarioFile> = {}): ScenarioFile => ({
  flatline: 1, seed: 'streams', horizon: '20s', processes: 2, watches: 'all', detector: { kind: 'talkers' },
  network: { latency: { kind: 'constant', value: '10ms' } }, faults, ...rest,
});
const told = (script: readonly Line[], faults: readonly FaultLine[] = [], rest: Partial<ScenarioFile> = {}, answers?: Parameters<typeof talkers>[1]): Run =>
  simulate(file(faults, rest), { trace: 'full', detectors: { talkers: talkers(script, answers) } });
const say = (at: number, word: number, from = 0, to = 1): Line => ({ at: at * ms, from, to, word });
const close = (at: number, from = 0, to = 1): Line => ({ at: at * ms, from, to, close: true });
/** Drops the packet of that kind that left then. */
const drop = (sent: string, message = 'talk.word', from = 0, copy = 0): FaultLine =>
  ({ id: `${message} ${from} ${sent} ${copy}`, kind: 'message', from, to: 1 - from, sent, message, copy, do: 'drop' });
const crash = (at: string, how: string, more: object = {}): FaultLine => ({ id: how, at, kind: 'crash', how, process: 1, ...more });
const cut = (at: string, lasts: string, more: object = { groups: [[0], [1]] }): FaultLine => ({ id: `cut ${at}`, at, for: lasts, kind: 'partition', ...more });
const words = (run: Run, by = 1): readonly (readonly [number, string])[] => heard(run).filter(([, self]) => self === by).map(([at, , , word]) => [at, word]);

describe('without loss', () => {
  const run = told([say(0, 1), say(5, 2), say(100, 3), say(200, 4, 1, 0)]);

  test('an opening there and back, then what waited; later one way; the other way needs no opening', () => {
    expect(heard(run)).toEqual([
      [20, 0, 1, 'opened'], [30, 1, 0, '1'], [30, 1, 0, '2'], [110, 1, 0, '3'], [210, 0, 1, '4'],
    ]);
    expect(packets(run, 'transport.open')).toEqual([[0, 0, 'sent']]);
    expect(packets(run, 'transport.accept')).toEqual([[10, 1, 'sent']]);
  });

  test('each word is acknowledged as it comes, and left once', () => {
    expect(packets(run, 'transport.ack')).toEqual([[30, 1, 'sent'], [30, 1, 'sent'], [110, 1, 'sent'], [210, 0, 'sent']]);
    expect(packets(run, 'talk.word')).toEqual([[20, 0, 'sent'], [20, 0, 'sent'], [100, 0, 'sent'], [200, 1, 'sent']]);
  });

  test('a word is received with the instant at which its process sent it', () => {
    const received = rows(run.trace, Row.receives).filter(row => run.trace.kinds[row.m] === 'talk.word').map(row => row.x / ms);
    expect(received).toEqual([0, 5, 100, 200]);
  });

  test('what the process sent is counted as its own, the rest apart', () => {
    const { kinds, purposes, messages, bytes } = run.load;
    const counted = (process: number, kind: string) => messages[process * kinds.length + kinds.indexOf(kind)];
    expect([counted(0, 'talk.word'), counted(1, 'talk.word'), counted(0, 'transport.open'), counted(1, 'transport.ack')]).toEqual([3, 1, 1, 3]);
    expect(bytes[kinds.length + kinds.indexOf('transport.ack')]).toBe(3 * 40);
    expect(purposes[kinds.indexOf('transport.ack')]).toBeNull();
    expect(counted(0, 'transport.retransmission')).toBe(0);
    expect(measureLoad(run.scenario, run.load)).toMatchObject({ messages: { application: 4 }, messagesByProcess: [3, 1], bytesByProcess: [300, 100] });
  });
});

describe('loss', () => {
  test('one lost word is 200 ms late, and holds up those behind it', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_050, 3), say(1_205, 4), say(1_300, 5)], [drop('1s')]);
    expect(words(run)).toEqual([[30, '1'], [1_210, '2'], [1_210, '3'], [1_215, '4'], [1_310, '5']]);
    // the acknowledgement of 2 and 3 at 1 220 ms comes after a timeout: what is outstanding, 4, leaves again, and is not heard twice
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([20, 1_000, 1_050, 1_200, 1_205, 1_220, 1_300]);
  });

  test('again and again lost: 200, 400, 800 ms', () => {
    const run = told([say(0, 1), say(1_000, 2)], [drop('1s'), drop('1200ms'), drop('1600ms')]);
    expect(packets(run, 'talk.word')).toEqual([[20, 0, 'sent'], [1_000, 0, 'lost'], [1_200, 0, 'lost'], [1_600, 0, 'lost'], [2_400, 0, 'sent']]);
    expect(words(run)).toEqual([[30, '1'], [2_410, '2']]);
    expect(run.load.messages[run.load.kinds.indexOf('transport.retransmission')]).toBe(3);
  });

  test('two of four lost: the second is sent again with the first acknowledgement, not after a timeout of its own', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_001, 3), say(1_002, 4), say(1_003, 5)], [drop('1s'), drop('1002ms')]);
    expect(words(run)).toEqual([[30, '1'], [1_210, '2'], [1_210, '3'], [1_230, '4'], [1_230, '5']]);
  });

  test('progress resets the doubling', () => {
    const run = told([say(0, 1), say(1_000, 2), say(3_000, 3)], [drop('1s'), drop('1200ms'), drop('3s')]);
    expect(words(run)).toEqual([[30, '1'], [1_610, '2'], [3_210, '3']]);
  });

  test('the timer is of the oldest: an acknowledgement hands it to the next', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_015, 3)], [drop('1015ms')]);
    expect(words(run)).toEqual([[30, '1'], [1_010, '2'], [1_225, '3']]);
  });

  test('a lost acknowledgement costs a word that was there, and nobody hears it twice', () => {
    const run = told([say(0, 1), say(1_000, 2)], [drop('1010ms', 'transport.ack', 1)]);
    expect(words(run)).toEqual([[30, '1'], [1_010, '2']]);
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([20, 1_000, 1_200]);
    expect(packets(run, 'transport.ack').map(([at]) => at)).toEqual([30, 1_010, 1_210]);
  });

  test('a later acknowledgement stands for a lost one', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_020, 3)], [drop('1010ms', 'transport.ack', 1)]);
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([20, 1_000, 1_020]);
  });

  test('a datagram beside it stays lost, and is not held up', () => {
    const datagram = (at: number, word: number): Line => ({ at: at * ms, from: 0, to: 1, word, via: 'datagram' });
    const run = told([say(0, 1), say(1_000, 2), datagram(1_050, 3), datagram(1_060, 4)], [drop('1s'), drop('1060ms')]);
    expect(words(run)).toEqual([[30, '1'], [1_060, '3'], [1_210, '2']]);
  });

  test('a law of loss for datagrams spares streams, also one that lies over the link', () => {
    const script = [...Array(20).keys()].flatMap((i): Line[] => [say(100 * i, i), { at: 100 * i * ms, from: 0, to: 1, word: 100 + i, via: 'datagram' }]);
    const all = { kind: 'independent', average: 1 };
    const network = (loss: object) => ({ network: { latency: { kind: 'constant', value: '10ms' }, loss } });
    const spared = told(script, [], network({ ...all, applies: 'datagram' }));
    expect(words(spared).map(([, word]) => Number(word))).toEqual([...Array(20).keys()]);
    const over: FaultLine = { id: 'o', at: '1s', kind: 'link', from: 0, to: 1, loss: { ...all, applies: 'datagram' } };
    expect(words(told(script, [over])).filter(([at]) => at > 1_020).map(([, word]) => Number(word))).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(words(told(script, [], network(all)))).toEqual([]);
  });
});

describe('opening', () => {
  test('a lost opening is tried again after 1 s, then 2 s; what waits goes when it is there', () => {
    const run = told([say(0, 1), say(500, 2)], [drop('0s', 'transport.open'), drop('1s', 'transport.open')]);
    expect(heard(run)).toEqual([[3_020, 0, 1, 'opened'], [3_030, 1, 0, '1'], [3_030, 1, 0, '2']]);
  });

  test('a lost acceptance is given again', () => {
    const run = told([say(0, 1)], [drop('10ms', 'transport.accept', 1)]);
    expect(heard(run)).toEqual([[1_020, 0, 1, 'opened'], [1_030, 1, 0, '1']]);
  });

  test('what the other says proves the acceptance that was lost', () => {
    const run = told([say(0, 1), say(100, 7, 1, 0)], [drop('10ms', 'transport.accept', 1)]);
    expect(heard(run)).toEqual([[110, 0, 1, 'opened'], [110, 0, 1, '7'], [120, 1, 0, '1']]);
  });

  test('at an ended process it is refused, and what waited is gone', () => {
    const run = told([say(100, 1), say(4_000, 2)], [crash('50ms', 'kill', { for: '2s' })]);
    expect(heard(run)).toEqual([[120, 0, 1, 'refused'], [4_020, 0, 1, 'opened'], [4_030, 1, 0, '2']]);
  });

  test('without an answer it is given up after connectLimit: 127 s, having been tried 7 times', () => {
    const run = told([say(0, 1)], [cut('0s', '300s')], { horizon: '140s' });
    expect(packets(run, 'transport.open').map(([at]) => at / 1_000)).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect(heard(run)).toEqual([[127_000, 0, 1, 'unreachable']]);
  });

  test('a connectLimit of the scenario, and of one link', () => {
    const network = { latency: { kind: 'constant', value: '10ms' }, connectLimit: '2500ms' };
    const links = [{ from: 1, to: 0, connectLimit: '400ms' }];
    expect(heard(told([say(0, 1)], [cut('0s', '20s')], { network, links }))).toEqual([[2_500, 0, 1, 'unreachable']]);
    expect(heard(told([say(0, 1, 1, 0)], [cut('0s', '20s')], { network, links }))).toEqual([[400, 1, 0, 'unreachable']]);
  });

  test('of two at once the lower id\'s holds, and only it hears so; the words of both go over it', () => {
    const run = told([say(0, 1), say(0, 2, 1, 0)]);
    expect(heard(run)).toEqual([[20, 0, 1, 'opened'], [20, 0, 1, '2'], [30, 1, 0, '1']]);
    expect(packets(run, 'transport.accept')).toEqual([[10, 1, 'sent']]);
    const unequal = told([say(3, 1), say(0, 2, 1, 0)]);
    expect(heard(unequal)).toEqual([[23, 0, 1, 'opened'], [23, 0, 1, '2'], [33, 1, 0, '1']]);
  });

  test('the one that lost, overtaken by the acceptance of the other, ends nothing', () => {
    const late: FaultLine = { id: 'late', kind: 'message', from: 1, to: 0, sent: '0s', message: 'transport.open', copy: 0, do: { delay: '500ms' } };
    const run = told([say(0, 1), say(0, 2, 1, 0), say(1_000, 3)], [late]);
    expect(heard(run)).toEqual([[20, 0, 1, 'opened'], [20, 0, 1, '2'], [30, 1, 0, '1'], [1_010, 1, 0, '3']]);
  });
});

describe('ways to disappear', () => {
  const before = say(0, 1);

  test('kill: a reset on the connection; the next word finds a process that has ended', () => {
    const run = told([before, say(3_000, 2)], [crash('1s', 'kill')]);
    expect(heard(run)).toEqual([[20, 0, 1, 'opened'], [30, 1, 0, '1'], [1_010, 0, 1, 'reset'], [3_020, 0, 1, 'refused']]);
  });

  test('kill: a lost reset is given again when a word asks for it', () => {
    const run = told([before, say(3_000, 2)], [crash('1s', 'kill'), drop('1s', 'transport.reset', 1)]);
    expect(heard(run).slice(2)).toEqual([[3_020, 0, 1, 'reset']]);
  });

  test('hang: opened and acknowledged as ever, but the words wait', () => {
    const run = told([say(1_000, 1), say(2_000, 2)], [crash('500ms', 'hang', { for: '5s' })]);
    expect(heard(run)).toEqual([[1_020, 0, 1, 'opened'], [5_500, 1, 0, '1'], [5_500, 1, 0, '2']]);
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([1_020, 2_000]);
  });

  test('hang that ends in a restart: what waited is gone, and the connection unknown', () => {
    const run = told([before, say(1_500, 2), say(7_000, 3), say(8_000, 4)], [crash('1s', 'hang', { for: '5s', restart: true })]);
    expect(words(run)).toEqual([[30, '1'], [8_030, '4']]);
    expect(words(run, 0)).toEqual([[20, 'opened'], [7_020, 'reset'], [8_020, 'opened']]);
  });

  test('pause: the kernel goes on; freeze: it does not, and answers when it wakes', () => {
    const stop = (kind: string): Run => told([before, say(1_500, 2)], [{ id: 'p', at: '1s', for: '1s', kind, process: 1 }]);
    expect(words(stop('pause'))).toEqual([[30, '1'], [2_000, '2']]);
    expect(packets(stop('pause'), 'talk.word').map(([at]) => at)).toEqual([20, 1_500]);
    expect(words(stop('freeze'))).toEqual([[30, '1'], [2_000, '2']]);
    expect(packets(stop('freeze'), 'talk.word').map(([at]) => at)).toEqual([20, 1_500, 1_700]);
    expect(packets(stop('freeze'), 'transport.ack').map(([at]) => at)).toEqual([30, 2_000, 2_000]);
  });

  test('freeze of the sender: what came due meanwhile is sent as it wakes', () => {
    const run = told([before, say(1_000, 2)], [drop('1s'), { id: 'f', at: '1100ms', for: '1s', kind: 'freeze', process: 0 }]);
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([20, 1_000, 2_100]);
  });

  test('freeze of a host whose process hangs: its kernel wakes alone', () => {
    const run = told([before, say(1_500, 2)], [crash('900ms', 'hang', { for: '5s' }), { id: 'f', at: '1s', for: '1s', kind: 'freeze', process: 1 }]);
    expect(packets(run, 'transport.ack').map(([at]) => at)).toEqual([30, 2_000, 2_000]);
    expect(words(run)).toEqual([[30, '1'], [5_900, '2']]);
  });

  test('blackhole: nothing is acknowledged, and after giveUp (924.6 s, 15 tries) the sender is told', () => {
    const run = told([before, say(1_000, 2), say(500_000, 3)], [crash('500ms', 'blackhole')], { horizon: '1000s' });
    const tries = packets(run, 'talk.word').map(([at]) => at / 1_000).filter(at => at > 1 && at !== 500);
    expect(tries).toEqual([1.2, 1.6, 2.4, 4, 7.2, 13.6, 26.4, 52, 103.2, 205.6, 325.6, 445.6, 565.6, 685.6, 805.6]);
    expect(heard(run).slice(2)).toEqual([[925_600, 0, 1, 'reset']]);
  });

  test('giveUp of the scenario, to the microsecond', () => {
    const network = { latency: { kind: 'constant', value: '10ms' }, giveUp: '3s' };
    expect(heard(told([before, say(1_000, 2)], [crash('500ms', 'blackhole')], { network })).slice(2)).toEqual([[4_000, 0, 1, 'reset']]);
  });

  test('blackhole opened to: unreachable, like a cut', () => {
    const network = { latency: { kind: 'constant', value: '10ms' }, connectLimit: '3s' };
    expect(heard(told([say(1_000, 1)], [crash('500ms', 'blackhole')], { network }))).toEqual([[4_000, 0, 1, 'unreachable']]);
  });

  test('a partition that heals in time: everything comes, with the next try', () => {
    const run = told([before, say(2_000, 2), say(3_000, 3), say(4_500, 4)], [cut('1s', '3s')]);
    // tried at 2.2, 2.6, 3.4 and 5 s; healed at 4 s, when word 4 gets through but waits for the others
    expect(words(run)).toEqual([[30, '1'], [5_010, '2'], [5_030, '3'], [5_030, '4']]);
  });

  test('only the way back is cut: all is heard, nothing acknowledged', () => {
    const run = told([before, say(2_000, 2), say(2_100, 3)], [cut('1s', '3s', { from: 1, to: 0 })]);
    expect(words(run)).toEqual([[30, '1'], [2_010, '2'], [2_110, '3']]);
    expect(packets(run, 'talk.word').map(([at]) => at)).toEqual([20, 2_000, 2_100, 2_200, 2_600, 3_400, 5_000]);
  });
});

describe('the end of a connection', () => {
  test('close: the other hears a reset, after what was sent before; a new word opens anew', () => {
    const run = told([say(0, 1), say(1_000, 2), close(1_000), say(2_000, 3)]);
    expect(heard(run)).toEqual([
      [20, 0, 1, 'opened'], [30, 1, 0, '1'], [1_010, 1, 0, '2'], [1_010, 1, 0, 'reset'], [2_020, 0, 1, 'opened'], [2_030, 1, 0, '3'],
    ]);
  });

  test('what is unacknowledged goes with it', () => {
    const run = told([say(0, 1), say(1_000, 2), close(1_100)], [drop('1s')]);
    expect(words(run)).toEqual([[30, '1'], [1_110, 'reset']]);
  });

  test('close while it opens: nobody hears anything, and the acceptance that comes is answered by reset', () => {
    const run = told([say(0, 1), close(5)]);
    expect(heard(run)).toEqual([[30, 1, 0, 'reset']]);
    expect(packets(run, 'transport.reset')).toEqual([[20, 0, 'sent']]);
  });

  test('close where nothing is open does nothing', () => {
    expect(packets(told([close(5), close(6)]), 'transport.reset')).toEqual([]);
  });

  test('a lost close: the next word of the other is answered by reset', () => {
    const run = told([say(0, 1), close(1_000), say(2_000, 2, 1, 0), say(3_000, 3, 1, 0)], [drop('1s', 'transport.reset')]);
    expect(heard(run).slice(2)).toEqual([[2_020, 1, 0, 'reset'], [3_020, 1, 0, 'opened'], [3_030, 0, 1, '3']]);
  });

  test('one end forgot, by a power cut, and opens again: the other hears that the old one is over', () => {
    const run = told([say(0, 1), say(500, 2, 1, 0), say(5_000, 3, 1, 0)], [crash('1s', 'blackhole', { for: '2s', restart: true })]);
    expect(heard(run)).toEqual([
      [20, 0, 1, 'opened'], [30, 1, 0, '1'], [510, 0, 1, '2'], [5_010, 0, 1, 'reset'], [5_020, 1, 0, 'opened'], [5_030, 0, 1, '3'],
    ]);
  });

  test('an answer in the step of a signal opens anew: at each reset of a process that restarts', () => {
    const again = (self: number, said: string): number | undefined => (self === 0 && said === 'reset' ? 9 : undefined);
    const run = told([say(0, 1)], [crash('1s', 'kill', { for: '5ms' })], {}, again);
    expect(heard(run).slice(2)).toEqual([[1_010, 0, 1, 'reset'], [1_030, 0, 1, 'opened'], [1_040, 1, 0, '9']]);
  });

  test('a signal waits behind the words that were there before it, while its process is paused', () => {
    const run = told([say(0, 1), say(1_500, 2), close(1_600)], [{ id: 'p', at: '1s', for: '1s', kind: 'pause', process: 1 }]);
    expect(words(run)).toEqual([[30, '1'], [2_000, '2'], [2_000, 'reset']]);
  });
});

describe('hosts', () => {
  test('a finite service rate spaces words, in order, also across two pauses', () => {
    const pauses: FaultLine[] = ['1010ms', '1030ms'].map((at, i) => ({ id: `p${i}`, at, for: '15ms', kind: 'pause', process: 1 }));
    const run = told([say(0, 1), say(999, 2), say(1_000.5, 3), say(1_015, 4), say(1_028, 5)], pauses, { hosts: [{ process: 1, serviceTime: '6ms' }] });
    expect(words(run)).toEqual([[36, '1'], [1_051, '2'], [1_057, '3'], [1_063, '4'], [1_069, '5']]);
  });

  test('a full buffer takes no more, and what it did not take comes later', () => {
    const run = told([say(0, 1), ...[2, 3, 4].map(word => say(1_000 + word, word))], [{ id: 'p', at: '500ms', for: '1s', kind: 'pause', process: 1 }],
      { hosts: [{ process: 1, buffer: 2 }] });
    expect(words(run)).toEqual([[30, '1'], [1_500, '2'], [1_500, '3'], [1_614, '4']]);
  });
});

describe('keepalive of the kernel, on an idle connection', () => {
  const idle = (more: object = {}): Partial<ScenarioFile> =>
    ({ horizon: '40s', network: { latency: { kind: 'constant', value: '10ms' }, keepaliveAfter: '5s', keepaliveEvery: '2s', keepaliveProbes: 3, giveUp: '30s', ...more } });
  const signals = (run: Run): readonly (readonly [number, string])[] => words(run, 0).filter(([, word]) => word !== 'opened');

  test('asks the other kernel after each silence, and is answered', () => {
    const run = told([say(0, 1)], [], idle());
    // the end that heard last asks last, and then it has heard the other's question
    expect(packets(run, 'transport.probe').slice(0, 3)).toEqual([[5_030, 1, 'sent'], [10_040, 0, 'sent'], [15_050, 1, 'sent']]);
    expect(signals(run)).toEqual([]);
  });

  test('is off unless asked for', () => expect(packets(told([say(0, 1)], [], idle({ keepaliveAfter: 'never' })), 'transport.probe')).toEqual([]));

  test('a host that is gone: after + every × probes from the last packet, and the other end is told by a reset', () => {
    const run = told([say(0, 1)], [crash('4s', 'blackhole')], idle());
    expect(packets(run, 'transport.probe').filter(([, from]) => from === 0).map(([at]) => at)).toEqual([5_040, 7_040, 9_040]);
    expect(signals(run)).toEqual([[11_040, 'reset']]);
    expect(packets(run, 'transport.reset').filter(([, from]) => from === 0)).toEqual([[11_040, 0, 'sent']]);
  });

  test('a process that hangs is vouched for by its kernel', () => {
    const run = told([say(0, 1)], [crash('4s', 'hang')], idle());
    expect(signals(run)).toEqual([]);
    expect(packets(run, 'transport.probe').length).toBeGreaterThan(4);
  });

  test('one answer clears the count', () => {
    const run = told([say(0, 1)], [cut('4s', '4500ms')], idle());
    expect(signals(run)).toEqual([]);
  });

  test('where something is outstanding it stands back: only `giveUp` decides', () => {
    const run = told([say(0, 1), say(4_500, 2)], [crash('4s', 'blackhole')], idle());
    expect(packets(run, 'transport.probe').filter(([, from]) => from === 0)).toEqual([]);
    expect(signals(run)).toEqual([[34_500, 'reset']]);
  });

  test('an ended process without memory of the connection answers by a reset', () => {
    const run = told([say(0, 1)], [crash('1s', 'kill'), drop('1s', 'transport.reset', 1)], idle());
    expect(signals(run)).toEqual([[5_060, 'reset']]);
  });
});
