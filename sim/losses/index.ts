import { bursts } from './bursts.ts';
import { gilbertPerMessage } from './gilbertPerMessage.ts';
import { independent } from './independent.ts';
import type { Loss } from './loss.ts';

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameters and state */
export const losses = { independent, bursts, gilbertPerMessage } satisfies Record<string, Loss<any, any>>;
