import { builtIn } from './builtIn.ts';
import type { Scenario } from './scenario.ts';
import { unwise } from './unwise.ts';

/** What is legal but unwise in a scenario of what is built in: one sentence each, with the numbers. */
export const warnings = (scenario: Scenario): readonly string[] => unwise(scenario, builtIn.detectors);
