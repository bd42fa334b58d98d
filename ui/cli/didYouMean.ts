import { nearestName } from '../../sim/reading/nearestName.ts';

/** `; did you mean "oneCrash"?`, or nothing: for where all that is allowed would be a long list. */
export const didYouMean = (name: string, names: readonly string[]): string =>
  /^; did you mean "[^"]*"\?/.exec(nearestName(name, names))?.[0] ?? '';
