import type { AnyEstimator } from '../contract.ts';
import { fixed } from './fixed.ts';

/** Every estimator that is built in, by the name that a scenario calls it. */
export const estimators = {
  fixed,
} satisfies Record<string, AnyEstimator>;

export type EstimatorName = keyof typeof estimators;

/** The estimator of that name, if there is one. */
export const estimatorNamed = (name: string): AnyEstimator | undefined =>
  Object.hasOwn(estimators, name) ? estimators[name as EstimatorName] : undefined;
