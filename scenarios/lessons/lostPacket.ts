import { fewestForgiven, mistakesPerBeat, noneInARow } from './forms.ts';
import type { Change, Lesson } from './lesson.ts';
import { count, hourly } from './readings.ts';

const [worker, monitor] = [0, 1] as const;

/** A timeout between k and k + 1 intervals: k beats lost in a row make a mistake. */
const forgiving = (k: number): Change => ({ detector: { estimator: { timeout: `${k * 1_000 + 500}ms` } } });
const losing = (percent: number): Change => ({ network: { loss: { kind: 'independent', average: percent / 100 } } });

const hour: Change = { seed: 'hour', horizon: '1h', faults: [], ...losing(5) };
const tenMinutes: Change = { seed: 'bursts', horizon: '10m', faults: [], detector: { estimator: { timeout: '3500ms' } } };
const bursts: Change = { network: { loss: { kind: 'gilbertPerMessage', average: 0.1, meanLength: 2 } } };
/** Long enough that luck does not count: 72 000 heartbeats. */
const twentyHours = (k: number): Change => ({ ...hour, horizon: '20h', ...forgiving(k) });

export const lostPacket: Lesson = {
  number: 2,
  title: 'One lost packet',
  idea: 'A timeout shorter than two intervals turns every lost packet into a lie.',
  minutes: 6,
  base: {
    flatline: 1, title: 'A lossy link', seed: 'one-beat', horizon: '20s',
    processes: [{ name: 'worker' }, { name: 'monitor' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '1500ms' } },
    network: { latency: '10ms' },
    faults: [{ id: 'loss', kind: 'message', from: 'worker', to: 'monitor', sent: '5s', message: 'push.beat', do: 'drop' }],
  },
  beats: [
    {
      says: 'Networks lose messages. This worker runs perfectly; watch its sixth heartbeat.',
      adds: 'It was lost on the way. Nobody tells the monitor.',
      from: '2s', until: { event: 'loss', from: worker, to: monitor, plus: '300ms' }, within: '4s',
      look: { pictures: ['topology', 'heard'], window: ['0s', '12s'] },
    },
    {
      says: 'The timeout is one and a half seconds: less than two heartbeats.',
      adds: 'One lost packet, and the monitor accuses a worker that runs. It is a mistake; the next heartbeat ends it.',
      from: '5300ms', until: { event: 'trust', monitor, peer: worker, nth: 2, plus: '1500ms' }, within: '3s', speed: 0.6,
      look: { pictures: ['lanes', 'heard'], window: ['0s', '12s'] },
    },
    {
      says: 'The monitor should forgive one lost heartbeat. A heartbeat comes every second.',
      adds: 'Two intervals: then the heartbeat after the lost one comes in time. Each further interval forgives one more, and makes every detection slower by as much.',
      change: { detector: { estimator: { timeout: '2s' } } },
      from: '4500ms', until: { at: '8s' }, within: '5s', speed: 1.5,
      look: { pictures: ['heard', 'lanes'], window: ['0s', '12s'] },
      question: {
        kind: 'mark', when: 'before', asks: 'What is the shortest timeout that does?', low: 1, high: 4, step: 0.1, unit: 's', start: 1.5, within: 0.1, drawn: { on: 'heard', from: '4010ms' },
        answer: ({ heard }) => Math.max(...heard(monitor, worker).map((at, i, all) => (i ? at - all[i - 1]! : 0))) / 1_000_000,
        hit: 'Right: two intervals, and whatever the delays differ by.',
        under: 'Too short: the next heartbeat comes two intervals after the last one that was heard.',
        over: 'It would do, but a shorter one does too: the next heartbeat comes after two intervals.',
      },
    },
    {
      says: 'An hour of a bad link. Find the smallest timeout with less than one mistake an hour.',
      adds: 'A mistake begins at a heartbeat with the chance (1 − p) · pᵏ: it comes, and the next k are lost. Each further k costs one interval, and makes mistakes 1 / p times rarer: at 5 %, twenty times.',
      change: hour, from: '3599s', until: { at: '1h' }, within: '2s',
      look: { pictures: ['lanes'], window: ['0s', '3600s'] },
      knobs: [
        { name: 'loss', words: 'Lost messages', low: 1, high: 30, step: 1, unit: '%', start: 5, sets: losing },
        { name: 'k', words: 'Suspect after this many lost in a row', low: 1, high: 6, step: 1, unit: '', start: 1, sets: forgiving },
      ],
      reads: [
        { words: 'Mistakes in this hour', value: ({ figure }) => count(figure('mistakes')) },
        { words: 'Expected: 3,600 · (1 − p) · pᵏ', value: (_, { loss, k }) => count(3_600 * mistakesPerBeat(loss! / 100, k!)) },
        { words: 'Timeout', value: (_, { k }) => `${k! + 0.5} s` },
      ],
    },
    {
      says: 'Ten minutes of a link that loses one message in ten, and a timeout that forgives two in a row. If each is lost by its own chance, 58 of 100 such ten minutes pass without a mistake. Now let losses come in bursts, two long on average. Still one in ten.',
      adds: 'Almost never: 4 of 10,000. What counts is not how many are lost, but how many in a row. Real networks lose in bursts.',
      change: { ...tenMinutes, ...bursts }, until: { at: '10m' }, within: '601s', speed: 75,
      look: { pictures: ['lanes'], window: ['0s', '600s'] },
      reads: [{ words: 'Mistakes in these ten minutes', value: ({ figure }) => count(figure('mistakes')) }],
      question: {
        kind: 'choose', when: 'before', asks: 'How often do ten minutes pass without a mistake now?',
        options: [
          { words: 'As often: the average is the same', claim: () => Math.abs(noneInARow(3, 600, 0.1, 0.5) - noneInARow(3, 600, 0.1)) < 0.05, because: 'The average hides it. In a burst the next message is lost with a chance of a half, not of a tenth.' },
          { words: 'Half as often', claim: () => Math.abs(noneInARow(3, 600, 0.1, 0.5) - noneInARow(3, 600, 0.1) / 2) < 0.05, because: 'Far less often. In a burst the next message is lost with a chance of a half, not of a tenth.' },
          { words: 'Almost never', claim: () => noneInARow(3, 600, 0.1, 0.5) < 0.01, because: 'Right: in four of ten thousand. In a burst the next message is lost with a chance of a half.' },
        ],
      },
    },
    {
      says: 'Back to single losses, one in twenty, with a heartbeat every second.',
      adds: 'Now you can read a timeout: not as seconds, but as the losses in a row that it forgives.',
      change: hour, from: '3599s', until: { at: '1h' }, within: '2s',
      look: { pictures: ['lanes'], window: ['0s', '3600s'] },
      question: {
        kind: 'choose', when: 'after', asks: 'After how many lost in a row may the monitor suspect, with less than one mistake an hour? Take the smallest.',
        options: [1, 2, 3, 4].map(k => ({
          words: String(k), run: twentyHours(k),
          claim: ({ figure }) => figure('mistakeRate')! * 3_600 < 1 && k === fewestForgiven(0.05, 3_600),
          because: k < 3 ? `Twenty hours were run: ${k === 1 ? 'about 170 mistakes an hour' : 'about 9 mistakes an hour'}.`
            : k === 3 ? 'Right: twenty hours were run, with one mistake in two hours.' : 'It would do, but three do too, and notice a crash one interval sooner.',
        })),
      },
      reads: [{ words: 'Mistakes in this hour, suspecting at the first loss', value: ({ figure }) => hourly(figure('mistakeRate')) }],
    },
  ],
};
