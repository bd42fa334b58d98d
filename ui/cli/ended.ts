/** What ended the runs, where that was open: the number asked for, a tight interval, the time, or the person. */
import { digits } from './figures.ts';

export interface Ended {
  readonly by: 'runs' | 'interval' | 'time' | 'interrupt';
  readonly runs: number;
  /** At most so many runs, or so many milliseconds, were asked for. */
  readonly atMost: number;
  readonly timeBudget?: number;
  /** The figure that was to be precise, and as what share of its value. */
  readonly figure?: string;
  readonly within?: number;
  /** Half of the widest interval, as a share of its value; null where there is none. */
  readonly reached?: number | null;
  /** How many other runs came first, to find how many are wanted; their seeds are the scenario's own. */
  readonly pilot?: number;
}

const percent = (share: number): string => `${digits(100 * share, 3)} %`;

const reasons: Readonly<Record<Ended['by'], (ended: Ended) => string>> = {
  interval: ({ runs, pilot }) => `ended by --until-ci after ${pilot === undefined ? '' : `${pilot} runs to find how many are wanted and `}${runs} fresh ones`,
  runs: ({ runs, figure, atMost }) =>
    (figure === undefined ? `ended by --runs after ${runs}` : `ended by --runs (at most ${atMost}) after ${runs}, before --until-ci was reached`),
  time: ({ runs, timeBudget }) => `ended by --time-budget (${digits((timeBudget ?? 0) / 1_000)} s) after ${runs} ${runs === 1 ? 'run' : 'runs'}`,
  interrupt: ({ runs, atMost }) => `interrupted after ${runs} of ${atMost} runs`,
};

/** "ended by --time-budget (30 s) after 212 runs: mistakeRate.total is known within ± 7.1 %, not 5 %". */
export function endedText(ended: Ended): string {
  const { figure, within, reached } = ended;
  const reason = reasons[ended.by](ended);
  if (figure === undefined || within === undefined) return reason;
  if (reached === null || reached === undefined) return `${reason}: ${figure} has no interval relative to its value yet`;
  return `${reason}: ${figure} is known within ± ${percent(reached)}${reached <= within ? '' : `, ${percent(within)} asked for`}`;
}
