import type { Time } from '../../contract.ts';
import { sec } from '../../time.ts';
import { after, type Rule } from './rule.ts';

export interface NatsPing {
  timerAt: Time;
  /** Pings without an answer. */
  out: number;
  /** Data, or a ping from the other end. A pong is neither. */
  heardAt: Time;
  /** When the round trip was last asked for; −1 until it is known. */
  measuredAt: Time;
  measured: boolean;
}

/** DEFAULT_RTT_MEASUREMENT_INTERVAL: so often a ping goes out whatever else was heard. */
const measureEvery = 3_600 * sec;

/**
 * The server of NATS 2.9 (server/client.go, processPingTimer and setFirstPingTimer; the defaults are in server/const.go). A
 * timer runs for each connection. When it fires, and the client sent data or a ping within the interval, nothing is asked:
 * traffic hides the heartbeat. Else one more ping goes out, unless `ping_max` of them are unanswered: then the connection is
 * stale. The first one comes after 2 s at most, and up to a fifth later. With `piggyback` false it asks whatever it hears, as
 * the Go client does.
 */
export const natsPing: Rule<NatsPing> = {
  begin({ interval, firstPing }, now, { line }) {
    const first = Math.min(interval, firstPing);
    return { timerAt: after(now, after(first, Math.floor(line * first / 5))), out: 0, heardAt: now, measuredAt: -1, measured: false };
  },
  read(state, now, word) {
    if (word === 'data' || word === 'ping') state.heardAt = now;
    if (word === 'pong') Object.assign(state, { out: 0, measured: true });
    return null;
  },
  wrote: () => undefined,
  due: state => state.timerAt,
  act(state, now, { interval, attempts, piggyback }) {
    state.timerAt = after(now, interval);
    const isMeasured = state.measured && now - state.measuredAt <= measureEvery;
    if (piggyback && isMeasured && now - state.heardAt < interval) return null;
    if (state.out + 1 > attempts) return { ends: 'staleConnection' };
    state.out++;
    state.measuredAt = now;
    return 'ping';
  },
};
