/** Why there is no setting to name. */
import type { Expectation } from '../../../sim/scenario.ts';
import type { Conflict, Point, Reason, Unreachable } from '../../../sim/solve/problem.ts';
import { wrap } from '../text.ts';
import { lackText, limitText, valuesText, valueText, type Looks } from './outcomeText.ts';

export function reasonText(reason: Reason, goals: readonly Expectation[], { columns, bold }: Looks): string[] {
  const said = (text: string): string => wrap(text, columns);
  switch (reason.kind) {
    case 'unreachable': {
      const undecided = reason.goals.every(each => each.undecided);
      return [bold(undecided ? 'None could be shown to meet them' : 'None exists among these settings'),
        ...reason.goals.flatMap(each => [said(unreachable(each, goals))])];
    }
    case 'conflict': return [bold('None exists among these settings'), ...reason.conflicts.flatMap(each => conflict(each, goals).map(said))];
    case 'unconfirmed': return [
      bold('None could be confirmed'), said('On fresh seeds, these did not meet all goals as they had in the search; a larger --budget, or goals with more room, would decide:'),
      ...reason.tried.map(point => said(`${valuesText(point)}: ${outcomes(point, goals)}`)),
    ];
    case 'undecided': return [
      bold('Nothing was decided before the runs or the time were spent'), said(`closest: ${valuesText(reason.closest)}: ${outcomes(reason.closest, goals)}`),
      ...lacks(reason.closest).map(said),
    ];
  }
}

/** "detectionTime.p99 12.1 s (≥ 11.8 s)". */
function outcomes(point: Point, goals: readonly Expectation[]): string {
  return goals.map((goal, i) => `${goal.path} ${valueText(goal, point.goals[i]!)} (${limitText(goal, point.goals[i]!)})`).join(', ');
}

const lacks = ({ goals }: Point): string[] => goals.flatMap(({ goal, lacks: lack }) => (lack ? [`${goal} ${lackText(lack)}.`] : []));

function unreachable({ goal, closest, undecided }: Unreachable, goals: readonly Expectation[]): string {
  const i = goals.findIndex(({ text }) => text === goal);
  const outcome = closest.goals[i]!;
  const at = `${valueText(goals[i]!, outcome)} at ${valuesText(closest)}`;
  if (!undecided) return `${goal} fails at every setting; the closest is ${at}.`;
  return `${goal} was met by none for sure${outcome.lacks ? `: it ${lackText(outcome.lacks)} a setting` : ''}; the closest is ${at}.`;
}

function conflict({ goals: texts, alone, closest }: Conflict, goals: readonly Expectation[]): string[] {
  const each = texts.map((text, k) => {
    const sure = alone[k]!.goals.find(({ goal }) => goal === text)!.verdict === 'meets';
    return `${text} alone is ${sure ? '' : 'perhaps '}met at ${valuesText(alone[k]!)}`;
  });
  return [
    `${texts.join(' and ')} are never met together.`, ...each.map(text => `  ${text}.`),
    `  Closest: ${valuesText(closest)}: ${outcomes(closest, goals)}.`,
  ];
}
