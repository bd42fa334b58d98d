/** All that judges a silence, and all weather: fetched by the worker when a scenario names what is not there from the start. */
export { estimators } from '../../src/estimators/index.ts';
export { latencies } from '../../sim/latencies/index.ts';
export { losses } from '../../sim/losses/index.ts';
