/** Arithmetic of the systems, as their sources have it. Pure. */
import { ms, sec, type Duration, type Time } from '../../time.ts';

// ZooKeeper 3.8. It counts whole milliseconds, and so do these.

const whole = (duration: number): Duration => Math.floor(duration / ms) * ms;

/** ExpiryQueue: always up, and a full tick further when it falls on a boundary. Buckets begin at `phase`. */
export const expiryBucket = (now: Time, timeout: Duration, tick: Duration, phase: Duration = 0): Time =>
  (Math.floor((now + timeout - phase) / tick) + 1) * tick + phase;

/** ZooKeeperServer: `min` and `max` of 0 are two and twenty ticks. */
export const negotiated = (asked: Duration, tick: Duration, min: Duration = 0, max: Duration = 0): Duration =>
  Math.min(Math.max(asked, min || 2 * tick), max || 20 * tick);

/** ClientCnxn: a server that is silent for so long is left, and so is one that does not accept within the other. */
export const readTimeout = (session: Duration): Duration => whole(session * 2 / 3);
export const connectTimeout = (session: Duration, hosts: number): Duration => whole(session / hosts);

/** ClientCnxn: a ping "in time" for the second one, which is a second early where the client looks at all after the first second. */
const early = 1 * sec;
const longestIdle = 10 * sec;
export const isPingDue = (idle: Duration, session: Duration, heartbeat: Duration = 0): boolean => {
  const half = heartbeat || whole(readTimeout(session) / 2);
  return half - idle - (heartbeat === 0 && idle > early ? early : 0) <= 0 || idle > longestIdle;
};
/** What a client that nothing else wakes sleeps after a send. */
export const pingAfter = (session: Duration, heartbeat: Duration = 0): Duration => heartbeat || whole(readTimeout(session) / 2);

/** SendThread.startConnect: before each connection but the first. And a round through all servers in vain costs a second more. */
export const reconnectWithin = 1 * sec;
export const spin = 1 * sec;

/** LearnerHandler: a follower counts as long as the leader's tick is not beyond this. */
export const lastTickOf = (tickNow: number, syncLimit: number): number => tickNow + syncLimit;

/** FastLeaderElection: how long the winner waits for a better vote, and how often votes are repeated. */
export const finalizeWait = 200 * ms;
export const longestNotice = 60 * sec;

export const quorumOf = (servers: number): number => Math.floor(servers / 2) + 1;

// Kafka 3.7

/** BrokerHeartbeatManager.hasValidSession: valid while last contact + timeout >= now. */
export const staleFrom = (heardAt: Time, timeout: Duration): Time => heardAt + timeout + 1;
const firstBackoff = 100 * ms;
/** ExponentialBackoff of BrokerLifecycleManager, its jitter of 2 % left out. */
export const brokerBackoff = (failures: number, timeout: Duration): Duration => Math.min(firstBackoff * (1 << Math.min(failures, 20)), timeout);

// Eureka 2.0

/** PeerAwareInstanceRegistryImpl.updateRenewsPerMinThreshold. */
export const renewThreshold = (clients: number, interval: Duration, share: number): number =>
  Math.trunc(clients * (60 / (interval / sec)) * share);
/** Nothing is evicted unless strictly more renewals came in the last minute. */
export const mayEvict = (renewals: number, threshold: number): boolean => threshold > 0 && renewals > threshold;
/** AbstractInstanceRegistry.evict: how many of the expired go in one sweep. */
export const evictions = (registered: number, expired: number, share: number): number =>
  Math.min(expired, registered - Math.trunc(registered * share));
/** Lease: a renewal stores its own time plus the lease, and expiry adds the lease once more. Kept on purpose by Eureka. */
export const renewedAt = (now: Time, lease: Duration): Time => now + lease;
export const isLapsed = (now: Time, renewed: Time, lease: Duration, compensation: Duration): boolean => now > renewed + lease + compensation;
