import { clock } from './clock.ts';
import { crash } from './crash.ts';
import type { FaultLaw } from './fault.ts';
import { freeze } from './freeze.ts';
import { link } from './link.ts';
import { message } from './message.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameters */
export const faults = { crash, pause, freeze, partition, link, clock, message } satisfies Record<string, FaultLaw<any>>;
