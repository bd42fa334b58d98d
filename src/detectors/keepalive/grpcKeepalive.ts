import type { Duration, Time } from '../../contract.ts';
import { NEVER, sec } from '../../time.ts';
import { after, type Act, type Rule, type RuleOptions } from './rule.ts';

/** What a server makes of the pings that it gets. */
export interface PingStrikes { strikes: number; /** Of the last ping that was not too early; NEVER for none. */ permittedAt: Time }

export interface GrpcKeepalive extends PingStrikes {
  readAt: Time;
  /** The ping that is out; NEVER for none. */
  pingedAt: Time;
  /** Doubled by each complaint. */
  every: Duration;
}

/** KEEPALIVE_TIME of a client has this floor (gRFC A8). */
export const clientFloor: Duration = 10 * sec;
export const clientInterval = (configured: Duration): Duration => Math.max(configured, clientFloor);

/** A silent peer is noticed by then, counted from the last byte: the ping, and the wait for its answer. */
export const idleDetection = (interval: Duration, timeout: Duration): Duration => after(interval, timeout);

/** What a server permits between pings; while no call is active, unless it permits that, they must be as rare as TCP's own. */
export const leastBetweenPings = (permit: Duration, asked: boolean): Duration => (asked ? permit : 7_200 * sec);

export const noStrikes = (): PingStrikes => ({ strikes: 0, permittedAt: NEVER });

/** Whether a ping is one too many, by MAX_PING_STRIKES and PERMIT_KEEPALIVE_TIME (gRFC A8; grpc-java KeepAliveEnforcer). */
export function struck(state: PingStrikes, now: Time, { permit, strikes }: Pick<RuleOptions, 'permit' | 'strikes'>): boolean {
  if (state.permittedAt === NEVER || now >= state.permittedAt + permit) state.permittedAt = now;
  else state.strikes++;
  return state.strikes > strikes;
}

/**
 * gRPC's keepalive (gRFC A8 and A9, by the C core and grpc-java), at either end. An `interval` after the last byte that was
 * read, a ping; if then nothing is read for `answerWithin`, the connection is closed. A client asks only while it has calls,
 * unless it may ask without: else its interval is never. A server counts pings that come within `permit` of the last one that
 * did not, and above `strikes` of them answers with GOAWAY too_many_pings; whatever it sends of its own clears the count. A
 * client that is told so connects again, and asks half as often.
 */
export const grpcKeepalive: Rule<GrpcKeepalive> = {
  begin: ({ interval }, now, _phase, before) => ({ readAt: now, pingedAt: NEVER, every: before?.every ?? interval, ...noStrikes() }),
  read(state, now, word, options): Act {
    state.readAt = now;
    state.pingedAt = NEVER;
    if (word === 'goaway') {
      state.every = Math.min(NEVER, 2 * state.every);
      return { ends: 'tooManyPings' };
    }
    return word === 'ping' && struck(state, now, options) ? 'goaway' : null;
  },
  wrote(state, _now, word) {
    if (word === 'data' || word === 'answer') Object.assign(state, noStrikes());
  },
  due: (state, { answerWithin }) => (state.pingedAt === NEVER ? after(state.readAt, state.every) : after(state.pingedAt, answerWithin)),
  act(state, now) {
    if (state.pingedAt !== NEVER) return { ends: 'keepaliveTimeout' };
    state.pingedAt = now;
    return 'ping';
  },
};
