import { front } from '../../../../sim/solve/front.ts';
import type { FrontPoint, FrontSlice } from '../drawFront.ts';
import type { Board } from './board.ts';
import { verdictOf, type Cell, type Plan } from './cells.ts';

type Readings = Cell['readings'];

/** A setting as a point; undefined where it has no detection time, or no bound on its mistakes. */
export function frontPoint(plan: Plan, readings: Readings): FrontPoint | undefined {
  const { detection, mistakes } = readings;
  if (!detection || !mistakes || detection.value === null || mistakes.value === null) return undefined;
  const seen = mistakes.value > 0;
  const rate = seen ? mistakes.value : mistakes.high;
  if (rate === null || rate <= 0 || detection.value <= 0) return undefined;
  return {
    time: detection.value, times: [detection.low, detection.high], rate, rates: [mistakes.low, mistakes.high], seen, meets: verdictOf(plan, readings) === 'meets',
  };
}

/** The picture, and whose points they are. One without a mistake counts for as many as there can be. */
export function frontOf(board: Board, own: Readings | null, best: Cell | null, chosen: { readonly column: number; readonly row: number } | null): { readonly slice: FrontSlice; readonly cells: readonly Cell[] } {
  const { plan } = board;
  const both = board.all().flatMap(cell => { const point = frontPoint(plan, cell.readings); return point ? [{ cell, point }] : []; });
  const points = both.map(({ point }) => point);
  const place = (wanted: { readonly column: number; readonly row: number } | null): number | null => {
    const i = both.findIndex(({ cell }) => cell.column === wanted?.column && cell.row === wanted.row);
    return i < 0 ? null : i;
  };
  const kept = front(points.map((point, i) => ({ point, i })), ({ point: { time, rate } }) => [time, rate]);
  return {
    cells: both.map(({ cell }) => cell),
    slice: {
      points, front: kept.sort((a, b) => a.point.time - b.point.time).map(({ i }) => i), own: own ? frontPoint(plan, own) ?? null : null,
      best: place(best), chosen: place(chosen), limits: { time: plan.goals.detection?.value ?? null, rate: plan.goals.mistakes?.value ?? null },
    },
  };
}
