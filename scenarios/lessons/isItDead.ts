import type { Lesson, Seen } from './lesson.ts';

const [a, b, c, you] = [0, 1, 2, 3] as const;

const heardAlike = ({ heard }: Seen): boolean => {
  const before = (peer: number): string => heard(you, peer).filter(at => at < 10_000_000).join();
  return before(a) === before(b) && before(b) === before(c);
};
const cameLater = (crashed: number) => ({ heard }: Seen): boolean =>
  [a, b, c].every(peer => peer === crashed || Math.max(...heard(you, crashed)) > Math.max(...heard(you, peer).filter(at => at < 10_000_000)));

export const isItDead: Lesson = {
  number: 0,
  title: 'Is it dead?',
  idea: 'Silence does not say why.',
  minutes: 1,
  base: {
    flatline: 1, title: 'Three silences', seed: 'prologue', horizon: '20s',
    processes: [{ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'you' }], watches: 'star',
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '1m' } },
    network: { latency: '10ms' },
    faults: [
      { id: 'pause', at: '5500ms', for: '9s', kind: 'pause', process: 'A' },
      { id: 'crash', at: '5500ms', kind: 'crash', how: 'kill', process: 'B' },
      { id: 'cable', at: '5500ms', for: '9s', kind: 'partition', groups: [['C'], ['A', 'B', 'you']] },
    ],
  },
  beats: [
    {
      says: 'Three machines send you a short message every second: “I am here.” It is all that you ever hear of them.',
      until: { at: '5s' }, within: '6s',
      look: { pictures: ['heard'], window: ['0s', '16s'], blind: true },
    },
    {
      says: 'Now all three fall silent.',
      adds: 'One has crashed. One has merely stopped for a while. One runs as ever, but its cable is cut.',
      from: '5s', until: { at: '10s' }, within: '11s', speed: 1.5,
      look: { pictures: ['heard'], window: ['0s', '16s'], blind: true },
    },
    {
      says: 'You may only watch the messages. Accuse one.',
      adds: 'Here is the truth: an empty circle runs, a filled one has crashed, and the barred one is paused. You had no way to know.',
      from: '10s', until: { at: '11s' }, within: '12s',
      look: { pictures: ['topology', 'heard'], window: ['0s', '16s'], blind: true },
      question: {
        kind: 'choose', when: 'before', asks: 'Which one has crashed?',
        options: ([['A', a], ['B', b], ['C', c]] as const).map(([words, process]) => ({
          words, claim: ({ figure }: Seen) => figure(`pairs.you>${words}.detectionTime.censored`) === 1,
          because: process === b ? 'Yes: by luck. The other two looked just the same.'
            : process === a ? 'No: A has only paused, and will go on. B has crashed.' : 'No: C runs, behind a cut cable. B has crashed.',
        })),
      },
    },
    {
      says: 'If you wait, the paused one wakes and the cable is mended. How long is long enough?',
      adds: 'A and C are back. Whoever had replaced them by then has replaced two machines that run.',
      from: '11s', until: { event: 'arrival', from: c, to: you, nth: 7, plus: '1500ms' }, within: '8s', speed: 1.5,
      look: { pictures: ['topology', 'heard'], window: ['4s', '20s'] },
    },
    {
      says: 'Go back to the tenth second, when all were silent.',
      adds: 'So a machine that watches others does not ask “Is it dead?” It asks “How long do I wait before I act as if it were?” All lessons are about that wait.',
      from: '9s', until: { at: '10s' }, within: '11s',
      look: { pictures: ['heard'], window: ['0s', '16s'], blind: true },
      question: {
        kind: 'choose', when: 'after', asks: 'Which observation, at that second, would have told you who had crashed?',
        options: [
          { words: 'Its last message came later than the others’', claim: cameLater(b), because: 'Look again: the three last messages came at the same instant.' },
          { words: 'There was a gap before it fell silent', claim: ({ heard }) => heard(you, b).some((at, i, all) => i > 0 && at - all[i - 1]! > 1_100_000),
            because: 'Its messages came every second, to the last: there was no gap.' },
          { words: 'None: what came from the three was the same', claim: heardAlike, because: 'Right: the same messages at the same instants. Silence does not say why.' },
        ],
      },
    },
  ],
};
