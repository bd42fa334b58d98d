import type { Lesson } from './lesson.ts';
import { count, millis, seconds } from './readings.ts';

const [worker, monitor] = [0, 1] as const;
const pause = { id: 'pause', at: '6500ms', for: '4s', kind: 'pause', process: 'worker' };

/** One pauses and one crashes, for the same four seconds. */
const side = {
  processes: [{ name: 'A' }, { name: 'B' }, { name: 'monitor' }],
  faults: [{ ...pause, process: 'A' }, { ...pause, id: 'crash', kind: 'crash', how: 'kill', process: 'B' }],
};
/** An hour with a stop of four seconds now and then, and with one real crash at its end. */
const hour = {
  seed: 'collector', horizon: '1h',
  faults: [
    { ...pause, id: 'pauses', at: '20s', for: { kind: 'uniform', low: '2s', high: '5s' }, every: { kind: 'uniform', low: '40s', high: '80s' }, until: '3500s' },
    { id: 'crash', at: '3580500ms', kind: 'crash', how: 'kill', process: 'worker' },
  ],
};

export const away: Lesson = {
  number: 5,
  title: 'Alive but away',
  idea: 'To the one who watches, a pause and a death are one event.',
  minutes: 5,
  base: {
    flatline: 1, title: 'A worker that stops for a while', seed: 'away', horizon: '40s',
    processes: [{ name: 'worker' }, { name: 'monitor' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '3s' } },
    network: { latency: '10ms' },
    faults: [pause],
  },
  beats: [
    {
      says: 'Programs stop. Memory is tidied up, a disk is slow, a virtual machine is moved: for some seconds nothing runs.',
      adds: 'It stopped at 6.5 s. To the monitor, three seconds of silence are three seconds of silence.',
      from: '4s', until: { event: 'suspicion', monitor, peer: worker, plus: '600ms' }, within: '8s',
      look: { pictures: ['topology', 'heard'], window: ['0s', '16s'] },
    },
    {
      says: 'Now it wakes. It knows nothing of its sleep: to it, no time has passed.',
      adds: 'It sends the heartbeats that it owes, and is trusted again. But what the monitor did in between is done.',
      from: '9s', until: { event: 'trust', monitor, peer: worker, nth: 2, plus: '2500ms' }, within: '6s',
      look: { pictures: ['lanes', 'heard'], window: ['0s', '16s'] },
    },
    {
      says: 'Two workers. At 6.5 s A is stopped for four seconds; B crashes, and is started again after four.',
      adds: 'The same silence, the same suspicion, at the same instant. Whether it was wrong of A is a matter of the rule: nobody was served by either worker.',
      change: side, from: '5s', until: { at: '13s' }, within: '9s', speed: 1.5,
      look: { pictures: ['lanes', 'heard'], window: ['0s', '16s'] },
      question: {
        kind: 'choose', when: 'before', asks: 'Which one will the monitor suspect first?',
        options: [
          { words: 'B, which crashes', claim: ({ accused }) => accused(2, 1)[0]! < accused(2, 0)[0]!, because: 'Both at 9.01 s: until then, nothing that reached the monitor differed.' },
          { words: 'A, which pauses', claim: ({ accused }) => accused(2, 0)[0]! < accused(2, 1)[0]!, because: 'Both at 9.01 s: until then, nothing that reached the monitor differed.' },
          { words: 'Both at the same instant', claim: ({ accused }) => accused(2, 0)[0] === accused(2, 1)[0], because: 'Right: a pause of four seconds and a death of four seconds are one event to whoever watches.' },
        ],
      },
    },
    {
      says: 'A program that tidies up often is suspected and cleared, again and again. It flaps.',
      adds: 'Each flap may move work, elect a leader, copy data: for a worker that was never gone.',
      change: { faults: [{ ...pause, every: '9s', until: '36s' }] },
      from: '8s', until: { event: 'suspicion', monitor, peer: worker, nth: 4, plus: '2500ms' }, within: '31s', speed: 4,
      look: { pictures: ['lanes', 'heard'], window: ['0s', '40s'] },
      reads: [{ words: 'Mistakes in this run', value: ({ figure }) => count(figure('mistakes')) }],
    },
    {
      says: 'An hour of such pauses, two to five seconds long, and one real crash at its end. Move the timeout until no pause is mistaken.',
      adds: 'A timeout beyond the longest pause forgives them all, and every real crash waits as long. A pause has no lost packet to forgive: only patience helps.',
      change: hour, from: '3598s', until: { at: '1h' }, within: '3s', speed: 2,
      look: { pictures: ['lanes'], window: ['0s', '3600s'] },
      knobs: [{ name: 'timeout', words: 'Timeout', low: 1.5, high: 8, step: 0.5, unit: 's', start: 3, sets: value => ({ detector: { estimator: { timeout: `${value * 1_000}ms` } } }) }],
      reads: [
        { words: 'Mistakes in the hour', value: ({ figure }) => count(figure('mistakes')) },
        { words: 'The crash was noticed after', value: ({ figure }) => millis(figure('detectionTime.max')) },
      ],
    },
    {
      says: 'Back to the single pause. The worker was suspected for a second and a half, and had not crashed.',
      adds: 'So count both, and say which. Flatline counts it as a mistake, and names its cause beside it: the other was paused.',
      from: '9s', until: { at: '13s' }, within: '5s', speed: 2,
      look: { pictures: ['lanes'], window: ['0s', '16s'] },
      reads: [{ words: 'Suspected for', value: ({ lengths }) => seconds(lengths('excused', monitor, worker)[0] ?? 0) }],
      question: {
        kind: 'choose', when: 'after', asks: 'Which rule counts this as an error of the monitor?',
        options: [
          { words: '“Whoever has not crashed must not be suspected” (Chen, Toueg and Aguilera)', claim: ({ figure }) => figure('mistakes') === 1, because: 'Right: by this rule it is a mistake, and the report counts one. A paused worker has not crashed.' },
          { words: '“Whoever does not answer for three seconds shall be replaced”', claim: ({ heard, accused }) => Math.max(...heard(monitor, worker).filter(at => at < accused(monitor, worker)[0]!)) + 3_000_000 > accused(monitor, worker)[0]!, because: 'By this rule it was right: there were three seconds without an answer.' },
          { words: 'No rule could: the monitor was right', claim: ({ figure }) => figure('mistakes') === 0, because: 'The report counts one mistake: there is a rule by which it was wrong.' },
        ],
      },
    },
  ],
};
