/**
 * TCP's own keepalive (Linux, tcp_keepalive_timer): of a connection on which nothing is outstanding. It asks the other
 * kernel, not the process: one that hangs is vouched for by its kernel for ever.
 */
import type { Time } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import type { End } from './connections.ts';
import type { LinkSpec } from './scenario.ts';

type Keepalive = Pick<LinkSpec, 'keepaliveAfter' | 'keepaliveEvery' | 'keepaliveProbes'>;

/** When it is first looked at again, if nothing is sent: an interval after the last packet that came. */
export const restsUntil = ({ heardAt }: Pick<End, 'heardAt'>, { keepaliveAfter }: Keepalive): Time =>
  (keepaliveAfter === NEVER ? NEVER : heardAt + keepaliveAfter);

/** What is to be done with it now: wait on, ask, or give it up. A probe that is counted is one that was sent. */
export function idleStep(end: End, keepalive: Keepalive, now: Time): { readonly does: 'waits' | 'asks' | 'endsIt'; readonly until: Time } {
  const rests = restsUntil(end, keepalive);
  if (now < rests) return { does: 'waits', until: rests };
  if (end.probes >= keepalive.keepaliveProbes) return { does: 'endsIt', until: NEVER };
  end.probes++;
  return { does: 'asks', until: now + keepalive.keepaliveEvery };
}
