/** How often a message takes longer than so long, for two laws of one mean and deviation: each line down is ten times rarer. */
import { lognormalBeyond, normalBeyond } from '../../../../scenarios/lessons/forms.ts';
import { Labels } from '../../charts/labels.ts';
import type { Pen, Size } from '../../charts/pen.ts';
import { sizes, type Theme } from '../../tokens.ts';

export interface TailsSlice {
  /** Milliseconds. */
  readonly mean: number;
  readonly deviation: number;
  /** How long is waited; null where nobody does yet. */
  readonly wait: number | null;
}

interface Plot { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly scale: number }

const longest = 400, decades = 7;

const xOf = ({ left, right }: Plot, t: number): number => left + (right - left) * t / longest;
const yOf = ({ top, bottom }: Plot, chance: number): number => top + (bottom - top) * Math.min(1, -Math.log10(Math.max(chance, 1e-12)) / decades);

export function drawTails(pen: Pen, { mean, deviation, wait }: TailsSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, plot: Plot = { left: 100 * scale, right: size.width - 14, top: 22 * scale, bottom: size.height - 28 * scale, scale };
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  drawAxes(pen, plot, theme, labels);
  if (wait !== null) drawWait(pen, plot, { mean, deviation, wait }, theme, labels);
  const curve = (chance: (t: number) => number): number[] => Array.from({ length: 201 }, (_, i) => i * longest / 200)
    .filter(t => chance(t) > 10 ** -decades).flatMap(t => [xOf(plot, t), yOf(plot, chance(t))]);
  const bell = curve(t => normalBeyond(t, mean, deviation)), tailed = curve(t => lognormalBeyond(t, mean, deviation));
  pen.path(tailed, tailed.length, { stroke: theme.loss, width: 3.5 * scale });
  pen.path(bell, bell.length, { stroke: theme.trusted, width: 3.5 * scale, dash: [9, 6] });
  const lettering = { size: sizes.text * scale, bold: true, halo: theme.page, fill: theme.text };
  labels.write(bell.at(-2)! + 12 * scale, plot.bottom - 14 * scale, 'bell (dashed)', { ...lettering, anchor: 'start' });
  labels.write(xOf(plot, 330), yOf(plot, lognormalBeyond(330, mean, deviation)) - 16 * scale, 'tailed', { ...lettering, anchor: 'start' });
  labels.draw();
}

function drawAxes(pen: Pen, plot: Plot, theme: Theme, labels: Labels): void {
  const small = sizes.small * plot.scale;
  for (let decade = 0; decade <= decades; decade++) {
    const y = yOf(plot, 10 ** -decade), words = decade === 0 ? 'always' : `1 in ${(10 ** decade).toLocaleString('en-GB')}`;
    pen.line(plot.left, y, plot.right, y, { stroke: theme.grid });
    labels.write(plot.left - 6, y, decade > 5 ? `1 in ${decade === 6 ? 'a million' : '10 million'}` : words, { fill: theme.axis, size: small, anchor: 'end' });
  }
  for (let t = 0; t <= longest; t += 50) {
    pen.line(xOf(plot, t), plot.top, xOf(plot, t), plot.bottom, { stroke: theme.grid });
    if (t % 100 === 0) labels.write(xOf(plot, t), plot.bottom + 13 * plot.scale, `${t} ms`, { fill: theme.axis, size: small, anchor: t === longest ? 'end' : 'middle' });
  }
}

function drawWait(pen: Pen, plot: Plot, { mean, deviation, wait }: { mean: number; deviation: number; wait: number }, theme: Theme, labels: Labels): void {
  const x = xOf(plot, wait), tailed = lognormalBeyond(wait, mean, deviation), bell = normalBeyond(wait, mean, deviation);
  pen.line(x, plot.top, x, plot.bottom, { stroke: theme.focus, width: 2.5 * plot.scale });
  for (const chance of [tailed, bell]) if (chance > 10 ** -decades) pen.circle(x, yOf(plot, chance), 6 * plot.scale, { fill: theme.focus });
  const ratio = tailed / bell, words = `waits ${wait} ms: × ${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en-GB')}`;
  const atEnd = x > (plot.left + plot.right) / 2;
  labels.write(x + (atEnd ? -8 : 8), plot.top - 9 * plot.scale, words, { fill: theme.text, size: sizes.text * plot.scale, bold: true, halo: theme.page, anchor: atEnd ? 'end' : 'start' });
}
