import type { Duration } from '../../contract.ts';
import { ms } from '../../time.ts';

export interface TokenOptions {
  readonly token: Duration;
  readonly tokenCoefficient: Duration;
  readonly tokenRetransmits: number;
  /** 0: 1.2 times the token timeout. */
  readonly consensus: Duration;
  readonly pongCount: number;
  /** 0: by the token timeout. */
  readonly pingInterval: Duration;
  readonly pingTimeout: Duration;
}

export interface Timing {
  readonly token: Duration;
  readonly retransmit: Duration;
  readonly hold: Duration;
  readonly consensus: Duration;
  readonly pingInterval: Duration;
  readonly pingTimeout: Duration;
}

const whole = (milliseconds: number): Duration => Math.max(1, Math.trunc(milliseconds)) * ms;

/**
 * The timers of a ring of so many nodes, in whole milliseconds as corosync counts (totemconfig.c, totem_volatile_config_read
 * and calc_knet_ping_timers, 3.1.7). The manual's 238 and 180 ms belong to a token timeout of 1 s.
 */
export function timingOf(nodes: number, options: TokenOptions): Timing {
  const token = options.token + Math.max(0, nodes - 2) * options.tokenCoefficient;
  const retransmit = whole(token / ms / (options.tokenRetransmits + 0.2));
  return {
    token, retransmit,
    // less a tick of a kernel at 100 Hz
    hold: whole(retransmit / ms * 0.8 - 10),
    consensus: options.consensus || whole(1.2 * (token / ms)),
    pingTimeout: options.pingTimeout || whole(token / ms / options.pongCount),
    pingInterval: options.pingInterval || whole(token / ms / (options.pongCount * 2)),
  };
}
