import type { AnyDetector } from '../contract.ts';
import { bfd } from './bfd.ts';
import { gossip } from './gossip.ts';
import { keepalive } from './keepalive.ts';
import { lifeguard } from './lifeguard.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { rapid } from './rapid.ts';
import { riseFall } from './riseFall.ts';
import { swim } from './swim.ts';

/** Every detector that is built in, by the name that a scenario calls it. */
export const detectors = {
  push, pull, riseFall, swim, gossip, lifeguard, keepalive, bfd, rapid,
} satisfies Record<string, AnyDetector>;

export type DetectorName = keyof typeof detectors;

/** The detector of that name, if there is one. */
export const detectorNamed = (name: string): AnyDetector | undefined =>
  Object.hasOwn(detectors, name) ? detectors[name as DetectorName] : undefined;
