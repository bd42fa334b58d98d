/** Holds what is recommended to fresh seeds; where they break it, what is recommended then. */
import type { Crew } from '../outside/tuning.ts';
import type { Advice } from './model/advice.ts';
import { confidenceAt, judgedOf, mostAttempts, type Hold } from './model/hold.ts';
import type { TuneState } from './state.ts';

interface Around {
  readonly state: () => TuneState;
  readonly advice: () => Advice | null;
  readonly change: (next: Partial<TuneState>) => void;
}

/** Whether there is something to hold, and nothing that holds it. */
export function canHold({ plan, work, held, refused }: TuneState, advice: Advice | null): boolean {
  if (!plan || advice?.kind !== 'found' || !advice.cell || (work.kind !== 'done' && work.kind !== 'stopped')) return false;
  if (Object.keys(plan.goals).length === 0 || refused.length >= mostAttempts) return false;
  const isSame = held?.cell.column === advice.cell.column && held.cell.row === advice.cell.row;
  return !isSame || held.hold.kind === 'stopped' || held.hold.kind === 'failed';
}

export function holdBest(crew: Crew, { state, advice, change }: Around): void {
  const { plan, refused } = state();
  const cell = advice()?.cell;
  if (!plan || !cell || !canHold(state(), advice())) return;
  const told = (hold: Hold): void => { if (state().plan === plan) change({ held: { cell, hold } }); };
  told({ kind: 'running', stage: 'search', done: 0, of: 0 });
  const confidence = confidenceAt(refused.length);
  crew.hold({ plan, x: plan.x.values[cell.column]!, y: plan.y.values[cell.row]!, confidence }, {
    advanced: (stage, runs, of) => told({ kind: 'running', stage, done: runs, of }),
    failed: problem => told({ kind: 'failed', problem }),
    judged(solution) {
      told({ kind: 'judged', solution });
      if (judgedOf(solution).kind !== 'broken') return;
      change({ refused: [...refused, cell] });
      holdBest(crew, { state, advice, change });
    },
  });
}
