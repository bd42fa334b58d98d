import * as fc from 'fast-check';
import type { ProcessId, Time } from '../../src/contract.ts';
import { ms, sec } from '../../src/time.ts';
import type { Fate, Setting, Turn } from './smallWorld.ts';

/** Mostly prompt; sometimes slow enough to overtake or to outlast a timeout. */
const fate: fc.Arbitrary<Fate> = fc.record({
  travel: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 100 * ms }) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 * sec }) }),
  lost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  twice: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

export const calm: fc.Arbitrary<Fate> = fc.record({
  travel: fc.integer({ min: 1, max: 10 * ms }), lost: fc.constant(false), twice: fc.boolean(),
});

export interface Wanted {
  readonly params: fc.Arbitrary<unknown>;
  readonly watches?: readonly (readonly ProcessId[])[];
  readonly fates?: fc.Arbitrary<Fate>;
  readonly turns?: fc.Arbitrary<readonly Turn[]>;
  readonly horizon?: Time;
  /** More of them than `watches` has: processes that watch nobody. */
  readonly roles?: readonly string[];
}

/** Three processes that watch each other. */
export const mesh: readonly (readonly ProcessId[])[] = [[1, 2], [0, 2], [0, 1]];

export const someTurns = (kinds: readonly Turn['kind'][] = ['crash', 'restart']): fc.Arbitrary<readonly Turn[]> => fc.array(
  fc.record({ at: fc.integer({ min: 1, max: 40 * sec }), process: fc.integer({ min: 0, max: 2 }), kind: fc.constantFrom(...kinds) }),
  { maxLength: 3 },
);

export function settings({ params, watches = mesh, fates = fate, turns = someTurns(), horizon = 40 * sec, roles = [] }: Wanted): fc.Arbitrary<Setting> {
  const everybody = [...watches, ...roles.slice(watches.length).map(() => [])];
  return fc.record({
    params, watches: fc.constant(everybody), roles: fc.constant(roles), fates: fc.array(fates, { minLength: 1, maxLength: 12 }), turns,
    horizon: fc.constant(horizon), luck: fc.integer({ min: 0, max: 1_000 }),
  });
}
