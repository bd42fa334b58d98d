import { mistakesPerBeat } from './forms.ts';
import type { Change, Lesson, Seen } from './lesson.ts';
import { count, hourly, millis } from './readings.ts';

/** A share of the messages, each lost by its own chance; and how long one takes. */
export const loss = 0.05, delay = 0.05;
/** The settings that the picture shows: seconds. */
export const intervals = [0.5, 1, 2] as const;
export const timeouts = [1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8] as const;

/** How long a crash goes unnoticed at worst, in seconds. */
export const worst = (timeout: number): number => timeout + delay;
/** A heartbeat at the very end of the timeout still counts: so many in a row must be lost. */
export const mistakesAnHour = (interval: number, timeout: number): number => 3_600 / interval * mistakesPerBeat(loss, Math.floor(timeout / interval + 1e-9));

const set = (interval: number, timeout: number): Change => ({ detector: { interval: `${interval * 1_000}ms`, estimator: { timeout: `${timeout * 1_000}ms` } } });
const rate = ({ figure }: Seen): number => (figure('mistakeRate') ?? 0) * 3_600;
const noticed = ({ figure }: Seen): number => figure('detectionTime.max') ?? Infinity;
const load = ({ figure }: Seen): number => (figure('load.messages.byProcess.worker') ?? 0) * 60;
const meets = (seen: Seen): boolean => noticed(seen) <= 4_100 && rate(seen) < 1 && load(seen) <= 61;

const last = { from: '35998s', until: { at: '10h' }, within: '3s', look: { pictures: ['front'], window: ['0s', '36000s'] } } as const;
const knobs = [
  { name: 'interval', words: 'A heartbeat every', low: 0.5, high: 2, step: 0.5, unit: 's', start: 1, sets: (value: number): Change => ({ detector: { interval: `${value * 1_000}ms` } }) },
  { name: 'timeout', words: 'Timeout', low: 1, high: 8, step: 0.5, unit: 's', start: 2.5, sets: (value: number): Change => ({ detector: { estimator: { timeout: `${value * 1_000}ms` } } }) },
] as const;
const reads = [
  { words: 'The crash was noticed after', value: ({ figure }: Seen) => millis(figure('detectionTime.max')) },
  { words: 'Mistakes', value: ({ figure }: Seen) => hourly(figure('mistakeRate')) },
  { words: 'Heartbeats a minute', value: (seen: Seen) => count(Math.round(load(seen))) },
];

export const pickTwo: Lesson = {
  number: 4,
  title: 'Fast, right, cheap: pick two',
  idea: 'On a network that loses, no setting has all three.',
  minutes: 5,
  base: {
    flatline: 1, title: 'Ten hours, and one crash', seed: 'three-wishes', horizon: '10h',
    processes: [{ name: 'worker' }, { name: 'monitor' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '2500ms' } },
    network: { latency: '50ms', loss: { kind: 'independent', average: loss } },
    faults: [{ id: 'crash', at: '35980051ms', kind: 'crash', how: 'kill', process: 'worker' }],
  },
  beats: [
    {
      says: 'You have three wishes: notice a crash fast, never accuse one who runs, and send few messages.',
      adds: 'Each dot is one setting, computed. Left is fast, low is right, and each colour is a price. The corner at the lower left is empty.',
      ...last, reads,
    },
    {
      says: 'Slide. The large ring is your setting, run for ten hours with one message in twenty lost.',
      adds: 'With one price, you slide along its line: whatever you win in one wish you lose in the other. Only a higher price takes you to a better line.',
      ...last, knobs, reads,
    },
    {
      says: 'A heartbeat every second, a timeout of 3.5 s. Somebody asks for faster detection, and cuts the timeout to 2.5 s.',
      adds: 'One second faster, and twenty times as many mistakes: one forgiven loss less, at one in twenty.',
      ...last, change: set(1, 2.5), reads,
      question: {
        kind: 'choose', when: 'before', asks: 'What happens to the mistakes?',
        options: [
          { words: 'About as many', claim: seen => rate(seen) / mistakesAnHour(1, 3.5) < 1.4, because: 'Each loss in a row that is no longer forgiven makes mistakes 1 / p times as frequent; here p is one in twenty.' },
          { words: 'About twice as many', claim: seen => Math.abs(rate(seen) / mistakesAnHour(1, 3.5) - 2) < 0.6, because: 'Each loss in a row that is no longer forgiven makes mistakes 1 / p times as frequent; here p is one in twenty.' },
          { words: 'About twenty times as many', claim: seen => Math.abs(rate(seen) / mistakesAnHour(1, 3.5) - 20) < 6, because: 'Right: one loss in a row less is forgiven, and a loss is one in twenty.' },
        ],
      },
    },
    {
      says: 'Now a network that loses nothing, and is never late by more than 50 ms. Slide again.',
      adds: 'Here all three wishes come true: a timeout just above the interval is never wrong. The choice is forced on you by what the network does, not by the detector.',
      ...last, change: { network: { loss: null } }, knobs: [knobs[0], { ...knobs[1], start: 1.5 }], reads,
      look: { pictures: ['lanes'], window: ['0s', '36000s'] },
    },
    {
      says: 'A customer wants: a crash noticed in at most 4.1 s, fewer than one mistake an hour, at most 60 heartbeats a minute. One message in twenty is lost.',
      adds: 'Written like this, a wish can be checked: and it can be seen when it cannot be had.',
      ...last,
      question: {
        kind: 'choose', when: 'after', asks: 'Which setting meets all three?',
        options: [
          { words: 'Every 0.5 s, timeout 2 s', run: set(0.5, 2), claim: meets, because: 'Fast, and seldom wrong. But it sends 120 heartbeats a minute.' },
          { words: 'Every 1 s, timeout 3.5 s', run: set(1, 3.5), claim: meets, because: 'Right: it was run for ten hours, and meets all three.' },
          { words: 'Every 1 s, timeout 5 s', run: set(1, 5), claim: meets, because: 'Hardly ever wrong, and cheap. But the crash was noticed too late.' },
          { words: 'Every 2 s, timeout 4 s', run: set(2, 4), claim: meets, because: 'Cheaper still. But two lost in a row are enough, and that is several times an hour.' },
        ],
      },
    },
  ],
};
