import type { CounterOptions } from '../../src/detectors/riseFall/counter.ts';
import { riseFall } from '../../src/detectors/riseFall.ts';
import { defaults } from '../../src/parameters.ts';

/** What counters read: HAProxy's defaults, but for what is given. */
export const counterOptions = (own: Partial<CounterOptions> = {}): CounterOptions => ({ ...defaults(riseFall.parameters) as CounterOptions, ...own });
