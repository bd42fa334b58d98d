/** What to hand to a scheduler so that it runs some shards of an array again: as data, and as a line to type. */
import { countVariable, listVariable } from './shardAuto.ts';
import { rangesText } from './shardRanges.ts';

/** By their numbers, from 1, of so many in all. */
export interface Shards { readonly list: readonly number[]; readonly of: number }

export const whole = (of: number): Shards => ({ list: Array.from({ length: of }, (_, i) => i + 1), of });

type Pairs = readonly { readonly name: string; readonly value: string }[];

/** Kubernetes and AWS Batch always number from 0 without gaps: the list says which shard each number means. */
function environment({ list, of }: Shards): Pairs {
  const count = { name: countVariable, value: `${of}` };
  return list.length === of ? [count] : [count, { name: listVariable, value: rangesText(list) }];
}

/** As the fields of what each is told. AWS Batch has no array of one task. */
export function expressions(shards: Shards): Readonly<Record<'slurm' | 'kubernetes' | 'awsBatch', unknown>> {
  const { length } = shards.list;
  return {
    slurm: { array: rangesText(shards.list) },
    kubernetes: { completions: length, env: environment(shards) },
    awsBatch: { ...(length > 1 && { arrayProperties: { size: length } }), containerOverrides: { environment: environment(shards) } },
  };
}

/** For people: one scheduler a line, for the files in ui/cli/cluster. */
export function submissions(shards: Shards): string {
  const { length } = shards.list;
  const env = environment(shards).map(({ name, value }) => `${name}=${value}`).join(' ');
  return [
    ['Slurm', `${countVariable}=${shards.of} sbatch --array=${rangesText(shards.list)} slurm.sh`],
    ['Kubernetes', `completions: ${length}, env ${env}`],
    ['AWS Batch', `${length > 1 ? `--array-properties size=${length}, ` : 'no array, '}env ${env}`],
    ['GNU parallel', `${countVariable}=${shards.of} ./gnuParallel.sh`],
  ].map(([name, what]) => `  ${name!.padEnd(14)}${what}`).join('\n');
}
