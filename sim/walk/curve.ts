/** A trade-off curve: the figures of one scenario at many settings of its estimator, all under the same weather. */
import { loadFigures } from '../figures/load.ts';
import { quality } from '../figures/quality.ts';
import { measureLoad } from '../measures/load.ts';
import type { LoadData, QualityData, Samples } from '../measures/measured.ts';
import { measure } from '../qos.ts';
import type { Figure, LoadFigures, Quality } from '../report.ts';
import { extended, replicate, seedOf, type RunOptions } from '../run.ts';
import type { Registry } from '../registry.ts';
import type { Scenario } from '../scenario.ts';
import { settingsOf, type Setting, type Variation } from './settings.ts';
import type { Sums } from './silenceSums.ts';
import { walk } from './walk.ts';
import { summable, walkSums } from './walkSums.ts';
import { walkable } from './walkable.ts';
import { WalkedWorld } from './world.ts';

/** What one setting comes to. */
export interface CurvePoint {
  readonly value: number;
  readonly detectionTime: Quality['detectionTime'];
  readonly mistakes: number;
  readonly mistakeRate: Figure;
  readonly mistakeDuration: Figure;
  readonly queryAccuracy: Figure;
}

export interface Curve {
  readonly parameter: string;
  readonly runs: number;
  readonly method: 'walked' | 'simulated';
  /** Why it was not walked. */
  readonly why?: string;
  /** The same at every setting of what only listens; that of the first setting where nobody can promise that. */
  readonly load: LoadFigures;
  readonly points: readonly CurvePoint[];
}

export interface CurveOptions extends Pick<RunOptions, 'registry' | 'seed' | 'onProgress'> {
  readonly vary: Variation;
  /** Independent runs of each setting; 1 by default, which has no intervals but over batches of a long run. */
  readonly runs?: number;
}

interface Found { readonly runs: readonly (readonly QualityData[])[]; readonly loads: readonly LoadData[] }

/** Walks the links where it can, else simulates every setting, and says why. @throws RangeError, DetectorError */
export function curve(scenario: Scenario, options: CurveOptions): Curve {
  const registry = extended(options);
  const { vary, runs = 1 } = options;
  const settings = settingsOf(scenario, vary, registry);
  const may = walkable(scenario);
  const way = !may.walks ? simulated : vary.parameter === 'timeout' && summable(scenario).walks ? summed : walked;
  const found = way(scenario, settings, { ...options, registry, runs });
  return {
    parameter: vary.parameter, runs, method: may.walks ? 'walked' : 'simulated', ...(!may.walks && { why: may.why }),
    load: loadFigures(found.loads, scenario.processes.map(({ name }) => name)),
    points: settings.map(({ value }, i) => point(value!, quality(found.runs[i]!))),
  };
}

const point = (value: number, { detectionTime, mistakes, mistakeRate, mistakeDuration, queryAccuracy }: Quality): CurvePoint =>
  ({ value, detectionTime, mistakes, mistakeRate: mistakeRate.total, mistakeDuration: mistakeDuration.mean, queryAccuracy });

type Asked = CurveOptions & { readonly registry: Registry; readonly runs: number };

function summed(scenario: Scenario, _settings: readonly Setting[], { vary, runs, seed = scenario.seed, ...options }: Asked): Found {
  const sums = walkSums(scenario, { ...options, timeouts: vary.values, runs, seed });
  const loads = Array.from({ length: runs }, (_, i) => {
    const own = { ...scenario, seed: seedOf(seed, i) };
    return measureLoad(own, new WalkedWorld(own, options.registry).load());
  });
  return { runs: sums.map(each => each.runs.map(withoutLists)), loads };
}

function walked(scenario: Scenario, _settings: readonly Setting[], options: Asked): Found {
  const all = walk(scenario, options);
  return { runs: all.map(({ runs }) => runs.map(run => run.suspected)), loads: all[0]!.runs.map(run => run.load) };
}

function simulated(_scenario: Scenario, settings: readonly Setting[], { vary: _vary, runs, onProgress, ...options }: Asked): Found {
  const all = settings.map((setting, i) => Array.from(replicate(setting.scenario, runs, options), (run, k) => {
    onProgress?.((i + (k + 1) / runs) / settings.length);
    return measure(run);
  }));
  const three = all.flat().some(run => run.usesFailed);
  return { runs: all.map(runs => runs.map(run => (three ? run.failed : run.suspected))), loads: all[0]!.map(run => run.load) };
}

const none: Samples = { ended: [], censored: [] };
const nothing = { count: 0, total: 0, longest: 0, room: 0 };

/** Sums as measures whose lists are empty: only for figures that are made of sums. */
function withoutLists(sums: Sums): QualityData {
  const [ids, column] = [new Int32Array(), new Float64Array()];
  return {
    ...sums, mistakeRecurrence: none, mistakeDuration: none, goodPeriod: none, recovery: none, unheard: none, accusation: nothing, collective: nothing,
    pairs: {
      monitor: ids, monitored: ids, exposure: column, wrong: column, mistakes: column, detected: column, detectionSum: column, detectionMax: column,
      missed: column, censored: column, censoredSum: column, censoredMax: column,
    },
  };
}
