import type { Time } from '../../contract.ts';
import { after, type Rule } from './rule.ts';

export interface NetTick {
  tickAt: Time;
  /** Ticks since the last one that found something read. */
  silent: number;
  read: boolean;
  wrote: boolean;
}

/**
 * Erlang's distribution (OTP 25: dist_util:send_tick, need_to_tick; net_kernel:ticker_loop). Every node has one ticker, which
 * fires `net_tickintensity` times in each `net_ticktime`, for all its connections at once. At each tick: if nothing was
 * written since the one before, a tick is sent; and the connection is given up at the `attempts`-th tick in a row that finds
 * nothing read. So silence lasts 1 to 1 + 1/`attempts` times `net_ticktime` before it is noticed, counted from the last
 * byte read. The documented 0.75 … 1.25 is counted from the failure, on an idle connection, whose last byte is up to one tick
 * old by then; on a busy one it is fresh, and all of it takes a full `net_ticktime`. What was read while connecting counts.
 */
export const netTick: Rule<NetTick> = {
  begin({ interval, attempts }, now, { origin, process }) {
    const every = Math.max(1, Math.floor(interval / attempts));
    const first = origin + Math.floor(process * every);
    return { tickAt: first > now ? first : first + Math.floor((now - first) / every + 1) * every, silent: 0, read: true, wrote: false };
  },
  read(state) {
    state.read = true;
    return null;
  },
  /** A tick is not counted as written: it was only sent because nothing was. */
  wrote(state, _now, word, { piggyback }) {
    if (word !== 'beat' && piggyback) state.wrote = true;
  },
  due: state => state.tickAt,
  act(state, now, { interval, attempts }) {
    state.tickAt = after(now, Math.max(1, Math.floor(interval / attempts)));
    state.silent = state.read ? 0 : state.silent + 1;
    if (state.silent >= attempts) return { ends: 'netTickTimeout' };
    const says = state.wrote ? null : 'beat';
    state.read = state.wrote = false;
    return says;
  },
};
