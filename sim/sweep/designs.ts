/** Which settings a sweep tries. A setting is a number; its values are a function of (axes, design, seed, number). */
import { Draw, rootKey, subkey, type Key } from '../random.ts';
import { drawn, isRange, type Axis } from './axes.ts';
import type { Design } from './plan.ts';
import { Sobol } from './sobol.ts';

/** The values of the i-th setting, in the order of the axes. */
export type Settings = (setting: number) => readonly unknown[];

const twoTo32 = 0x1_0000_0000;
/** Keeps the draws of a design apart from those of the weather. */
const designWord = 0x64736e;

export function settingsOf(axes: readonly Axis[], design: Design, seed: string): Settings {
  if (design.kind === 'grid') return grid(axes);
  const key = subkey(rootKey(seed), designWord);
  const uniform = design.kind === 'lhs' ? latin(axes.length, design.samples, key) : sobol(axes.length, key);
  return setting => axes.map(({ values }, axis) => drawn(values, uniform(setting, axis)));
}

/** How many settings a grid has. */
export const gridSize = (axes: readonly Axis[]): number =>
  axes.reduce((product, { values }) => product * (isRange(values) ? 0 : values.length), 1);

/** Every combination, the last axis fastest. */
function grid(axes: readonly Axis[]): Settings {
  const lists = axes.map(({ values }) => values as readonly unknown[]);
  return setting => {
    let rest = setting;
    return lists.reduceRight<unknown[]>((values, list) => {
      values.unshift(list[rest % list.length]);
      rest = Math.floor(rest / list.length);
      return values;
    }, []);
  };
}

/**
 * McKay, Beckman and Conover (Technometrics 21(2), 1979): on each axis, every one of n equal strata holds one sample, at
 * a uniform place within it.
 */
function latin(dimensions: number, samples: number, key: Key): (setting: number, axis: number) => number {
  const draw = new Draw();
  const orders = Array.from({ length: dimensions }, (_, axis) => shuffled(samples, draw.start(key.a, key.b).absorb(axis)));
  return (setting, axis) => (orders[axis]![setting]! + draw.start(key.a, key.b).absorb(axis).absorb(~setting).next()) / samples;
}

/** Fisher and Yates. */
function shuffled(length: number, draw: Draw): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(draw.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * Sobol's points with a random digital shift (Cranley and Patterson's in base 2): every coordinate's bits are flipped by
 * one word an axis, which keeps the equidistribution, and no sample lies on an end of a range.
 */
function sobol(dimensions: number, key: Key): (setting: number, axis: number) => number {
  const points = new Sobol(dimensions);
  const draw = new Draw();
  const shifts = Array.from({ length: dimensions }, (_, axis) => draw.start(key.a, key.b).absorb(axis).bits());
  return (setting, axis) => (((points.word(setting, axis) ^ shifts[axis]!) >>> 0) + 0.5) / twoTo32;
}
