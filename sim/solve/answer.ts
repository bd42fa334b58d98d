import type { ScenarioFile } from '../scenario.ts';
import type { Confirmed } from './confirm.ts';
import type { Ledger } from './ledger.ts';
import { frontOf } from './polish.ts';
import type { Point, Problem, Solution } from './problem.ts';
import { closest, reasonOf } from './reason.ts';
import type { Quiet } from './quiet.ts';
import type { Search } from './search.ts';
import type { Trial } from './trial.ts';
import { byTightness, worstRun } from './worst.ts';

interface Found extends Confirmed { readonly problem: Problem; readonly search: Search; readonly ledger: Ledger; readonly quiet: Quiet | null }

export function answered(found: Found): Solution {
  const { problem, search, ledger, quiet, chosen, refused } = found;
  const { goals, objectives, confidence = 0.95 } = problem;
  const pointOf = (trial: Trial): Point => ({ ...trial.point(search.tail), ...(trial.isRefused && { verdict: 'open' }) });
  const points = search.sorted(search.trials).map(pointOf);
  const open = refused.length > 0 || points.some(({ verdict }) => verdict !== 'fails');
  return {
    kind: chosen ? 'found' : open ? 'undecided' : 'none', confidence, goals: goals.map(({ text }) => text), objectives,
    settings: search.trials.length, runs: ledger.spent, quiet: quiet === null ? null : quiet.horizon / 1_000,
    chosen: chosen?.point ?? null, rejected: refused,
    front: search.sorted(frontOf(search, problem)).map(pointOf),
    reason: chosen ? null : reasonOf(points, goals, refused),
    worst: worst(found, points),
  };
}

function worst({ problem: { goals }, search, ledger, chosen }: Found, points: readonly Point[]): Solution['worst'] {
  const nearest = closest(points, goals, goals.map((_, i) => i));
  const trial = chosen?.trial ?? search.trials.find(each => each.point(search.tail).values === nearest.values);
  if (!trial || trial.runs.asIs.length === 0) return null;
  const point = chosen?.point ?? trial.point(search.tail);
  const found = worstRun(byTightness(goals, point), ({ path }) => trial.runs[trial.fieldOf(path)], trial.meta());
  if (!found) return null;
  const field = trial.fieldOf(found.goal.path);
  const { story: _story, ...rest } = ledger.fileOf(trial, field);
  const stated = goals.filter(({ path }) => trial.fieldOf(path) === field);
  const scenario: ScenarioFile = { ...rest, seed: found.run.seed, expect: stated.map(({ text }) => text) };
  return { goal: found.goal.text, value: found.value, scenario };
}
