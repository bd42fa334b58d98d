/** The candidates of a search: a grid or samples of what varies, and what lies half-way between two of them. */
import { formatDuration, parseDuration } from '../../src/parameters.ts';
import type { Registry } from '../registry.ts';
import { resolve } from '../resolve.ts';
import { ScenarioError, type ScenarioFile } from '../scenario.ts';
import { along, isRange, readAxis, type AskedAxis } from '../sweep/axes.ts';
import { settingsOf } from '../sweep/designs.ts';
import { readValue } from '../sweep/path.ts';
import { check, planOf, textOf, type Asked, type Plan } from '../sweep/plan.ts';
import { written } from '../sweep/written.ts';
import type { Between, Setting } from './problem.ts';

/** Of a range that does not say how many: the search looks between them where it matters. */
const usualCount = 8;
/** Settings that are closer than this are one to anybody who writes them down. */
const precision = 0.02;

export interface Candidates { readonly settings: readonly Setting[]; readonly between: Between }

/** What `--vary` names, as settings of the scenario. @throws PlanError, ScenarioError */
export function candidates(asked: Asked, registry: Registry): Candidates {
  const vary = asked.vary.map(text => (asked.design === undefined || asked.design.kind === 'grid' ? counted(text) : text));
  const plan = planOf({ ...asked, vary, runs: 1 }, registry);
  check(plan, registry);
  const values = settingsOf(plan.axes, plan.design, plan.seed);
  const ranges = asked.vary.map(readAxis).map(({ values: of }) => (isRange(of) ? of : undefined));
  const settings = Array.from({ length: plan.settings }, (_, i) => settingOf(plan, values(i), registry));
  return { settings: [...new Map(settings.map(setting => [textsOf(setting), setting])).values()], between: betweenOf(plan, ranges, registry) };
}

/** "1s..10s" as a list of round values, on a logarithmic scale where there is one. */
function counted(text: string): string {
  const { path, values } = readAxis(text);
  if (!isRange(values) || values.count !== undefined) return text;
  const isScaled = /:(log|linear)\s*$/.test(text);
  const range: Range = { ...values, scale: isScaled || values.from <= 0 ? values.scale : 'log' };
  const sizes = Array.from({ length: usualCount }, (_, i) => sizeOf(along(range, i / (usualCount - 1)))!);
  const round = sizes.map((size, i) => (i === 0 || i === usualCount - 1 ? size : Number(size.toPrecision(2))));
  const inner = isWhole(values) ? round.map(Math.round) : round;
  return `${path}=${[...new Set(inner)].map(size => spelt(size, range)).join(',')}`;
}

/** Of numbers only the scenario can tell; those that begin and end with whole ones, and leave room between, are tried whole. */
const isWhole = ({ measure, from, to }: Range): boolean => measure === 'number' && Number.isInteger(from) && Number.isInteger(to) && to - from >= 3;

const spelt = (size: number, { measure }: Range): string => (measure === 'duration' ? formatDuration(Math.round(size)) : String(size));

const textsOf = ({ values }: Setting): string => values.map(({ text }) => text).join('\n');

function settingOf({ document, axes, seed }: Plan, values: readonly unknown[], registry: Registry): Setting {
  const file = written(document, axes.map(({ path }) => path), values, registry) as ScenarioFile;
  return {
    values: axes.map(({ path, values: list }, i) => ({ path, text: textOf(values[i]), size: sizeOf(values[i]) ?? (isRange(list) ? 0 : list.indexOf(values[i])) })),
    file: { ...file, seed },
  };
}

/** A number, or a duration in microseconds; undefined for a word. */
function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

type Range = Exclude<AskedAxis['values'], readonly unknown[]>;

/** Half-way on the scale of the range, as round as there is room for. */
function betweenOf(plan: Plan, ranges: readonly (Range | undefined)[], registry: Registry): Between {
  return (a, b) => {
    const axis = a.values.findIndex(({ text }, i) => text !== b.values[i]!.text);
    const range = ranges[axis];
    if (!range) return undefined;
    const [low, high] = [a.values[axis]!.size, b.values[axis]!.size].sort((x, y) => x - y) as [number, number];
    if (high - low <= precision * Math.max(Math.abs(low), Math.abs(high))) return undefined;
    const size = rounded(low, low > 0 ? Math.sqrt(low * high) : (low + high) / 2, high);
    const value = readValue(spelt(size, range));
    const values = a.values.map(({ text }, i) => (i === axis ? value : readValue(text)));
    return settled(plan, values, registry);
  };
}

/** With the fewest digits that stay well between the two. */
export function rounded(low: number, middle: number, high: number): number {
  const room = (high - low) / 4;
  const digits = [1, 2, 3, 4].find(count => {
    const candidate = Number(middle.toPrecision(count));
    return candidate >= low + room && candidate <= high - room;
  });
  return digits === undefined ? middle : Number(middle.toPrecision(digits));
}

/** undefined where the scenario takes nothing between: of a count, there is none between 3 and 4. */
function settled(plan: Plan, values: readonly unknown[], registry: Registry): Setting | undefined {
  try {
    const setting = settingOf(plan, values, registry);
    resolve(setting.file, registry);
    return setting;
  } catch (error) {
    if (error instanceof ScenarioError) return undefined;
    throw error;
  }
}
