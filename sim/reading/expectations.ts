import type { Expectation } from '../scenario.ts';
import { readGoal } from './goal.ts';
import type { Place } from './place.ts';

export function readExpectations(place: Place): readonly Expectation[] {
  return (place.given ? place.list('expect', 1_000) : []).map(line => readGoal(line.text('an expectation', 200), problem => line.fail(problem)));
}
