import {
  connectTimeout, expiryBucket, finalizeWait, isPingDue, longestNotice, negotiated, readTimeout,
} from '../../../src/services/session/rules.ts';
import { session } from '../../../src/services/session.ts';
import { ms, sec } from '../../../src/time.ts';
import { milestones, sent, sessions } from '../../support/sessionCluster.ts';
import type { Units } from '../vector.ts';

/** The first millisecond of idleness at which a client that looks all the time pings. */
function pingAfterIdleSend(timeout: number): number {
  let idle = 0;
  while (!isPingDue(idle * ms, timeout)) idle++;
  return idle;
}

/** What a leader does that hears nobody any more from 20 s on. */
function leaderSelfCheck(): unknown {
  const tick = 2 * sec;
  const cluster = sessions({ members: 0, stores: 0 }, { servers: 3 }).run(20 * sec);
  const beats = sent(cluster, 'session.tick', 2, 0);
  cluster.cut([2], [0, 1]);
  cluster.run(60 * sec);
  const [leads, steps] = ['newLeader', 'looking'].map(name => milestones(cluster, name).find(line => line.includes(` 2 ${name} `))!);
  const givesUp = Number(milestones(cluster, 'looking').findLast(line => line.includes(' 2 looking '))!.split(' ')[0]);
  const halves = (givesUp - beats[0]!) / (tick / ms / 2) + 1;
  const silence = Math.floor((givesUp - 20_000) / (tick / ms));
  return {
    period: (beats[1]! - beats[0]!) === tick / ms / 2 ? 'tick/2' : 'other',
    evaluated: halves % 2 === 0 ? 'every second half-tick' : 'other',
    'steps down when': leads !== undefined && steps !== undefined && halves > 2 ? 'synced followers + self lose quorum' : 'other',
    'follower deadline': silence === session.parameters.syncLimit.default ? 'syncLimit ticks since last packet' : `${silence} ticks`,
    'tick default': `3000 in code, ${session.parameters.tick.default! / ms} in zoo_sample.cfg`,
    'initLimit/syncLimit sample': [2 * session.parameters.syncLimit.default!, session.parameters.syncLimit.default],
    'election finalizeWait ms': finalizeWait / ms,
    'notification back-off ms': [finalizeWait / ms, longestNotice / ms],
  };
}

export const zookeeper: Units = {
  'zookeeper/session-expiry-bucket-floor-now-timeout': ({ now, timeout, tick }: { now: number; timeout: number; tick: number }) => {
    const expiresAt = expiryBucket(now, timeout, tick);
    return { expiresAt, slack: expiresAt - (now + timeout) };
  },
  'zookeeper/negotiated-session-timeout-clamp-requested-2': ({ requested, tick }: { requested: number; tick: number }) => negotiated(requested, tick),
  'zookeeper/client-side-read-timeout-2-3': ({ session: timeout, hosts }: { session: number; hosts: number }) => ({
    readTimeout: readTimeout(timeout * ms) / ms, connectTimeout: connectTimeout(timeout * ms, hosts) / ms, pingAfterIdleSend: pingAfterIdleSend(timeout * ms),
  }),
  'zookeeper/leader-self-check': leaderSelfCheck,
};
