import { el, remade, whenChanged } from '../dom.ts';
import { inWords } from '../model.ts';
import type { Page, View } from '../page.ts';
import type { Shown } from '../protocol.ts';
import { number } from '../quantities.ts';
import type { Figure, Pooled } from '../../../sim/report.ts';

type Unit = 'time' | 'rate' | 'share' | 'count' | 'bytes' | 'messages';
interface Line { readonly symbol: string; readonly words: string; readonly unit: Unit; readonly figure: Figure | number }

/** The quality of service over the whole run, every figure with its unit, its interval and what it rests on. */
export function measuresView(_page: Page): View {
  const node = el('section', { class: 'measures', 'aria-label': 'Measures', 'data-testid': 'measures' });
  const shown = whenChanged((run: Shown) => remade(node, [tableOf(run.report.pooled, run), ...assertions(run)]));
  return { node, render: (_state, run) => { if (run) shown(run); } };
}

function tableOf(pooled: Pooled, run: Shown): HTMLElement {
  return el('table', {}, el('caption', {}, `Over the whole run (${inWords(run.index.scenario.horizon)}), all pairs`),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'measure'), el('th', { scope: 'col', class: 'figure-value' }, 'value, 95 % interval'))),
    el('tbody', {}, ...linesOf(pooled).map(rowOf)));
}

/** What the scenario says must hold, and whether it does. */
function assertions({ judgements }: Shown): HTMLElement[] {
  if (judgements.length === 0) return [];
  const line = ({ expectation, holds, why }: Shown['judgements'][number]): HTMLElement =>
    el('li', { 'data-holds': holds }, el('b', {}, holds ? '✓ holds: ' : '✗ fails: '), expectation.text, holds || !why ? null : ` (${why})`);
  return [el('h3', {}, 'What the scenario asserts'), el('ul', { class: 'asserted', 'data-testid': 'asserted' }, ...judgements.map(line))];
}

function linesOf(pooled: Pooled): Line[] {
  const { detectionTime, mistakeRate, mistakeDuration, queryAccuracy } = pooled;
  const line = (symbol: string, words: string, unit: Unit, figure: Figure | number): Line => ({ symbol, words, unit, figure });
  return [
    line('T_D', 'detection time, mean', 'time', detectionTime.mean),
    line('', 'longest', 'time', detectionTime.max),
    line('', 'detections', 'count', detectionTime.samples - pooled.undetected),
    line('', 'missed or still open', 'count', pooled.undetected),
    line('λ_M', 'mistakes per second and pair', 'rate', mistakeRate.total),
    line('', 'mistakes', 'count', pooled.mistakes),
    line('', 'of these not from a pause or a cut', 'rate', mistakeRate.byCause.innocent),
    line('T_M', 'mistake duration, mean', 'time', mistakeDuration.mean),
    line('T_MR', 'between mistakes, mean', 'time', pooled.mistakeRecurrence.mean),
    line('P_A', 'right when asked at random', 'share', queryAccuracy),
    ...leadershipLines(pooled, line),
    line('', 'messages per second and process', 'messages', pooled.load.messages.total),
    line('', 'bytes per second and process', 'bytes', pooled.load.bytes.total),
  ];
}

function leadershipLines({ splitBrain, lostWrites, leaderless, fencedWrites, unavailability }: Pooled, line: (symbol: string, words: string, unit: Unit, figure: Figure | number) => Line): Line[] {
  if (!splitBrain || !lostWrites || !leaderless) return [];
  return [
    line('', 'split-brains', 'count', splitBrain.count),
    line('', 'split-brain, in total', 'time', splitBrain.total),
    line('', 'split-brain, longest', 'time', splitBrain.longest),
    line('', 'lost writes', 'count', lostWrites.total),
    line('', 'writes refused by a token', 'count', fencedWrites ?? 0),
    line('', 'nobody led, in total', 'time', leaderless.total),
    ...(unavailability ? [line('', 'writes unavailable, in total', 'time', unavailability.writes.total)] : []),
  ];
}

function rowOf({ symbol, words, unit, figure }: Line): HTMLElement {
  const name = el('th', { scope: 'row' }, symbol ? el('b', {}, `${symbol} `) : null, words);
  return el('tr', {}, name, el('td', { class: 'figure-value' }, ...valueOf(figure, unit)));
}

function valueOf(figure: Figure | number, unit: Unit): (Node | string)[] {
  if (typeof figure === 'number') return [number(figure)];
  const basis = `n = ${figure.n.samples ?? figure.n.mistakes ?? figure.n.runs}`;
  if (figure.value === null) {
    const bound = figure.bound?.atMost !== undefined ? `at most ${spoken(figure.bound.atMost, unit)}` : figure.bound?.atLeast !== undefined ? `more than ${spoken(figure.bound.atLeast, unit)}` : '';
    return [bound || '–', el('span', { class: 'why' }, figure.why ?? 'not measured')];
  }
  const range = figure.ci95 ? `${spoken(figure.ci95[0], unit)} – ${spoken(figure.ci95[1], unit)}, ${basis}` : basis;
  return [spoken(figure.value, unit), el('span', { class: 'range' }, range)];
}

/** Reports hold milliseconds and rates per second. */
function spoken(value: number, unit: Unit): string {
  switch (unit) {
    case 'time': return inWords(value * 1_000);
    case 'rate': return `${number(value)} /s`;
    case 'share': return `${number(value * 100)} %`;
    case 'bytes': return `${number(value)} B/s`;
    case 'messages': return `${number(value)} /s`;
    case 'count': return number(value);
  }
}
