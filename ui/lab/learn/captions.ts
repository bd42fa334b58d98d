import type { Picture } from '../../../scenarios/lessons/lesson.ts';

/** What a picture is, how it is read, and which marks it explains. */
export const captions: Readonly<Record<Picture | 'rule' | 'heardBlind', readonly [title: string, about: string, legend?: 'topology' | 'matrix' | 'lanes']>> = {
  topology: ['What is, and what each believes.', 'Bodies are the truth, rings what others believe, dots messages.', 'topology'],
  lanes: ['Right or wrong, over time.', 'Grey: it runs and is trusted.', 'lanes'],
  rule: ['Who rules, and when.', 'A bar for each reign, with its number, the epoch; where two overlap, two rule at once. Small marks are writes.'],
  heard: ['What the monitor hears.', 'Every bar is a heartbeat that came, a cross one that was lost.'],
  heardBlind: ['What you hear.', 'Every bar is a message that came.'],
  suspicion: ['How suspicious is the monitor?', 'The line rises in silence and falls at each heartbeat; at 100 % it suspects. Dotted: how long a crash right now would go unnoticed.'],
  matrix: ['Who believes what of whom.', 'Each row is an observer; a framed column has really crashed.', 'matrix'],
  spread: ['How long until it was noticed?', 'Every dot is one crash.'],
  tails: ['How often does a message take longer?', 'Downwards, each line is ten times rarer; × is how many times as often with the tail.'],
  front: ['How late, and how often wrong?', 'Every dot is one setting, every line one price: so many heartbeats a minute. Left is faster, lower is wrong less often.'],
};
