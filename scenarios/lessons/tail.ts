import { lognormalBeyond, lognormalOf, normalBeyond } from './forms.ts';
import type { Change, Lesson, Seen } from './lesson.ts';
import { count } from './readings.ts';

/** Milliseconds, of both links. */
export const mean = 100, deviation = 40;
/** How long the monitor waits, where nobody says otherwise. */
export const usualWait = 250;
const beatsAnHour = 3_600;

/** The bell curve as measured quantiles, closest where they are rare. */
const bell = {
  kind: 'quantiles',
  at: Array.from({ length: 76 }, (_, i) => -2.4 + i / 10).map(z => [1 - normalBeyond(z, 0, 1), `${Math.round((mean + z * deviation) * 1_000)}us`]),
};
const { mu, sigma } = lognormalOf(mean, deviation);
const tailed = { kind: 'lognormal', median: `${Math.round(Math.exp(mu) * 1_000)}us`, sigma };
const links = (bellFrom: string, tailedFrom: string): Change => ({
  links: [{ from: bellFrom, to: 'monitor', latency: bell }, { from: tailedFrom, to: 'monitor', latency: tailed }],
});

/** Each beat is waited for so long, counted from when it was sent. */
const waiting = (margin: number): Change => ({ detector: { estimator: { margin: `${margin}ms` } } });
const hour: Change = { horizon: '1h' };

const mistakes = (name: string) => ({ figure }: Seen): number => figure(`pairs.monitor>${name}.mistakes`) ?? 0;
export const ratioAt = (x: number): number => lognormalBeyond(x, mean, deviation) / normalBeyond(x, mean, deviation);

export const tail: Lesson = {
  number: 3,
  title: 'The tail, not the mean',
  idea: 'Not the average message looks dead, but the slowest.',
  minutes: 5,
  base: {
    flatline: 1, title: 'Two links of one mean', seed: 'tail', horizon: '300s',
    processes: [{ name: 'bell' }, { name: 'tailed' }, { name: 'monitor' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'chen', variant: 's', interval: '1s', margin: `${usualWait}ms` } },
    network: { latency: '1ms' },
    ...links('bell', 'tailed'),
  },
  beats: [
    {
      says: 'A message takes its time, and never the same time. Here are two links; each takes a tenth of a second on average.',
      adds: 'By eye they are alike. Their means are the same, and so are their deviations: 100 ms, give or take 40.',
      until: { at: '9s' }, within: '10s', speed: 1.5,
      look: { pictures: ['heard'], window: ['0s', '10s'] },
    },
    {
      says: 'So count how many messages take longer than so long. Up to 150 ms the two links are as good as one.',
      adds: 'Beyond, they part. One falls like a cliff: a bell curve. The other has a tail: now and then a message takes much longer.',
      from: '9s', until: { at: '11s' }, within: '3s',
      look: { pictures: ['tails'], window: ['0s', '10s'] },
    },
    {
      says: 'A monitor waits 250 ms for each heartbeat. On the first link one in 11,000 comes later.',
      adds: 'Fifty-seven times. At 200 ms it is four times, at 300 ms four thousand: the further you go out, the larger the ratio, without limit.',
      change: hour, until: { at: '1h' }, within: '3601s', speed: 450,
      look: { pictures: ['tails', 'lanes'], window: ['0s', '3600s'] },
      reads: [
        { words: 'Mistakes in an hour, bell', value: seen => count(mistakes('bell')(seen)) },
        { words: 'Mistakes in an hour, tailed', value: seen => count(mistakes('tailed')(seen)) },
        { words: 'Computed: later than 250 ms, tailed ÷ bell', value: () => `× ${Math.round(ratioAt(250))}` },
      ],
      question: {
        kind: 'choose', when: 'before', asks: 'How often is it late on the link with the tail?',
        options: [
          { words: 'As often: mean and deviation are the same', claim: () => Math.abs(ratioAt(250) - 1) < 0.2, because: 'Mean and deviation say little about what is rare.' },
          { words: 'Some three times as often', claim: () => Math.abs(ratioAt(250) - 3) < 1, because: 'Three to four times, at 200 ms. At 250 it is 57 times.' },
          { words: 'More than fifty times as often', claim: () => ratioAt(250) > 50, because: 'Right: one message in two hundred.' },
        ],
      },
    },
    {
      says: 'How long shall the monitor wait? Every wrong guess in an hour is counted, on both links.',
      adds: 'For the bell curve a little patience is enough. For the tail each further wait helps less than you would think, and no average would have told you.',
      change: hour, from: '3598s', until: { at: '1h' }, within: '3s',
      look: { pictures: ['tails', 'lanes'], window: ['0s', '3600s'] },
      knobs: [{ name: 'margin', words: 'Wait for each heartbeat', low: 140, high: 400, step: 10, unit: 'ms', start: 200, sets: waiting }],
      reads: [
        { words: 'Mistakes in an hour, bell', value: seen => count(mistakes('bell')(seen)) },
        { words: '… computed', value: (_, { margin }) => count(beatsAnHour * normalBeyond(margin!, mean, deviation)) },
        { words: 'Mistakes in an hour, tailed', value: seen => count(mistakes('tailed')(seen)) },
        { words: '… computed', value: (_, { margin }) => count(beatsAnHour * lognormalBeyond(margin!, mean, deviation)) },
      ],
    },
    {
      says: 'Two links without names. The monitor waits 220 ms. Every thin mark is a mistake.',
      adds: 'You read it from the mistakes: the rare events tell the networks apart, and it is the rare events that cost you.',
      change: {
        horizon: '1200s', processes: [{ name: 'A' }, { name: 'B' }, { name: 'monitor' }], ...links('B', 'A'), ...waiting(220),
      },
      from: '1198s', until: { at: '1200s' }, within: '3s',
      look: { pictures: ['lanes'], window: ['0s', '1200s'] },
      question: {
        kind: 'choose', when: 'after', asks: 'Which network is which?',
        options: [
          { words: 'A has the tail', claim: seen => mistakes('A')(seen) > 2 * mistakes('B')(seen), because: 'Right: the same mean, the same deviation, and many times the mistakes.' },
          { words: 'B has the tail', claim: seen => mistakes('B')(seen) > 2 * mistakes('A')(seen), because: 'The other one: the link with the tail has many times the mistakes.' },
          { words: 'Neither: they do not differ', claim: seen => mistakes('A')(seen) === mistakes('B')(seen), because: 'Count the marks: one has many times those of the other.' },
        ],
      },
    },
  ],
};
