import type { Duration } from '../../contract.ts';
import { ms, sec } from '../../time.ts';

/** The names of RFC 5880, section 4.1. */
export type SessionState = 'AdminDown' | 'Down' | 'Init' | 'Up';
export type BfdFlavour = 'rfc5880' | 'bird' | 'frr';

/** What FRR begins with (bfdd/bfd.h at fbfc8222da75), echo included, which is not modelled. */
export const frrDefaults = { desiredMinTx: 300 * ms, requiredMinRx: 300 * ms, multiplier: 3, idleTx: 1 * sec, echo: 50 * ms } as const;

const saysItHearsNothing = (received: SessionState): boolean => received === 'Down' || received === 'AdminDown';

/**
 * The session's next state when a packet is received (RFC 5880, sections 6.2 and 6.8.6), or when the detection time has
 * passed without one. It takes three packets to come up, so that both ends know that both directions work.
 */
export function nextState(local: SessionState, received: SessionState | 'timeout'): SessionState {
  if (local === 'AdminDown') return local;
  if (received === 'timeout') return 'Down';
  if (local === 'Down') return received === 'Down' ? 'Init' : received === 'Init' ? 'Up' : 'Down';
  if (local === 'Up') return saysItHearsNothing(received) ? 'Down' : 'Up';
  return received === 'AdminDown' ? 'Down' : received === 'Down' ? 'Init' : 'Up';
}

/** By the *other's* multiplier (RFC 5880, section 6.8.4): it says how many of its packets may be lost. */
export const detectionTime = (remoteMultiplier: number, requiredMinRx: Duration, remoteDesiredMinTx: Duration): Duration =>
  remoteMultiplier * Math.max(requiredMinRx, remoteDesiredMinTx);

/** Before jitter (section 6.8.7); null where the other asks for none at all. */
export const transmitInterval = (desiredMinTx: Duration, remoteRequiredMinRx: Duration): Duration | null =>
  (remoteRequiredMinRx === 0 ? null : Math.max(desiredMinTx, remoteRequiredMinRx));

/** At least a second while the session is not up (section 6.8.3), so that many sessions may come up at once. */
export const idleInterval = (desiredMinTx: Duration, idleTx: Duration = 1 * sec): Duration => Math.max(desiredMinTx, idleTx);

/** Each packet is drawn anew from this range (section 6.8.7). With a multiplier of 1 the next one must not come too late. */
export function jitterRange(interval: Duration, multiplier: number): { least: Duration; most: Duration } {
  return { least: interval * 0.75, most: interval * (multiplier === 1 ? 0.9 : 1) };
}

/** FRR draws a whole number of percent (bfdd/bfd_packet.c, ptm_bfd_start_xmt_timer). */
export const frrPercents = (multiplier: number): { least: number; most: number } => ({ least: 75, most: multiplier === 1 ? 90 : 100 });

/** BIRD keeps to 75 to 90 % whatever the multiplier (proto/bfd/bfd.c, bfd_session_update_tx_interval). */
export const birdRange = (interval: Duration): { least: Duration; most: Duration } =>
  ({ least: interval - Math.floor(interval / 4), most: interval - Math.floor(interval / 10) });

/** The shortest and longest wait between two packets, in whole microseconds. */
function range(flavour: BfdFlavour, interval: Duration, multiplier: number): { least: Duration; most: Duration } {
  if (flavour === 'bird') return birdRange(interval);
  const { least, most } = jitterRange(interval, multiplier);
  return { least: Math.ceil(least), most: Math.max(Math.ceil(least), Math.floor(most)) };
}

export const shortestWait = (flavour: BfdFlavour, interval: Duration, multiplier: number): Duration =>
  (flavour === 'frr' ? Math.max(1, Math.floor(interval * 0.75)) : range(flavour, interval, multiplier).least);

/** `draw` is uniform in [0, 1). */
export function jittered(flavour: BfdFlavour, interval: Duration, multiplier: number, draw: number): Duration {
  if (flavour === 'frr') {
    const { least, most } = frrPercents(multiplier);
    return Math.max(1, Math.floor(interval * (least + Math.floor(draw * (most - least + 1))) / 100));
  }
  const { least, most } = range(flavour, interval, multiplier);
  return least + Math.floor(draw * (most - least + 1));
}
