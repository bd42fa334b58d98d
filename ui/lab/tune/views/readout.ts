import { el, hold, say } from '../../dom.ts';
import { fieldOf, measures, verdictOf, type Cell, type Measure, type Plan, type Reading } from '../model/cells.ts';
import { keptShare } from '../model/shade.ts';
import { amount, figure, goalText, interval, settingText, titles, verdictWords } from '../model/words.ts';
import type { TunePage, TuneView } from '../page.ts';
import { crossOf, type TuneState } from '../state.ts';

interface Read { readonly heading: string; readonly readings: Cell['readings']; readonly cell: Cell | null }

/** The numbers of one setting: of the cell that is pointed at, else of the cross. */
export function readoutView(page: TunePage): TuneView {
  const heading = el('h2', { 'data-testid': 'readout-setting' });
  const verdict = el('p', { 'data-testid': 'readout-verdict' });
  const body = el('div', {});
  const node = el('section', { class: 'readout', 'aria-label': 'Figures of one setting', 'data-testid': 'readout' }, heading, verdict, body);
  let last = '';
  return {
    node,
    render(state) {
      const { plan } = state;
      const read = plan && readOf(plan, state);
      node.hidden = !read;
      if (!plan || !read) return;
      say(heading, read.heading);
      const kept = keptShare(plan, read);
      say(verdict, `${marks[verdictOf(plan, read.readings)]} ${verdictWords[verdictOf(plan, read.readings)]}${kept === null ? '' : `; kept in ${Math.round(kept * 100)} % of the runs`}`);
      const now = JSON.stringify([read.heading, read.readings]);
      if (now === last) return;
      last = now;
      hold(body, tableOf(plan, read, page));
    },
  };
}

const marks = { meets: '✓', fails: '✗', open: '?' } as const;

function readOf(plan: Plan, state: TuneState): Read | null {
  const { chosen, board, own } = state;
  const cell = chosen && board?.cell(chosen.column, chosen.row);
  if (cell) return { heading: settingText(plan, plan.x.values[cell.column]!, plan.y.values[cell.row]!), readings: cell.readings, cell };
  const cross = crossOf(state);
  if (!cross) return null;
  return { heading: `Your setting: ${settingText(plan, ...cross)}`, readings: own?.x === cross[0] && own.y === cross[1] ? own.readings : {}, cell: null };
}

function tableOf(plan: Plan, { readings, cell }: Read, page: TunePage): HTMLElement {
  const head = ['measure', 'value, 95 % interval', 'goal'].map((text, i) => el('th', { scope: 'col', class: i === 1 ? 'figure-value' : null }, text));
  const row = (measure: Measure): HTMLElement => {
    const reading = readings[measure];
    return el('tr', {}, el('th', { scope: 'row' }, titles[measure], el('span', { class: 'why' }, basis(plan, measure, reading))),
      el('td', { class: 'figure-value' }, figure(measure, reading), el('span', { class: 'range' }, interval(measure, reading))),
      el('td', {}, plan.goals[measure] ? `${marks[reading?.verdict ?? 'open']} ${goalText(plan, measure).replace(/^.*≤/, '≤')}` : '–', worstButton(measure, reading, cell, page)));
  };
  return el('table', { class: 'figures' }, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...measures.map(row)));
}

function basis(plan: Plan, measure: Measure, reading: Reading | undefined): string {
  if (!reading) return '';
  const quiet = fieldOf(plan, measure) === 'quiet' ? ' quiet' : '';
  const kept = plan.goals[measure] ? `, goal kept in ${reading.kept}` : '';
  return `${reading.runs}${quiet} runs${kept}`;
}

function worstButton(measure: Measure, reading: Reading | undefined, cell: Cell | null, page: TunePage): HTMLElement | null {
  if (!cell || !reading?.worst || measure === 'load' || reading.worst.value === 0) return null;
  return el('button', { type: 'button', class: 'small', 'data-testid': `worst-${measure}`, title: `${amount(measure, reading.worst.value)} in run ${reading.worst.run + 1}`,
    onclick: () => page.openWorst(cell, measure) }, 'Open the worst run');
}
