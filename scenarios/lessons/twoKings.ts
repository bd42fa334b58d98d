import { mayStillHappen, safeLease } from './forms.ts';
import type { Change, Lesson, Seen } from './lesson.ts';
import { count, millis } from './readings.ts';

const [south, storage] = [1, 3] as const;

/** The clock of the king runs slow, that of the heir fast. */
const clocks = (percent: number): Change => ({
  hosts: [{ process: 'north', clock: { driftPpm: -percent * 10_000 } }, { process: 'south', clock: { driftPpm: percent * 10_000 } }],
});
/** After so long without a renewal the king stops: the renew deadline, and one more try. */
const limit = (seconds: number): Change => ({ service: { renewDeadline: `${Math.round(seconds * 1_000) - 200}ms` } });
const asleep: Change = { faults: [{ id: 'asleep', at: '8s', for: '10s', kind: 'pause', process: 'north' }] };

const both = ({ figure }: Seen): string => millis(figure('splitBrain.longest') ?? 0);
/** Old writes that got past the storage. */
const stale = ({ figure }: Seen): number => (figure('lateEffects') ?? 0) - (figure('fencedWrites') ?? 0);

const reigns = { pictures: ['topology', 'lanes'], pairs: [], window: ['0s', '20s'] } as const;

export const twoKings: Lesson = {
  number: 11,
  title: 'Two kings',
  idea: 'A wrong suspicion only does damage once somebody acts on it.',
  minutes: 8,
  base: {
    flatline: 1, title: 'One lease, two who want it', seed: 'two-kings', horizon: '30s',
    processes: [{ name: 'north' }, { name: 'south' }],
    network: { latency: { kind: 'lognormal', median: '1ms', p99: '10ms' } },
    service: { kind: 'lease', clients: 1, every: '200ms', readShare: 0, duration: '6s', renewDeadline: '4s', retryPeriod: '200ms' },
    faults: [{ id: 'cut', at: '8s', for: '15s', kind: 'partition', groups: [['north', 'storage0', 'client0'], ['south', 'store0']] }],
  },
  beats: [
    {
      says: 'Two machines could rule; only one may. A store lends it a lease: for six seconds, to be renewed again and again.',
      adds: 'north rules. It has sworn to stop after 4.2 s without a renewal. Nobody else begins before the lease has stood still for six.',
      until: { at: '6s' }, within: '7s', speed: 1.2, look: { ...reigns, window: ['0s', '7s'] },
    },
    {
      says: 'At 8 s a cable is cut. north runs on, and its clients still reach it; but it no longer reaches the store.',
      adds: 'north stopped by its own clock, at 12.1 s. south began at 14.1 s. For two seconds nobody ruled: that is the price of never having two.',
      from: '7s', until: { event: 'acts', process: south, plus: '1s' }, within: '9s', speed: 1.2, look: reigns,
      reads: [{ words: 'Two at once', value: both }],
    },
    {
      says: 'A lease is kept by two clocks. Let north’s run 30 % slow, and south’s 30 % fast: far worse than any real one.',
      adds: 'north stops after 4.2 s of its own: six of ours. south waits for six of its own: 4.6 of ours. Each keeps its word, by its own clock.',
      change: clocks(30), from: '8s', until: { event: 'splitBrainEnds', plus: '2500ms' }, within: '9s', speed: 1.2, look: reigns,
      reads: [{ words: 'Two at once', value: both }],
      question: {
        kind: 'mark', when: 'before', asks: 'For how long will both rule?', low: 0, high: 5, step: 0.25, unit: 's', start: 0, within: 0.5, drawn: { on: 'lanes', from: '12939ms' },
        answer: ({ figure }) => figure('splitBrain.longest')! / 1_000,
        hit: 'Right: 6 s less 4.6 s, less the time between two looks at the lease.',
        under: 'Longer: north needs 4.2 / 0.7 s to count to 4.2, and south needs only 6 / 1.3 s to count to six.',
        over: 'Not so long: north needs 4.2 / 0.7 s to count to 4.2, and south 6 / 1.3 s to count to six.',
      },
    },
    {
      says: 'Clocks may be wrong by so much either way. Set north’s limit so that the two never meet.',
      adds: 'They cannot meet if north’s limit is at most 6 s · (1 − ρ) / (1 + ρ). And it must start its timer before it asks for a renewal, not when the answer comes.',
      from: '19s', until: { at: '20s' }, within: '2s', look: reigns,
      knobs: [
        { name: 'drift', words: 'Each clock is wrong by, ρ', low: 0, high: 40, step: 5, unit: '%', start: 30, sets: clocks },
        { name: 'limit', words: 'north stops after', low: 2, high: 5.6, step: 0.2, unit: 's', start: 4.2, sets: limit },
      ],
      reads: [
        { words: 'Two at once', value: both },
        { words: 'Safe limit, 6 s · (1 − ρ) / (1 + ρ)', value: (_, { drift }) => `${safeLease(6, drift! / 100).toFixed(2)} s` },
      ],
    },
    {
      says: 'Good clocks now, and no cut. But north looks at its lease, and is then stopped for ten seconds: between the look and the write.',
      adds: 'It wakes, and does what it was about to do, with a lease of ten seconds ago. Its old writes reach the storage after those of the new king. No clock helps: nothing lies between the look and the write.',
      change: asleep, from: '7s', until: { event: 'splitBrainEnds', plus: '500ms' }, within: '17s', speed: 2,
      look: { ...reigns, window: ['6s', '26s'] },
      reads: [{ words: 'Two at once', value: both }, { words: 'Old writes in the storage', value: seen => count(stale(seen)) }],
    },
    {
      says: 'Number every reign. Each write carries its number, and the storage refuses a number lower than the highest it has seen.',
      adds: 'This is fencing. It works where the number is checked, and from the moment that a newer one was seen there.',
      change: { ...asleep, service: { fencing: true } }, from: '13s', until: { event: 'fences', process: storage, nth: 20, plus: '2s' }, within: '12s', speed: 1.5,
      look: { ...reigns, window: ['6s', '26s'] },
      reads: [
        { words: 'Two at once', value: both }, { words: 'Old writes refused', value: ({ figure }) => count(figure('fencedWrites')) },
        { words: 'Old writes in the storage', value: seen => count(stale(seen)) },
      ],
      question: {
        kind: 'choose', when: 'after', asks: 'What did fencing change?',
        options: [
          { words: 'There are no longer two kings', claim: ({ figure }) => figure('splitBrain.count') === 0, because: 'There are, for the same four seconds. Only the old one’s writes no longer arrive.' },
          { words: 'north no longer takes requests', claim: ({ figure }) => figure('lateEffects') === 0, because: 'It takes them: it believes that it rules. The storage refuses what it sends.' },
          { words: 'The old writes no longer reach the storage', claim: seen => stale(seen) === 0 && seen.figure('fencedWrites')! > 0, because: 'Right: two still believe, and one still acts in vain. The harm is gone where the number is checked.' },
        ],
      },
    },
    {
      says: 'The store lends for six seconds. Clocks may be wrong by a tenth, either way.',
      adds: 'Then come the pauses, and no number of seconds is safe against those: fence.',
      change: { ...clocks(10), ...limit(4.8) }, from: '19s', until: { at: '20s' }, within: '2s', look: reigns,
      reads: [{ words: 'Two at once, at a limit of 4.8 s', value: both }],
      question: {
        kind: 'mark', when: 'after', asks: 'What is the longest limit for north with which the two can never rule at once?', low: 3, high: 6, step: 0.1, unit: 's', start: 6, within: 0.1,
        answer: () => safeLease(6, 0.1),
        hit: 'Right: 6 s · 0.9 / 1.1.',
        under: 'Safe, but shorter than it need be: 6 s · 0.9 / 1.1.',
        over: 'Too long: a slow clock makes it last longer, and a fast one shortens the six seconds. 6 s · 0.9 / 1.1.',
      },
    },
    {
      says: 'You test your cluster with 500 seeds, and never see two kings.',
      adds: 'Testing finds kings; it does not forbid them. The rule about leases and the fence can be proved: keep both.',
      from: '19s', until: { at: '20s' }, within: '2s', look: reigns,
      question: {
        kind: 'choose', when: 'after', asks: 'What do you know now, with 95 % confidence?',
        options: [
          { words: 'It never happens', claim: () => mayStillHappen(500) === 0, because: 'What did not happen in 500 runs may still happen in the next: in up to 0.6 % of all.' },
          { words: 'It happens in less than 0.6 % of all runs', claim: () => mayStillHappen(500) < 0.006 && mayStillHappen(500) > 0.005, because: 'Right: 1 − 0.05^(1/500). Three divided by the number of runs is close enough.' },
          { words: 'Nothing at all', claim: () => mayStillHappen(500) > 0.5, because: 'You know something: were it more than 0.6 %, you would very likely have seen it.' },
        ],
      },
    },
  ],
};
