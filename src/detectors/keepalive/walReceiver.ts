import type { Time } from '../../contract.ts';
import { after, type Rule, type RuleOptions } from './rule.ts';

export interface WalReceiver {
  /** last_recv_timestamp. */
  readAt: Time;
  /** ping_sent. */
  asked: boolean;
  repliedAt: Time;
  /** When it last began to nap. */
  nappedAt: Time;
}

/** The first thing that it wants to do. */
function wanted({ readAt, asked, repliedAt }: WalReceiver, { interval, status }: RuleOptions): Time {
  const silent = after(readAt, asked ? interval : Math.floor(interval / 2));
  return Math.min(silent, status === 0 ? silent : after(repliedAt, status));
}

/**
 * The receiving end of PostgreSQL's streaming replication (15: src/backend/replication/walreceiver.c, WalReceiverMain and
 * XLogWalRcvSendReply). `interval` is wal_receiver_timeout. It naps for 100 ms (NAPTIME_PER_CYCLE) at a time, afresh after
 * everything that it reads, and looks at its clocks only when a nap has run out: at the full timeout of silence it ends the
 * connection, at half of it it asks for an answer, once, and every `status` (wal_receiver_status_interval) it reports.
 * What it receives it reports as well; its reports of writing, flushing and applying are one here. From 16 on there are no naps.
 */
export const walReceiver: Rule<WalReceiver> = {
  begin: (_options, now) => ({ readAt: now, asked: false, repliedAt: now, nappedAt: now }),
  read(state, now) {
    Object.assign(state, { readAt: now, asked: false, nappedAt: now });
    return null;
  },
  wrote(state, now) {
    state.repliedAt = now;
  },
  due(state, options) {
    const { nap } = options;
    const naps = Math.max(1, Math.ceil((wanted(state, options) - state.nappedAt) / nap));
    return after(state.nappedAt, naps * nap);
  },
  act(state, now, { interval }) {
    state.nappedAt = now;
    if (now >= after(state.readAt, interval)) return { ends: 'receiverTimeout' };
    if (state.asked || now < after(state.readAt, Math.floor(interval / 2))) return 'beat';
    state.asked = true;
    return 'ping';
  },
};
