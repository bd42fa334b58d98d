import type { Duration, Time } from '../../contract.ts';
import { after, type Rule } from './rule.ts';

export interface AmqpHeartbeat {
  sendAt: Time;
  checkAt: Time;
  wrote: boolean;
  read: boolean;
  /** Checks in a row that found nothing read. */
  silent: number;
}

/** connection.tune: if one side says 0 the larger holds, else the smaller; 0 is none at all. */
export const negotiated = (server: Duration, client: Duration): Duration =>
  (server === 0 || client === 0 ? Math.max(server, client) : Math.min(server, client));

/** How often an end looks whether it has sent anything. */
export const sendCheck = (timeout: Duration): Duration => timeout / 2;

/**
 * AMQP 0-9-1 heartbeats as RabbitMQ's broker has them (rabbit_heartbeat.erl), at either end, by the negotiated `interval`.
 * The sender looks every half of it, and sends a frame if nothing was sent since; its own frame counts as sent, so that on an
 * idle connection every second look sends, one frame an interval and not two as documented. The receiver looks every
 * interval, and gives up at the second look in a row (`attempts`) that finds nothing new: two to three intervals after the
 * last byte. What was said while connecting counts for the first look of each. With `piggyback` false frames leave whatever else is sent, as some clients do.
 */
export const amqpHeartbeat: Rule<AmqpHeartbeat> = {
  begin: ({ interval }, now) => ({
    sendAt: after(now, Math.max(1, Math.floor(sendCheck(interval)))), checkAt: after(now, interval), wrote: true, read: true, silent: 0,
  }),
  read(state) {
    state.read = true;
    return null;
  },
  wrote(state, _now, word, { piggyback }) {
    if (word === 'beat' || piggyback) state.wrote = true;
  },
  due: ({ sendAt, checkAt }) => Math.min(sendAt, checkAt),
  act(state, now, { interval, attempts }) {
    if (state.sendAt <= now) {
      const says = state.wrote ? null : 'beat';
      state.sendAt = after(now, Math.max(1, Math.floor(sendCheck(interval))));
      state.wrote = false;
      return says;
    }
    state.checkAt = after(now, interval);
    state.silent = state.read ? 0 : state.silent + 1;
    state.read = false;
    return state.silent >= attempts ? { ends: 'heartbeatTimeout' } : null;
  },
};
