import type { Change, Lesson, Seen } from './lesson.ts';
import { count, millis } from './readings.ts';

const [worker, plan, chen, bertier] = [0, 1, 2, 3] as const;

type Line = NonNullable<Lesson['base']['faults']>[number];
const toAll = { kind: 'link', from: 'worker', to: { role: 'monitor' } } as const;

/** The way gets longer by 20 ms with every heartbeat, from 20 s to 40 s: 400 ms in the end. */
const drift: readonly Line[] = Array.from({ length: 20 }, (_, i) => ({ id: `longer${i + 1}`, at: `${20_500 + 1_000 * i}ms`, ...toAll, add: '20ms' }));
/** Twenty seconds in which no two messages take as long. */
const storm: Line = { id: 'storm', at: '10500ms', for: '20s', ...toAll, latency: { kind: 'uniform', low: '10ms', high: '600ms' } };
const oneLost: Line = { id: 'lost', at: '69500ms', for: '1s', ...toAll, loss: { kind: 'independent', average: 1 } };
const crash: Line = { id: 'crash', at: '69500ms', kind: 'crash', how: 'kill', process: 'worker' };

const averaging = (name: string, margin: number): Change =>
  ({ name, role: 'monitor', params: { estimator: { kind: 'chen', variant: 'e', interval: '1s', margin: `${margin}ms`, window: 10 } } });
/** An hour on a restless link, and a crash at its end. */
const hour = (margin: number): Change => ({
  horizon: '1h', seed: 'restless', faults: [{ ...crash, at: '3580500ms' }],
  network: { latency: { kind: 'lognormal', median: '100ms', p99: '800ms' } },
  processes: [{ name: 'worker', role: 'worker' }, averaging('chen', margin)], watches: [['chen', 'worker']],
});
/** Two margins at once, on one quiet link. */
const twoMargins: Change = {
  faults: [crash], processes: [{ name: 'worker', role: 'worker' }, averaging('small', 300), averaging('large', 800)],
  watches: [['small', 'worker'], ['large', 'worker']],
};

const noticed = (name: string) => ({ figure }: Seen): number | null => figure(`pairs.${name}>worker.detectionTime.max`);
const after = (monitor: number) => ({ accused }: Seen): number => (accused(monitor, worker).find(at => at > 69_000_000) ?? Infinity) / 1_000;
const since = (monitor: number) => (seen: Seen): string => millis(after(monitor)(seen) - 69_050);

