import { el, remade, whenChanged } from '../dom.ts';
import { explained, glossary, labelled, type Term, type TermName } from '../glossary.ts';
import { inWords } from '../model.ts';
import type { View } from '../page.ts';
import type { Measured, Shown } from '../protocol.ts';
import { number } from '../quantities.ts';
import type { Figure, Judgement, Pooled } from '../../../sim/report.ts';

type Unit = 'time' | 'rate' | 'share' | 'count' | 'bytes' | 'messages';
interface Line { readonly term: TermName | null; readonly words: string; readonly unit: Unit; readonly figure: Figure | number }

/** The quality of service over the whole run, every figure with its unit, its interval and what it rests on. */
export function measuresView(): View {
  const node = el('section', { class: 'measures', 'aria-label': 'Measures', 'data-testid': 'measures' });
  const shown = whenChanged((run: Shown) => {
    if (!run.measured) return remade(node, [el('p', { class: 'muted' }, 'Measuring …')]);
    const { report, judgements } = run.measured;
    const lines = linesOf(report.pooled);
    remade(node, [tableOf(lines, run), ...assertions(judgements), meanings(lines)]);
  });
  return { node, render: (_state, run) => { if (run) shown(run); } };
}

function tableOf(lines: readonly Line[], run: Shown): HTMLElement {
  return el('table', {}, el('caption', {}, `Over the whole run (${inWords(run.index.scenario.horizon)}), all pairs`),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'measure'), el('th', { scope: 'col', class: 'figure-value' }, 'value, 95 % interval'))),
    el('tbody', {}, ...lines.map(rowOf)));
}

/** What the scenario says must hold, and whether it does. */
function assertions(judgements: Measured['judgements']): HTMLElement[] {
  if (judgements.length === 0) return [];
  const line = (judgement: Judgement): HTMLElement =>
    el('li', { 'data-holds': judgement.holds }, el('b', {}, judgement.holds ? '✓ holds: ' : '✗ fails: '), judgement.expectation.text, whyNot(judgement));
  return [el('h3', {}, 'What the scenario asserts'), el('ul', { class: 'asserted', 'data-testid': 'asserted' }, ...judgements.map(line))];
}

/** The measured value with the unit of the assertion, which may be written as a duration or as a bare number. */
function whyNot({ expectation, holds, measured, why }: Judgement): string | null {
  if (holds) return null;
  if (measured === null) return why ? `: ${why}` : null;
  return `: it is ${/\d(us|µs|ms|s|m|h)$/.test(expectation.text) ? inWords(measured * 1_000) : number(measured)}`;
}

/** The terms of the table in plain sentences. */
function meanings(lines: readonly Line[]): HTMLElement {
  const terms = [...new Set(lines.flatMap(({ term }) => term ?? []))];
  return el('details', { class: 'meanings' }, el('summary', { 'data-testid': 'meanings' }, 'What these mean'),
    el('dl', {}, ...terms.flatMap(term => [el('dt', {}, labelled(term)), el('dd', {}, glossary[term].meaning)])));
}

const line = (term: TermName | null, words: string, unit: Unit, figure: Figure | number): Line => ({ term, words, unit, figure });

function linesOf(pooled: Pooled): Line[] {
  const { detectionTime, mistakeRate, mistakeDuration, mistakeRecurrence, queryAccuracy, undetected } = pooled;
  return [
    line('detectionTime', ', mean', 'time', detectionTime.mean),
    line(null, 'the longest', 'time', detectionTime.max),
    line(null, 'crashes noticed', 'count', detectionTime.samples),
    line('undetected', '', 'count', undetected),
    line('mistakeRate', ', per pair', 'rate', mistakeRate.total),
    line(null, 'mistakes', 'count', pooled.mistakes),
    line(null, 'without a pause or a cut to excuse them', 'rate', mistakeRate.byCause.innocent),
    line('mistakeDuration', ', mean', 'time', mistakeDuration.mean),
    line('mistakeRecurrence', ', mean', 'time', mistakeRecurrence.mean),
    line('queryAccuracy', '', 'share', queryAccuracy),
    ...leadershipLines(pooled),
    line(null, 'messages sent, per process', 'messages', pooled.load.messages.total),
    line(null, 'bytes sent, per process', 'bytes', pooled.load.bytes.total),
  ];
}

function leadershipLines({ splitBrain, lostWrites, leaderless, fencedWrites, staleReads, unavailability }: Pooled): Line[] {
  if (!splitBrain || !lostWrites || !leaderless) return [];
  return [
    line('splitBrain', ', how often', 'count', splitBrain.count),
    line(null, 'in total', 'time', splitBrain.total),
    line(null, 'the longest', 'time', splitBrain.longest),
    line('lostWrites', '', 'count', lostWrites.total),
    line('fencedWrites', '', 'count', fencedWrites ?? 0),
    line('staleReads', '', 'count', staleReads ?? 0),
    line('leaderless', ', in total', 'time', leaderless.total),
    ...(unavailability ? [line('unavailability', ' of writes, in total', 'time', unavailability.writes.total)] : []),
  ];
}

function rowOf({ term, words, unit, figure }: Line): HTMLElement {
  const { label, symbol }: Term = term ? glossary[term] : { label: '', meaning: '' };
  const name = el('th', { scope: 'row', class: term ? null : 'under', title: term && explained(term) }, symbol ? el('b', {}, `${symbol} `) : null, label + words);
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
