import { isRange, readAxis, type Scale } from '../../../../sim/sweep/axes.ts';
import { rounded } from '../../../../sim/solve/settings.ts';
import { along, coarse, type Axis, type Range } from '../model/axis.ts';
import type { Knob } from '../model/cells.ts';

/** A scenario's own value lies in the middle of what is tried, at so many times as much at either end. */
const reach = 5;
/** So few whole numbers are all tried. */
const few = 12;

/** The axis that was asked for, or that of the knob. @throws PlanError; an Error about the axis */
export function axisOf(text: string | undefined, knobs: readonly Knob[], usual: Knob): Axis {
  const [path, said] = text === undefined ? [usual.path, undefined] : [text.split('=')[0]!, text.includes('=') ? text : undefined];
  const knob = knobs.find(each => each.path === path);
  if (!knob) throw new Error(`has no ${path} to tune: choose ${knobs.map(each => each.path).join(', ')}`);
  return withValues(said === undefined ? around(knob) : within(said, knob));
}

function around({ path, kind, min, max, present }: Knob): Range {
  const value = present !== null && present > 0 ? present : kind === 'duration' ? 1_000_000 : 4;
  const tidy = (end: number): number => {
    const kept = Math.max(min, Math.min(max, Number(end.toPrecision(2))));
    return kind === 'number' ? kept : Math.max(kind === 'whole' ? 1 : 0, Math.round(kept));
  };
  const [from, to] = [tidy(value / reach), tidy(value * reach)];
  const isSmall = kind === 'whole' && to - from < few;
  return { path, kind, from, to: to > from ? to : from + 1, scale: isSmall || from <= 0 ? 'linear' : 'log' };
}

/** "detector.interval=100ms..5s:log". */
function within(text: string, { path, kind, min, max }: Knob): Range {
  const { values } = readAxis(text);
  if (!isRange(values)) throw new Error(`needs a range for ${path}, such as 1s..10s:log`);
  const { from, to, measure, scale } = values;
  if ((measure === 'duration') !== (kind === 'duration')) throw new Error(`takes ${kind === 'duration' ? 'durations with their unit' : 'plain numbers'} for ${path}`);
  if (from < min || to > max) throw new Error(`takes for ${path} nothing below ${min} and nothing above ${max}${kind === 'duration' ? ' µs' : ''}`);
  if (kind === 'whole' && !(Number.isInteger(from) && Number.isInteger(to))) throw new Error(`takes whole numbers for ${path}`);
  return { path, kind, from, to, scale: scale as Scale };
}

function withValues(range: Range): Axis {
  const { kind, from, to } = range;
  if (kind === 'whole' && to - from < few) return { ...range, values: Array.from({ length: to - from + 1 }, (_, i) => from + i), split: 1 };
  const fine = valuesOf(range, coarse * 3);
  if (kind !== 'whole' || new Set(fine).size === fine.length) return { ...range, values: fine, split: 3 };
  return { ...range, values: [...new Set(valuesOf(range, coarse))], split: 1 };
}

/** One in the middle of each of so many equal parts, as round as there is room for. */
function valuesOf(range: Range, count: number): readonly number[] {
  const end = (i: number): number => along(range, i / count);
  return Array.from({ length: count }, (_, i) => {
    const value = rounded(end(i), along(range, (i + 0.5) / count), end(i + 1));
    return range.kind === 'number' ? value : Math.round(value);
  });
}

