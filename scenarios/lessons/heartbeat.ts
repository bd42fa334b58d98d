import { millis, shortAndLong } from './readings.ts';
import type { Change, Lesson, Seen } from './lesson.ts';

const [worker, monitor] = [0, 1] as const;

/** Two hundred crashes, each at a random moment of the heartbeat's cycle, each long enough to be noticed. */
const twoHundred: Change = {
  horizon: '5600s',
  faults: [{ id: 'crashes', at: '10s', for: '12s', every: { kind: 'uniform', low: '25s', high: '30s' }, until: '5500s', kind: 'crash', how: 'kill', process: 'worker' }],
};
const ofAll = { from: '5599s', until: { at: '5600s' }, within: '1s', look: { pictures: ['spread'], window: ['0s', '60s'] } } as const;

const extremes = (seen: Seen): readonly [number, number] => {
  const lengths = seen.lengths('undetected', monitor, worker);
  return [Math.min(...lengths) / 1_000_000, Math.max(...lengths) / 1_000_000];
};

export const heartbeat: Lesson = {
  number: 1,
  title: 'The heartbeat',
  idea: 'A signal that repeats turns silence into something that can be measured.',
  minutes: 5,
  base: {
    flatline: 1, title: 'One worker, one monitor', seed: 'heartbeat', horizon: '60s',
    processes: [{ name: 'worker' }, { name: 'monitor' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
    network: { latency: '10ms' },
  },
  beats: [
    {
      says: 'A worker sends a message every second. It says only “I am here”, so it is called a heartbeat.',
      until: { event: 'arrival', from: worker, to: monitor, nth: 6, plus: '300ms' }, within: '8s',
      look: { pictures: ['topology', 'heard'], window: ['0s', '20s'] },
    },
    {
      says: 'The monitor has a timer. Every heartbeat sets it back to zero; at five seconds of silence it will suspect the worker.',
      adds: 'As long as heartbeats come, the timer never gets far.',
      from: '5300ms', until: { at: '11s' }, within: '6s',
      look: { pictures: ['suspicion', 'heard'], window: ['0s', '20s'] },
    },
    {
      says: 'Crash the worker: whenever you like.',
      adds: 'For the dotted stretch the worker was dead, and the monitor still trusted it. That length is the detection time.',
      from: '11s', until: { event: 'suspicion', monitor, peer: worker, plus: '1s' }, within: '15s',
      look: { pictures: ['topology', 'lanes'], window: ['8s', '28s'] },
      act: { words: 'Crash the worker now', fault: { id: 'crash', kind: 'crash', how: 'kill', process: 'worker' }, otherwise: '15300ms' },
      reads: [{ words: 'Detection time', value: ({ figure }) => millis(figure('detectionTime.max')) }],
    },
    {
      says: 'It depends on the moment. Imagine two hundred crashes, each at another moment. A heartbeat comes every second, and the timeout is five.',
      adds: 'If it dies right after a heartbeat, the whole timeout must pass. If it dies just before one, almost a second of the timeout was over already.',
      change: twoHundred, ...ofAll,
      question: {
        kind: 'range', when: 'before', asks: 'Between which two values will all two hundred detection times lie?',
        low: 0, high: 8, step: 0.25, unit: 's', start: [1, 7], within: 0.25, drawn: { on: 'spread' }, answer: extremes,
        hit: 'From the timeout less one interval, to the timeout plus the message’s way.',
        under: 'The range is wider: from the timeout less one interval, to the timeout plus the message’s way.',
        over: 'No crash took so little, or so long: from the timeout less one interval, to the timeout plus the message’s way.',
      },
    },
    {
      says: 'Set the two numbers yourself. Each change runs the two hundred crashes again.',
      adds: 'A shorter interval narrows the range, and costs messages. A shorter timeout moves it. The next lesson shows what that costs.',
      change: twoHundred, ...ofAll,
      knobs: [
        { name: 'interval', words: 'A heartbeat every', low: 250, high: 2_500, step: 250, unit: 'ms', start: 1_000, sets: value => ({ detector: { interval: `${value}ms` } }) },
        { name: 'timeout', words: 'Timeout', low: 3, high: 8, step: 0.5, unit: 's', start: 5, sets: value => ({ detector: { estimator: { timeout: `${value * 1_000}ms` } } }) },
      ],
      reads: [
        { words: 'Measured, 200 crashes', value: seen => shortAndLong(seen.lengths('undetected', monitor, worker)) },
        { words: 'Timeout − interval … timeout + 10 ms', value: (_, { interval, timeout }) => `${((timeout! * 1_000 - interval! + 10) / 1_000).toFixed(2)} … ${(timeout! + 0.01).toFixed(2)} s` },
        { words: 'Heartbeats a minute', value: (_, { interval }) => String(Math.round(60_000 / interval!)) },
      ],
    },
    {
      says: 'Many monitors set no timer. They look at the clock now and then: this one every two seconds.',
      adds: 'Looking every two seconds adds up to two seconds: the timeout runs out unseen until the next look.',
      change: { ...twoHundred, detector: { checkEvery: '2s' } }, ...ofAll,
      reads: [
        { words: 'Measured, 200 crashes', value: seen => shortAndLong(seen.lengths('undetected', monitor, worker)) },
      ],
    },
    {
      says: 'One more crash, at 6.5 s. But the heartbeat before it was lost on the way.',
      adds: 'The timer had been running since the heartbeat before, so less of it was left when the worker died.',
      change: {
        faults: [
          { id: 'lost', kind: 'message', from: 'worker', to: 'monitor', sent: '6s', message: 'push.beat', do: 'drop' },
          { id: 'crash', at: '6500ms', kind: 'crash', how: 'kill', process: 'worker' },
        ],
      },
      from: '4s', until: { event: 'suspicion', monitor, peer: worker, plus: '1s' }, within: '8s', speed: 1.5,
      look: { pictures: ['heard', 'lanes'], window: ['0s', '14s'] },
      question: {
        kind: 'choose', when: 'before', asks: 'What does the lost heartbeat do to the detection time?',
        options: [
          { words: 'It gets shorter than any before', claim: ({ figure }) => figure('detectionTime.max')! < 4_000, because: 'Right: 3.51 s, less than the timeout less an interval.' },
          { words: 'It stays between 4 and 5.01 s', claim: ({ figure }) => figure('detectionTime.max')! >= 4_000 && figure('detectionTime.max')! <= 5_010, because: 'The rule held while nothing was lost. Here it took 3.51 s.' },
          { words: 'It gets longer', claim: ({ figure }) => figure('detectionTime.max')! > 5_010, because: 'The timer started earlier, not later. It took 3.51 s.' },
        ],
      },
    },
  ],
};
