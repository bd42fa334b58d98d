import { parseDuration } from '../../src/parameters.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { evenly, isRange, readAxis } from '../../sim/sweep/axes.ts';
import { PlanError } from '../../sim/sweep/planError.ts';
import { version } from '../../sim/version.ts';
import { curve as curveOf, type Curve } from '../../sim/walk/curve.ts';
import type { Variation } from '../../sim/walk/settings.ts';
import { curveCsv, curveJson, curveText } from './curveText.ts';
import { usage } from './failure.ts';
import { withCurve, withDetector, withForms, withPatience, withQuiet, withRuns, withScenario } from './options.ts';
import { plan } from './plan.ts';
import { ranLines } from './spelling.ts';
import { boldFor, type Answer, type Request, type Verb, type Work } from './verb.ts';

/** One detector's curve, and of what. */
export interface Drawn { readonly label: string; readonly scenario: Scenario; readonly curve: Curve; readonly version: string }

const usualRuns = 10;
const usualCount = 20;

/** "500ms..10s:log:100", or "threshold=1..16:16". @throws Failure */
function readVariation(said: string, option: string): Variation {
  try {
    const { path, values } = readAxis(said);
    const spelt = isRange(values) ? evenly(values, values.count ?? usualCount) : values;
    const numbers = spelt.map(value => (typeof value === 'string' ? parseDuration(value) : value));
    const wrong = spelt[numbers.findIndex(value => typeof value !== 'number')];
    if (wrong !== undefined) throw new PlanError(`${JSON.stringify(wrong)} is neither a number nor a duration with its unit`);
    return { parameter: path.replace(/^(detector\.)?estimator\./, ''), values: [...new Set(numbers as number[])].sort((a, b) => a - b) };
  } catch (error) {
    if (error instanceof PlanError) throw usage(`${option}: ${error.message.replace(/^--vary [^:]*: /, '')}`);
    throw error;
  }
}

/** Without a word: a timeout from half an interval to ten of them. */
function asked({ curve }: Request, { detector }: Scenario): Variation {
  if (curve?.timeouts !== undefined && curve.vary !== undefined) throw usage('--timeouts and --vary: choose one');
  if (curve?.timeouts !== undefined) return readVariation(`timeout=${curve.timeouts}`, `--timeouts ${curve.timeouts}`);
  if (curve?.vary !== undefined) return readVariation(curve.vary, `--vary ${curve.vary}`);
  const interval = detector?.params.interval;
  if (typeof interval !== 'number') throw usage('curve: say which timeouts to try: --timeouts 500ms..10s:log:20');
  return readVariation(`timeout=${Math.ceil(interval / 2)}us..${interval * 10}us:log:${usualCount}`, 'curve');
}

function drawn(label: string, scenario: Scenario, vary: Variation, options: Omit<Parameters<typeof curveOf>[1], 'vary'>): Drawn {
  try {
    return { label, scenario, version, curve: curveOf(scenario, { ...options, vary }) };
  } catch (error) {
    if (error instanceof RangeError) throw usage(`curve: ${error.message}`);
    throw error;
  }
}

async function answer(request: Request, work: Work): Promise<Answer> {
  const { registry, entries } = await plan(request, work.pulse);
  const runs = request.runs ?? usualRuns;
  const all = entries.map(({ label, scenario }, i) => drawn(label, scenario, asked(request, scenario), {
    registry, runs, onProgress: share => work.progressed((i + share) / entries.length),
  }));
  const said = all.flatMap(({ label, curve: { why } }) => (why === undefined ? [] : [`flatline: ${label}: simulated once for each setting, because ${why}`]));
  if (request.form === 'json') return { out: curveJson(all), said };
  if (request.form === 'csv') return { out: curveCsv(all), said };
  const bold = boldFor(request.paints);
  return { out: all.map(each => curveText(each, ranLines(each.scenario, registry), request.columns, bold)).join('\n\n'), said };
}

/** What the detection time costs in mistakes, and the other way round. */
export const curve: Verb = {
  name: 'curve',
  reads: 'scenario',
  define: command => withQuiet(withPatience(withForms(withCurve(withRuns(withDetector(withScenario(command
    .description('Trade detection time against mistakes: one scenario at many timeouts, all under the same weather')
    .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input'))), ` (default: ${usualRuns})`))))),
  answer,
};
