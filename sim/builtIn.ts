import { detectors } from '../src/detectors/index.ts';
import { estimators } from '../src/estimators/index.ts';
import { services } from '../src/services/index.ts';
import { faults } from './faults/index.ts';
import { latencies } from './latencies/index.ts';
import { losses } from './losses/index.ts';
import type { Registry } from './registry.ts';

/** Everything that a scenario may choose by name without further ado. */
export const builtIn: Registry = { detectors, services, estimators, latencies, losses, faults };
