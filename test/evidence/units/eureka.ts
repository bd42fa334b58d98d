import { evictions, mayEvict, renewThreshold } from '../../../src/services/session/rules.ts';
import { session } from '../../../src/services/session.ts';
import { sec } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

const share = session.parameters.preservation.default!;

/** The least count of renewals with which it evicts, and the greatest with which it does not. */
function bounds(threshold: number): { expiryAllowedWith: number; blockedWith: number } {
  let renewals = 0;
  while (!mayEvict(renewals, threshold)) renewals++;
  return { expiryAllowedWith: renewals, blockedWith: renewals - 1 };
}

export const eureka: Units = {
  'misc-timeouts/eureka-self-preservation-expiry-allowed-only': ({ clients, intervalS }: { clients: number; intervalS: number }) => {
    const threshold = renewThreshold(clients, intervalS * sec, share);
    return { threshold, ...bounds(threshold) };
  },
  'misc-timeouts/evictions-in-one-sweep-min-expired': ({ registered, expired }: { registered: number; expired: number }) => evictions(registered, expired, share),
};
