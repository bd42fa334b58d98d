import type { Duration } from '../../contract.ts';

/** Whose arithmetic: keepalived counts microseconds, FRR whole hundredths of a second, the standards say nothing of rounding. */
export type VrrpTimers = 'keepalived' | 'frr' | 'exact';
export type VrrpVersion = '2' | '3';

/** The smallest unit of an interval on the wire in version 3. */
export const centisecond: Duration = 10_000;
const second: Duration = 1_000_000;

/** The priority of an address's owner, and what a router that stops announces (RFC 5798, section 5.2.4). */
export const ownersPriority = 255;
export const stopping = 0;

/**
 * How much earlier the better of two backups takes over: in version 3 a part of the master's interval (RFC 5798, section
 * 6.1), in version 2 a part of one second, whatever the interval (RFC 3768, section 6.1).
 */
export function skewTime(timers: VrrpTimers, version: VrrpVersion, priority: number, masterInterval: Duration): Duration {
  const worse = 256 - priority;
  if (version === '2') return timers === 'keepalived' ? Math.floor(worse * second / 256) : worse * second / 256;
  if (timers === 'frr') return Math.floor(worse * (masterInterval / centisecond) / 256) * centisecond;
  // keepalived: VRRP_TIMER_SKEW_CALC in vrrp.h, in 32 bits that do not overflow below 4,096 hundredths
  return timers === 'keepalived' ? Math.floor(worse * Math.floor(masterInterval / centisecond) * 625 / 16) : worse * masterInterval / 256;
}

/** How long a backup waits for the master's next advertisement. The standards count three. */
export const masterSilence = (timers: VrrpTimers, version: VrrpVersion, priority: number, masterInterval: Duration, adverts = 3): Duration =>
  adverts * masterInterval + skewTime(timers, version, priority, masterInterval);
