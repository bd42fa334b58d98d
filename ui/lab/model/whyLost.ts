import type { Cause } from '../../../sim/trace.ts';

/** What kept a single packet from its process, in words. */
export const whyLost: Readonly<Record<Cause, string>> = {
  loss: 'the network lost it', cut: 'the path is cut', queueFull: 'the queue of the link is full', blackhole: 'the host is cut off',
  noProcess: 'the process there has ended', bufferFull: 'the buffer of the process is full', script: 'the fault script drops it',
};
