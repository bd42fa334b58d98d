import type { Picture } from '../../../scenarios/lessons/lesson.ts';

/** What a picture is, how it is read, and which marks it explains. */
export const captions: Readonly<Record<Picture | 'rule', readonly [title: string, about: string, legend?: 'topology' | 'matrix' | 'lanes']>> = {
  topology: ['What is, and what each believes.', 'Bodies are the truth, rings what others believe, dots messages.', 'topology'],
  lanes: ['Right or wrong, over time.', 'Grey: it runs and is trusted.', 'lanes'],
  rule: ['Who rules, and when.', 'A bar for each reign; where two overlap, hatched, two rule at once.'],
  heard: ['What the monitor hears.', 'Every bar is a heartbeat that came, a cross one that was lost.'],
  suspicion: ['How suspicious is the monitor?', 'The line falls at each heartbeat and rises in silence; at 1 it suspects.'],
  matrix: ['Who believes what of whom.', 'Each row is an observer; a framed column has really crashed.', 'matrix'],
  spread: ['How long until it was noticed?', 'Every dot is one crash.'],
  tails: ['How often does a message take longer?', 'Downwards, each line is ten times rarer.'],
  front: ['How late, and how often wrong?', 'Every dot is one setting; left is faster, lower is wrong less often.'],
};
