import { excess, slack } from '../../../../sim/solve/order.ts';
import { measures, type Cell, type Measure, type Plan } from './cells.ts';

/** The measure whose worst run is worth a look: of the goal that is broken most, or kept with the least room. */
export function tightest(plan: Plan, { readings }: Pick<Cell, 'readings'>): Measure | undefined {
  const wrong = measures.filter(measure => measure !== 'load' && (readings[measure]?.worst?.value ?? 0) > 0);
  const room = (measure: Measure): number => {
    const [goal, reading] = [plan.goals[measure], readings[measure]!];
    if (!goal) return Infinity;
    const beyond = excess(goal, reading);
    return beyond > 0 ? -beyond : slack(goal, reading);
  };
  return wrong.reduce<Measure | undefined>((least, each) => (least === undefined || room(each) < room(least) ? each : least), undefined);
}