export const rhythm: Lesson = {
  number: 6,
  title: 'Learning the rhythm',
  idea: 'A detector can learn when the next heartbeat is due.',
  minutes: 6,
  base: {
    flatline: 1, title: 'Three who listen to one', seed: 'rhythm', horizon: '100s',
    processes: [
      { name: 'worker', role: 'worker' },
      { name: 'plan', role: 'monitor', params: { estimator: { kind: 'chen', variant: 'u', interval: '1s', margin: '300ms', expectedDelay: '50ms' } } },
      averaging('chen', 300),
      { name: 'bertier', role: 'monitor', params: { estimator: { kind: 'bertier', interval: '1s', window: 10 } } },
    ],
    watches: [['plan', 'worker'], ['chen', 'worker'], ['bertier', 'worker']],
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'chen' } },
    network: { latency: '50ms' },
    faults: drift,
  },
  beats: [
    {
      says: 'Heartbeats keep time, so a monitor can expect the next one. This one has a plan: each second, and 50 ms for the way. It grants 300 ms beyond.',
      adds: 'The line rises from one heartbeat to the next, and falls when it comes. If it reached 100 %, the grace would be over.',
      from: '12s', until: { at: '19s' }, within: '8s', speed: 1.5,
      look: { pictures: ['suspicion', 'heard'], pair: [plan, worker], pairs: [[plan, worker]], window: ['10s', '22s'] },
    },
    {
      says: 'Now the way gets slowly longer: 20 ms with each heartbeat. Two monitors watch: one with its plan, the other takes the average of the last ten arrivals.',
      adds: 'The plan is out of date, and accuses a worker that has not missed one beat. Chen’s detector has moved its expectation along with what it saw.',
      from: '22s', until: { event: 'suspicion', monitor: plan, peer: worker, nth: 3, plus: '500ms' }, within: '30s', speed: 2,
      look: { pictures: ['suspicion', 'lanes'], pair: [chen, worker], pairs: [[plan, worker], [chen, worker]], window: ['18s', '48s'] },
    },
    {
      says: 'A third, by Bertier, learns its margin as well: after a storm it grants much, after a calm little. There were forty calm seconds; now one heartbeat is lost.',
      adds: 'Chen moves the expected arrival and keeps the margin. Bertier moves the margin too: the calm had made it small, so it accuses first.',
      change: { faults: [storm, oneLost] }, from: '67s', until: { at: '73s' }, within: '7s',
      look: { pictures: ['suspicion', 'lanes'], pair: [bertier, worker], pairs: [[chen, worker], [bertier, worker]], window: ['62s', '76s'] },
      reads: [{ words: 'bertier waited', value: since(bertier) }, { words: 'chen waited', value: since(chen) }],
      question: {
        kind: 'choose', when: 'before', asks: 'Who accuses the worker first?',
        options: [
          { words: 'chen, whose margin is always 300 ms', claim: seen => after(chen)(seen) < after(bertier)(seen), because: 'bertier does: forty calm seconds left it a margin of 51 ms.' },
          { words: 'bertier, whose margin was made by the calm', claim: seen => after(bertier)(seen) < after(chen)(seen), because: 'Right: forty calm seconds left it a margin of 51 ms.' },
          { words: 'Neither: one lost heartbeat is forgiven', claim: seen => after(chen)(seen) === Infinity && after(bertier)(seen) === Infinity, because: 'Both do: each grants far less than a second, and the next heartbeat comes a second later.' },
        ],
      },
    },
    {
      says: 'The same calm. But this time it is no lost heartbeat: the worker has crashed.',
      adds: 'Now the haste is a virtue: a quarter of a second faster. What learns from the calm is quick to be right, and quick to be wrong.',
      change: { faults: [storm, crash] }, from: '67s', until: { event: 'suspicion', monitor: chen, peer: worker, nth: 3, plus: '1s' }, within: '6s',
      look: { pictures: ['suspicion', 'lanes'], pair: [bertier, worker], pairs: [[chen, worker], [bertier, worker]], window: ['62s', '76s'] },
      reads: [
        { words: 'bertier noticed after', value: seen => millis(noticed('bertier')(seen)) }, { words: 'chen noticed after', value: seen => millis(noticed('chen')(seen)) },
      ],
    },
    {
      says: 'Chen’s margin is called α. Choose it: an hour on a restless link, and a crash at its end.',
      adds: 'Learning finds the middle of what arrives. How far beyond the middle to wait remains your choice: α buys fewer mistakes, and every crash pays for it.',
      change: hour(300), from: '3598s', until: { at: '1h' }, within: '3s',
      look: { pictures: ['lanes'], pair: [1, worker], window: ['0s', '3600s'] },
      knobs: [{ name: 'margin', words: 'Margin, α', low: 100, high: 1_500, step: 100, unit: 'ms', start: 300, sets: hour }],
      reads: [
        { words: 'Mistakes in the hour', value: ({ figure }) => count(figure('mistakes')) },
        { words: 'The crash was noticed after', value: ({ figure }) => millis(figure('detectionTime.max')) },
      ],
    },
    {
      says: 'A quiet link. You raise α from 300 to 800 ms.',
      adds: 'α goes into every detection as it is. That is why one looks for the smallest that is wrong seldom enough.',
      change: twoMargins, from: '68s', until: { at: '71500ms' }, within: '4s',
      look: { pictures: ['lanes'], pair: [1, worker], pairs: [[1, worker], [2, worker]], window: ['67s', '73s'] },
      question: {
        kind: 'mark', when: 'before', asks: 'How much later is a crash noticed?', low: 0, high: 1_500, step: 50, unit: 'ms', start: 0, within: 50, drawn: { on: 'lanes', from: '70350ms' },
        answer: seen => noticed('large')(seen)! - noticed('small')(seen)!,
        hit: 'Right: by just as much as α has grown.',
        under: 'More: the expected arrival is the same, and 500 ms more are waited beyond it.',
        over: 'Less: the expected arrival is the same, and only the margin has grown, by 500 ms.',
      },
    },
  ],
};
