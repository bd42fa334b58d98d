import type { AnyEstimator } from '../contract.ts';
import { bertier } from './bertier.ts';
import { chen } from './chen.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import { fixed } from './fixed.ts';
import { missed } from './missed.ts';
import { phi } from './phi.ts';
import { twoWindow } from './twoWindow.ts';

/** Every estimator that is built in, by the name that a scenario calls it. */
export const estimators = {
  fixed, missed, chen, bertier, twoWindow, empirical, exponential, phi,
} satisfies Record<string, AnyEstimator>;

export type EstimatorName = keyof typeof estimators;

/** The estimator of that name, if there is one. */
export const estimatorNamed = (name: string): AnyEstimator | undefined =>
  Object.hasOwn(estimators, name) ? estimators[name as EstimatorName] : undefined;
