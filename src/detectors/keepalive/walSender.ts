import type { Time } from '../../contract.ts';
import { after, type Rule } from './rule.ts';

export interface WalSender { /** last_reply_timestamp. */ repliedAt: Time; /** waiting_for_ping_response. */ asked: boolean }

/**
 * The sending end of PostgreSQL's streaming replication (15: src/backend/replication/walsender.c, WalSndKeepaliveIfNecessary,
 * WalSndCheckTimeOut, WalSndComputeSleeptime). `interval` is wal_sender_timeout. Only what the standby says counts, whatever
 * was sent to it: after half of the timeout without a word a keepalive asks for one, once, and at the full timeout the
 * connection is ended. So a standby that stops is noticed a full timeout after its last word, which under load is fresh
 * and on an idle connection up to half a timeout old.
 */
export const walSender: Rule<WalSender> = {
  begin: (_options, now) => ({ repliedAt: now, asked: false }),
  read(state, now) {
    Object.assign(state, { repliedAt: now, asked: false });
    return null;
  },
  wrote: () => undefined,
  due: ({ repliedAt, asked }, { interval }) => after(repliedAt, asked ? interval : Math.floor(interval / 2)),
  act(state, now, { interval }) {
    if (now >= after(state.repliedAt, interval)) return { ends: 'senderTimeout' };
    state.asked = true;
    return 'ping';
  },
};
