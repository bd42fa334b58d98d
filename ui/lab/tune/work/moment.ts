/** The worst of the runs of a setting, as a scenario of its own, and the instant to look at. */
import type { Time } from '../../../../src/contract.ts';
import { measure as measured } from '../../../../sim/qos.ts';
import type { Registry } from '../../../../sim/registry.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { index, laneSegments, verdictSpans, type Pair, type TraceIndex } from '../../model.ts';
import { fieldOf, type Measure, type Plan } from '../model/cells.ts';
import { fileAt, seedAt } from './measuring.ts';
import { ownFigure } from './ownFigure.ts';

export interface Moment {
  readonly file: ScenarioFile;
  /** Null where nothing went wrong in it: then there is nothing to point at. */
  readonly at: Time | null;
  readonly pair: Pair | null;
  /** What this run contributes to the setting: ms, or per second. */
  readonly figure: number | null;
}

/** Runs it once more, and finds where its longest mistake began, or where its slowest detection ended. */
export function momentOf(plan: Plan, measure: Measure, x: number, y: number, run: number, registry: Registry): Moment {
  const field = fieldOf(plan, measure);
  const goal = plan.goals[measure];
  const { story: _story, expect: _expect, ...rest } = fileAt(plan, field, x, y, registry);
  const file: ScenarioFile = { ...rest, seed: seedAt(plan, field, run), ...(goal && measure !== 'load' && { expect: [goal.text] }) };
  const scenario = resolve(file, registry);
  const done = simulate(scenario, { registry });
  const longest = longestOf(index(done.trace, scenario, registry), measure === 'detection');
  return { file, at: longest?.at ?? null, pair: longest?.pair ?? null, figure: ownFigure(measure, measured(done)) };
}

interface Found { readonly pair: Pair; readonly at: Time; readonly length: number }

function longestOf(trace: TraceIndex, isDetection: boolean): Found | null {
  const { watches, horizon } = trace.scenario;
  let longest: Found | null = null;
  watches.forEach((watched, monitor) => {
    for (const peer of watched) {
      for (const { verdict, from, to } of verdictSpans(laneSegments(trace, { monitor, peer }, { from: 0, to: horizon }))) {
        const counts = isDetection ? verdict === 'undetected' : verdict === 'falsePositive' || verdict === 'excused';
        if (counts && to - from > (longest?.length ?? -1)) longest = { pair: { monitor, peer }, at: isDetection ? to : from, length: to - from };
      }
    }
  });
  return longest;
}
