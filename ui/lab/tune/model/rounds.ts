/**
 * The order of the work. Each round follows from what the rounds before it found and from nothing else, so that the map
 * is the same however many workers make it, and in whatever order they finish.
 */
import type { Board } from './board.ts';
import type { Field, Plan, Task } from './cells.ts';

export type Stage = 'coarse' | 'surer' | 'finer';
export interface Round { readonly stage: Stage; readonly tasks: readonly Task[] }

/** Whoever does the work puts what it finds onto the board before he asks for the next round. */
export function* rounds(board: Board): Generator<Round, void, void> {
  yield* looked(board, 'coarse', board.coarse());
  yield* surer(board);
  yield* looked(board, 'finer', board.split());
  yield* surer(board);
}

interface Place { readonly column: number; readonly row: number }

/** A first look at these, where there was none. */
function* looked(board: Board, stage: Stage, places: readonly Place[]): Generator<Round, void, void> {
  const { plan } = board;
  const fields: readonly Field[] = plan.quiet === null ? ['asIs'] : ['quiet', 'asIs'];
  const wanted = fields.flatMap(field => places.filter(({ column, row }) => (board.cell(column, row)?.level[field] ?? -1) < 0)
    .map(place => ({ ...place, field, runs: plan.ladders[field][0]! })));
  if (wanted.length > 0) yield { stage, tasks: gathered(plan, wanted) };
}

/** More runs of what is undecided, until it is decided or has had as many as it may. */
function* surer(board: Board): Generator<Round, void, void> {
  for (;;) {
    const wanted = board.all().flatMap(cell => board.wants(cell).map(want => ({ column: cell.column, row: cell.row, ...want })));
    if (wanted.length === 0) return;
    yield { stage: 'surer', tasks: gathered(board.plan, wanted) };
  }
}

/** All of one column, field and number of runs in one task: they may be one walk. */
function gathered({ x, y }: Plan, wanted: readonly (Place & { readonly field: Field; readonly runs: number })[]): readonly Task[] {
  const tasks = new Map<string, { field: Field; x: number; ys: number[]; runs: number }>();
  for (const { column, row, field, runs } of wanted) {
    const name = `${field} ${runs} ${column}`;
    const task = tasks.get(name) ?? { field, x: x.values[column]!, ys: [], runs };
    task.ys.push(y.values[row]!);
    tasks.set(name, task);
  }
  return [...tasks.values()];
}
