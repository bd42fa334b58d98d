import { el } from '../dom.ts';

const rows = {
  topology: [
    ['body running', 'running'], ['body paused', 'paused'], ['body crashed', 'crashed'],
    ['ring trusted', 'trusted'], ['ring suspected', 'suspected'], ['ring unheard', 'unheard'], ['link', 'busy link'],
  ],
  matrix: [
    ['cell trusted', 'trusted'], ['cell suspected', 'suspected'], ['cell failed', 'failed'], ['cell unheard', 'unheard'], ['cell frame', 'crashed'],
    ['rule', 'Full column in a frame: crash found; without: all are wrong. Blocks: a partition.'],
  ],
  levels: [
    ['level l0', '0'], ['level l1', '¼'], ['level l2', '½'], ['level l3', '¾'], ['level l4', '1: decides'], ['level l5', '1½ +'], ['cell frame', 'crashed'],
  ],
  accusers: [
    ['cell accused', 'first to suspect (how often)'], ['cell follows', 'follows'], ['cell over', 'was first once'], ['cell frame', 'crashed'],
    ['rule', 'Full row: an observer that is slow, paused or cannot hear; look at its inbound links.'],
  ],
  spacetime: [
    ['time message', 'message'], ['time lost', 'lost'], ['time paused', 'paused'], ['time crashed', 'crashed'],
    ['time parted', 'parted'], ['cell suspected', 'suspects'], ['cell trusted', 'trusts again'],
  ],
  lanes: [
    ['lane falsePositive', 'wrongly suspected (T_M)'], ['lane undetected', 'not yet suspected (T_D)'], ['lane truePositive', 'rightly'], ['lane excused', 'paused, cut off'],
  ],
  writes: [['write accepted', 'write taken'], ['write fenced', 'fenced'], ['write lost', 'lost']],
} as const;

/** What the marks of a picture mean, beside the picture. */
export function legendView(picture: keyof typeof rows): HTMLElement {
  return el('ul', { class: 'legend', 'aria-label': 'Legend' },
    ...rows[picture].map(([mark, words]) => (mark === 'rule' ? el('li', { class: 'rule' }, words) : el('li', {}, el('span', { class: `mark ${mark}`, 'aria-hidden': 'true' }), words))));
}
