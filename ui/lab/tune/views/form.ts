import { formatDuration } from '../../../../src/parameters.ts';
import { el, remade, whenChanged } from '../../dom.ts';
import { asked, nameOf, spelt, type Axis } from '../model/axis.ts';
import type { Board } from '../model/board.ts';
import { measures, type Goals, type Measure, type Plan } from '../model/cells.ts';
import { colourAt, scaleOf, shades, shadeWords, type Shade } from '../model/shade.ts';
import type { TunePage, TuneView } from '../page.ts';

const goalWords: Readonly<Record<Measure, readonly [string, string]>> = {
  detection: ['T_D p99 at most', '99 of 100 crashes are noticed within this time, such as 3s. Empty: no such goal.'],
  mistakes: ['mistakes at most', 'Per watched pair, such as 1/d, 2/h or 1/30d. Empty: no such goal.'],
  load: ['load at most', 'Messages a second that a process sends, such as 10. Empty: no such goal.'],
};

/** Goals, axes, and what the colour shows. */
export function formView(page: TunePage): TuneView {
  const [goals, axes, colour, legendOf] = [el('div', {}), el('div', {}), el('div', {}), el('div', {})];
  const node = el('aside', { class: 'tuneForm', 'aria-label': 'What to try' },
    el('section', { class: 'section' }, el('h2', {}, 'Goals'), goals), el('section', { class: 'section' }, el('h2', {}, 'Axes'), axes),
    el('section', { class: 'section' }, el('h2', {}, 'Colour and marks'), colour, legendOf));
  const planned = whenChanged((plan: Plan) => {
    remade(goals, [...measures.map(measure => goalField(plan, measure, page)), ...calmField(plan, page)]);
    remade(axes, (['x', 'y'] as const).map(which => axisFields(plan, which, page)));
  });
  const coloured = whenChanged((shade: Shade) => remade(colour, [shadeField(shade, page)]));
  const explained = whenChanged((board: Board | null, _serial: number, shade: Shade, _theme: string) => remade(legendOf, [board && legend(board, shade, page)]));
  return {
    node,
    render(state) {
      node.hidden = !state.plan;
      if (!state.plan) return;
      planned(state.plan);
      coloured(state.wish.shade);
      explained(state.board, state.serial, state.wish.shade, page.theme().name);
    },
  };
}

function field(name: string, label: string, hint: string, control: HTMLElement): HTMLElement {
  const id = `tune-${name}`;
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-hint`);
  return el('div', { class: 'field' }, el('label', { for: id }, label), control, el('p', { class: 'hint', id: `${id}-hint` }, hint));
}

const text = (testid: string, value: string, changed: (value: string) => void): HTMLInputElement => {
  const input = el('input', { type: 'text', value, 'data-testid': testid, spellcheck: 'false', autocomplete: 'off', onchange: () => changed(input.value) });
  return input;
};

function goalField({ wanted }: Plan, measure: Measure, page: TunePage): HTMLElement {
  const [label, hint] = goalWords[measure];
  return field(`goal-${measure}`, label, hint, text(`goal-${measure}`, wanted[measure], value => {
    const goals: Goals = { ...wanted, [measure]: value.trim() };
    page.wish({ goals });
  }));
}

function calmField({ calm, canCalm }: Plan, page: TunePage): readonly HTMLElement[] {
  if (!canCalm) return [];
  const input = el('input', { type: 'checkbox', 'data-testid': 'calm', onchange: () => page.wish({ calm: input.checked, goals: undefined }) });
  input.checked = calm;
  return [field('calm', 'the weather alone', 'Instead of the faults of the script, one crash for good, at a random instant.', input)];
}

function axisFields(plan: Plan, which: 'x' | 'y', page: TunePage): HTMLElement {
  const [axis, other] = which === 'x' ? [plan.x, plan.y] : [plan.y, plan.x];
  const change = (value: string): void => page.wish({ [which]: value, at: undefined });
  const choice = el('select', { 'data-testid': `axis-${which}`, onchange: () => change(choice.value) },
    ...plan.knobs.filter(({ path }) => path !== other.path).map(({ path }) => el('option', { value: path, selected: path === axis.path }, path.replace(/^(detector|service)\.(estimator\.)?/, ''))));
  const end = (at: 'from' | 'to'): HTMLInputElement => text(`axis-${which}-${at}`, spelt(axis.kind, axis[at]), value => change(ranged(axis, { [at]: value.trim() })));
  const log = el('input', { type: 'checkbox', 'data-testid': `axis-${which}-log`, disabled: axis.from <= 0, onchange: () => change(ranged(axis, { scale: log.checked ? 'log' : 'linear' })) });
  log.checked = axis.scale === 'log';
  const name = which === 'x' ? 'across' : 'upwards';
  return el('fieldset', { class: 'axisFields' }, el('legend', {}, name === 'across' ? 'Across →' : 'Upwards ↑'),
    field(`axis-${which}`, 'number', 'Any number of the detector.', choice),
    field(`axis-${which}-from`, 'from', `The lowest ${nameOf(axis.path)} to try${axis.kind === 'duration' ? ', such as 100ms' : ''}.`, end('from')),
    field(`axis-${which}-to`, 'to', `The highest ${nameOf(axis.path)} to try${axis.kind === 'duration' ? `, such as ${formatDuration(axis.to)}` : ''}.`, end('to')),
    field(`axis-${which}-log`, 'logarithmic', 'Each step the same factor, and not the same difference.', log));
}

/** As a sweep spells it, with one thing changed: whoever reads it checks it. */
function ranged(axis: Axis, change: { readonly from?: string; readonly to?: string; readonly scale?: Axis['scale'] }): string {
  const scale = change.scale ?? axis.scale;
  return asked({ ...axis, scale }).replace(/=.*\.\.[^:]*/, `=${change.from ?? spelt(axis.kind, axis.from)}..${change.to ?? spelt(axis.kind, axis.to)}`);
}

function shadeField(shade: Shade, page: TunePage): HTMLElement {
  const choice = el('select', { 'data-testid': 'shade', onchange: () => page.look({ wish: { shade: choice.value as Shade } }) },
    ...shades.map(each => el('option', { value: each, selected: each === shade }, shadeWords[each])));
  return field('shade', 'colour', 'What the colour of a cell stands for: the share of its runs that kept every goal, or a figure. The ends of the ramp say which way is better.', choice);
}

function legend(board: Board, shade: Shade, page: TunePage): HTMLElement {
  const { ends: [pale, dark] } = scaleOf(board, shade);
  const swatches = [0, 0.2, 0.4, 0.6, 0.8, 1].map(share => el('span', { style: `background:${colourAt(page.theme(), share)}` }));
  const item = (mark: string, words: string): HTMLElement => el('li', {}, el('span', { class: `mark ${mark}`, 'aria-hidden': 'true' }), words);
  return el('div', {}, el('div', { class: 'ramp' }, el('span', {}, pale), el('span', { class: 'swatches', 'aria-hidden': 'true' }, ...swatches), el('span', {}, dark)),
    el('ul', { class: 'legend' }, item('sureLine', 'inside: meets every goal'), item('perhapsLine', 'beyond: surely misses one'), item('openCell', '? undecided: an interval crosses a goal'),
      item('waitingCell', 'not run yet, or no such figure')));
}
