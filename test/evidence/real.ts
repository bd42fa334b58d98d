import { systemNamed } from '../../scenarios/systems/index.ts';
import { play } from '../../scenarios/systems/play.ts';
import type { Answer } from '../../scenarios/systems/summary.ts';
import { agreement } from './real/agreement.ts';
import { measured } from './real/index.ts';
import type { Outcome } from './vectors.ts';

export interface RealRow {
  readonly system: string;
  readonly fault: string;
  readonly metric: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly samples_ms?: readonly number[];
}

/** The format of `real.json`: what a real system did. */
export interface RealFile { readonly rows: readonly RealRow[] }

/** One simulation for all rows of one configuration and fault. */
export function* runReal({ rows }: RealFile, runs = 100): Generator<Outcome> {
  const played = new Map<string, Answer | undefined>();
  for (const [i, row] of rows.entries()) {
    const { system, fault, metric, config, samples_ms: samples = [] } = row;
    const id = `${i}:${system}:${fault}:${metric}`;
    const key = JSON.stringify([system, fault, config]);
    if (!played.has(key)) played.set(key, simulated(row, runs));
    const answer = played.get(key);
    const model = measured.find(each => each.system === system);
    const of = answer && !model!.leavesOpen?.(config, fault, metric) && samplesOf(answer, model!.metrics[metric]);
    if (!of || samples.length === 0) yield { id, status: 'unsupported' };
    else yield compared(id, samples, of);
  }
}

/** Undefined where there is no model, or none for this. */
export function simulated({ system, fault, config }: RealRow, runs: number): Answer | undefined {
  const of = measured.find(each => each.system === system);
  const question = of?.question(config, fault);
  return question && play({ system: systemNamed(of!.model ?? system), runs, ...question });
}

function samplesOf(answer: Answer, path: string | undefined): readonly number[] | undefined {
  const [group, name] = (path ?? '').split('.') as ['milestones' | 'counts' | 'falseVerdicts', string];
  if (group === 'falseVerdicts') return answer.falseVerdicts[name] && [answer.falseVerdicts[name].perMinute];
  return answer[group]?.[name]?.samples;
}

function compared(id: string, samples: readonly number[], simulated: readonly number[]): Outcome {
  if (simulated.length === 0) return { id, status: 'fail', measured: 'it never happens', expected: samples };
  const { agrees, measured: expected, simulated: measured } = agreement(samples, simulated);
  return { id, status: agrees ? 'pass' : 'fail', measured, expected };
}
