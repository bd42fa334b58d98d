import { el } from '../dom.ts';

const rows = {
  topology: [
    ['body running', 'running'], ['body paused', 'paused'], ['body crashed', 'crashed'],
    ['ring trusted', 'trusted'], ['ring suspected', 'suspected'], ['ring unheard', 'unheard'],
  ],
  matrix: [
    ['cell trusted', 'trusted'], ['cell suspected', 'suspected'], ['cell failed', 'declared failed'], ['cell unheard', 'unheard'], ['cell frame', 'really crashed'],
  ],
  spacetime: [
    ['time message', 'message'], ['time lost', 'lost'], ['time paused', 'paused'], ['time crashed', 'crashed'],
    ['time parted', 'parted'], ['cell suspected', 'suspects'], ['cell trusted', 'trusts again'],
  ],
  lanes: [
    ['lane falsePositive', 'wrongly suspected: T_M'], ['lane undetected', 'crashed, not yet suspected: T_D'], ['lane truePositive', 'rightly suspected'], ['lane excused', 'paused or cut off'],
  ],
  writes: [['write accepted', 'write accepted'], ['write fenced', 'refused: fenced'], ['write lost', 'lost']],
} as const;

/** What the marks of a picture mean, beside the picture. */
export function legendView(picture: keyof typeof rows): HTMLElement {
  return el('ul', { class: 'legend', 'aria-label': 'Legend' },
    ...rows[picture].map(([mark, words]) => el('li', {}, el('span', { class: `mark ${mark}`, 'aria-hidden': 'true' }), words)));
}
