/** The arithmetic of leases in client-go, Consul and etcd: pure, as their sources have it. */
import { ms, sec, type Duration } from '../../time.ts';

/** client-go, tools/leaderelection/leaderelection.go: JitterFactor. */
export const jitterFactor = 1.2;

/** How long a candidate waits between two looks at the record: from the end of one to the beginning of the next. */
export const retryWait = (retryPeriod: Duration, draw: number): Duration => retryPeriod + Math.floor(draw * jitterFactor * retryPeriod);

/** client-go, resourcelock.NewFromKubeconfig: one request may take half the renew deadline, at least a second. */
export const requestLimit = (renewDeadline: Duration): Duration => Math.max(sec, Math.floor(renewDeadline / 2));

/**
 * How long after a renewal its holder goes on at most. The next renewal begins a retry period later, and only then does
 * the renew deadline begin to run: so it is their sum that has to be shorter than the lease, which nothing checks.
 */
export const holdsFor = (renewDeadline: Duration, retryPeriod: Duration): Duration => retryPeriod + renewDeadline;

/** What NewLeaderElector refuses: all else is accepted. */
export const isAccepted = (leaseDuration: Duration, renewDeadline: Duration, retryPeriod: Duration): boolean =>
  leaseDuration > renewDeadline && renewDeadline > jitterFactor * retryPeriod && retryPeriod > 0;

/** Consul, agent/structs: SessionTTLMultiplier. A session lives for twice what its owner asked for. */
export const sessionLife = (ttl: Duration): Duration => 2 * ttl;
/** What Consul accepts: session_ttl_min, and SessionTTLMax. */
export const sessionTtlRange = { least: 10 * sec, most: 86_400 * sec } as const;
/** api/lock.go of Consul renews at half the time to live. */
export const consulRenewal = (ttl: Duration): Duration => Math.floor(ttl / 2);

/** etcd, client/v3/lease.go: the next keepalive is due when a third of the time to live has passed since the last answer. */
export const etcdRenewal = (ttl: Duration): Duration => Math.floor(ttl / 3);
/** How often the client looks whether one is due, and the server whether a lease has expired (server/lease/lessor.go). */
export const etcdTick = 500 * ms;
/** How often the client looks whether its own lease has run out: deadlineLoop. */
export const etcdDeadlineTick = 1 * sec;

/** etcd, server/etcdserver: minTTL, in whole seconds. Shorter ones are lengthened to it. */
export const etcdLeastTtl = (electionTicks: number, heartbeat: Duration): Duration =>
  Math.ceil(Math.floor((3 * electionTicks) / 2) * heartbeat / sec) * sec;

/** lessor.Promote: what is left of a lease when another server begins to keep it. */
export const etcdRefreshed = (ttl: Duration, electionTimeout: Duration): Duration => ttl + electionTimeout;
