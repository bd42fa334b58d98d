/** What a sweep would run, and what its columns mean, for people. */
import { formatDuration } from '../../../src/parameters.ts';
import { isRange, type Axis } from '../../../sim/sweep/axes.ts';
import { columnsOf } from '../../../sim/sweep/columns.ts';
import { textOf, type Plan } from '../../../sim/sweep/plan.ts';
import { shardText, shareOf, whole, type Shard } from '../../../sim/sweep/shards.ts';
import { entry } from '../text.ts';
import type { Planned } from './asked.ts';

const some = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** As many values as people look at. */
const shown = 12;

function valuesText({ values }: Axis): string {
  if (isRange(values)) {
    const end = (value: number): string => (values.measure === 'duration' ? formatDuration(value) : String(value));
    return `from ${end(values.from)} to ${end(values.to)}${values.scale === 'log' ? ', logarithmic' : ''}${values.measure === 'whole' ? ', whole' : ''}`;
  }
  const texts = values.map(textOf);
  return texts.length <= shown ? texts.join(', ') : `${texts.slice(0, shown - 2).join(', ')} … ${texts.at(-1)}, ${texts.length} in all`;
}

const designText = ({ design, settings }: Plan): string => ({
  grid: 'every combination', lhs: `a Latin hypercube of ${settings} samples`, sobol: `${settings} points of Sobol's sequence`,
}[design.kind]);

export function planText({ name, plan }: Planned, shard: Shard): string {
  const { settings, detectors, runs, tasks } = plan;
  const wide = Math.max(0, ...plan.axes.map(({ path }) => path.length));
  const times = [some(settings, 'setting'), ...(detectors > 1 ? [`${detectors} detectors`] : []), some(runs, 'run')].join(' × ');
  return [
    `${name}: ${times} = ${some(tasks, 'run')}`,
    ...plan.axes.map(axis => entry(`  ${axis.path}`, valuesText(axis), 80, Math.min(wide + 4, 40))),
    `Design: ${designText(plan)}. Seed: ${plan.seed}. Plan: ${plan.hash}.`,
    ...(shard === whole ? [] : [`Shard ${shardText(shard)}: ${some(shareOf(tasks, shard), 'run')}.`]),
  ].join('\n');
}

export const columnsText = (plan: Plan, width: number): string =>
  columnsOf(plan).map(({ name, kind, meaning }) => entry(name, `${kind}: ${meaning}`, width, 34)).join('\n');
