import { estimators } from '../estimators/index.ts';
import { pushWith } from './pushWith.ts';

/** Heartbeats pushed to the monitors, judged by any estimator that is built in. */
export const push = pushWith(estimators);
