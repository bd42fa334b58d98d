import { ProblemError, type Objective, type Point } from './problem.ts';

/** A goal that can be measured at no setting is a slip of the pen, not a finding. @throws ProblemError */
export function refuseMeaningless(points: readonly Point[], objectives: readonly Objective[]): void {
  const [first, ...rest] = points;
  first?.goals.forEach(({ value, low, why, goal }, i) => {
    const nowhere = value === null && low === null && why !== undefined && rest.every(point => point.goals[i]!.why === why);
    if (nowhere && why !== 'no mistake') throw new ProblemError(`${goal}: ${why}`);
  });
  first?.objectives.forEach((value, i) => {
    const nowhere = value === null && rest.every(point => point.objectives[i] === null);
    if (nowhere) throw new ProblemError(`${objectives[i]!.path}: cannot be measured in this scenario`);
  });
}
