/** Every setting as a dot: how late it notices at worst, how often it is wrong, and by its line what it costs. */
import { intervals, mistakesAnHour, timeouts, worst } from '../../../../scenarios/lessons/pickTwo.ts';
import { Labels } from '../../charts/labels.ts';
import type { Pen, Size } from '../../charts/pen.ts';
import { sizes, type Theme } from '../../tokens.ts';

export interface FrontSlice {
  /** The reader's setting as it was measured: seconds, and mistakes an hour. */
  readonly measured: { readonly worst: number; readonly rate: number } | null;
  readonly whose: 'yours' | 'this run';
}

interface Plot { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly scale: number }

const slowest = 9, mostOften = 4_000, leastOften = 1e-3;
const dashes: readonly (readonly number[])[] = [[], [9, 5], [3, 5]];

const xOf = ({ left, right }: Plot, t: number): number => left + (right - left) * Math.min(slowest, t) / slowest;
const yOf = ({ top, bottom }: Plot, rate: number): number =>
  bottom - (bottom - top) * (Math.log10(Math.max(leastOften, rate) / leastOften) / Math.log10(mostOften / leastOften));

export function drawFront(pen: Pen, { measured, whose }: FrontSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, plot: Plot = { left: 96 * scale, right: size.width - 16, top: 14 * scale, bottom: size.height - 46 * scale, scale };
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  drawAxes(pen, plot, theme, labels);
  for (const [i, interval] of intervals.entries()) drawLine(pen, plot, interval, theme.epochs[i]!, dashes[i]!, theme, labels);
  if (measured) {
    const x = xOf(plot, measured.worst), y = yOf(plot, measured.rate);
    pen.circle(x, y, 11 * scale, { stroke: theme.focus, width: 4 * scale });
    const words = measured.rate < leastOften ? `${whose}: none in ten hours` : whose, lettering = { fill: theme.text, size: sizes.text * scale, bold: true, halo: theme.page };
    const places = [[16, -16, 'start'], [16, 18, 'start'], [-16, 18, 'end'], [-16, -16, 'end']] as const;
    places.some(([dx, dy, anchor]) => labels.write(x + dx * scale, y + dy * scale, words, { ...lettering, anchor }));
  }
  labels.draw();
}

function drawAxes(pen: Pen, plot: Plot, theme: Theme, labels: Labels): void {
  const small = sizes.small * plot.scale;
  for (const [rate, words] of [[1_000, '1,000 an hour'], [10, '10 an hour'], [0.1, '1 in 10 hours'], [leastOften, '1 in 1,000 h']] as const) {
    pen.line(plot.left, yOf(plot, rate), plot.right, yOf(plot, rate), { stroke: theme.grid });
    labels.write(plot.left - 6, yOf(plot, rate), words, { fill: theme.axis, size: small, anchor: 'end' });
  }
  for (let t = 0; t <= slowest; t++) {
    pen.line(xOf(plot, t), plot.top, xOf(plot, t), plot.bottom, { stroke: theme.grid });
    labels.write(xOf(plot, t), plot.bottom + 13 * plot.scale, `${t} s`, { fill: theme.axis, size: small, anchor: t === slowest ? 'end' : 'middle' });
  }
  labels.write((plot.left + plot.right) / 2, plot.bottom + 33 * plot.scale, 'a crash goes unnoticed for at most', { fill: theme.text, size: small, anchor: 'middle' });
}

function drawLine(pen: Pen, plot: Plot, interval: number, colour: string, dash: readonly number[], theme: Theme, labels: Labels): void {
  const dots = timeouts.filter(timeout => timeout >= interval && mistakesAnHour(interval, timeout) >= leastOften)
    .map(timeout => [xOf(plot, worst(timeout)), yOf(plot, mistakesAnHour(interval, timeout))] as const);
  const path = dots.flat();
  pen.path(path, path.length, { stroke: theme.muted, width: 1.5 * plot.scale, dash });
  for (const [x, y] of dots) pen.circle(x, y, 6 * plot.scale, { fill: colour, stroke: theme.text, width: 1 });
  const [x, y] = dots[0]!, words = `${60 / interval} a minute`;
  labels.write(x + 12 * plot.scale, y - 10 * plot.scale, words, { fill: theme.text, size: sizes.small * plot.scale, bold: true, halo: theme.page });
}
