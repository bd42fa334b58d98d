import type { Duration, Message, Port, ProcessId, Time } from '../../contract.ts';
import { NEVER, ms } from '../../time.ts';
import type { BfdParams } from './parameters.ts';
import { detectionTime, idleInterval, jittered, nextState, shortestWait, transmitInterval, type SessionState } from './rules.ts';

/** The mandatory section of a control packet (RFC 5880, section 4.1), but for diagnostics, demand and echo. */
export interface BfdControl extends Message {
  readonly kind: 'bfd.control';
  /** My discriminator, and yours as I know it; 0 where I do not. */
  readonly mine: number;
  readonly yours: number;
  readonly state: SessionState;
  readonly multiplier: number;
  readonly desiredMinTx: Duration;
  readonly requiredMinRx: Duration;
  readonly poll: boolean;
  readonly final: boolean;
}

/** One end of a session. `NEVER` where a timer does not run, −1 for an instant that was not. */
export interface Session {
  readonly peer: ProcessId;
  readonly isWatched: boolean;
  local: SessionState;
  remote: SessionState;
  remoteDiscriminator: number;
  remoteMinTx: Duration;
  remoteMinRx: Duration;
  remoteMultiplier: number;
  /** What is sent by, and what is announced: slower intervals are kept to only when the other has answered a poll. */
  desired: Duration;
  announced: Duration;
  isPolling: boolean;
  pollsAgain: boolean;
  lastTx: Time;
  lastRx: Time;
  txAt: Time;
  holdAt: Time;
  /** When its process last did something for it: what BIRD's poll() counts whole milliseconds from. */
  loopAt: Time;
  /** Of the session's own jitter: what becomes of one session changes nothing in another. */
  word: number;
}

/** Whose session it is. */
export interface End { readonly params: BfdParams; readonly discriminator: number; readonly port: Port<BfdControl> }

const idle = ({ params: { flavour, desiredMinTx, idleTx } }: Pick<End, 'params'>): Duration =>
  (flavour === 'bird' ? idleTx : idleInterval(desiredMinTx, idleTx));

export function openSession(peer: ProcessId, isWatched: boolean, now: Time, end: End): Session {
  const word = Math.floor(end.port.random() * 0x1_0000_0000) | 0;
  return {
    peer, isWatched, local: 'Down', remote: 'Down', remoteDiscriminator: 0, remoteMinTx: 0, remoteMinRx: 1, remoteMultiplier: 0,
    desired: idle(end), announced: idle(end), isPolling: false, pollsAgain: false,
    lastTx: -1, lastRx: -1, txAt: now, holdAt: NEVER, loopAt: now, word,
  };
}

/** Uniform in [0, 1): a multiplicative step, and its bits mixed. */
function draw(session: Session): number {
  session.word = (Math.imul(session.word, 1_664_525) + 1_013_904_223) | 0;
  const mixed = Math.imul(session.word ^ (session.word >>> 15), 0x2c1b_3c6d);
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 0x1_0000_0000;
}

const interval = (session: Session): Duration => transmitInterval(session.desired, session.remoteMinRx) ?? NEVER;

/** BIRD waits for whole milliseconds, and one more; the others are exact. */
export function wakeOf({ txAt, holdAt, loopAt }: Session, { flavour }: BfdParams): Time {
  const at = Math.min(txAt, holdAt);
  return flavour !== 'bird' || at === NEVER || at <= loopAt ? at : loopAt + (Math.floor((at - loopAt) / ms) + 1) * ms;
}

function send(session: Session, final: boolean, { params: { multiplier, requiredMinRx }, discriminator, port }: End): void {
  port.send(session.peer, {
    kind: 'bfd.control', mine: discriminator, yours: session.remoteDiscriminator, state: session.local, multiplier,
    desiredMinTx: session.announced, requiredMinRx, poll: session.isPolling && !final, final,
  });
}

/** The periodic packet. A sender that comes too late does not catch up. */
function transmit(session: Session, now: Time, end: End): void {
  const { flavour, multiplier } = end.params;
  const wait = jittered(flavour, interval(session), multiplier, draw(session));
  const next = session.txAt + wait;
  session.txAt = next > now ? next : now + wait;
  session.lastTx = now;
  send(session, false, end);
}

/** Periodic packets run unless the other asks for none. */
function startSending(session: Session, now: Time, afresh: boolean): void {
  if (session.remoteMinRx === 0) {
    session.txAt = NEVER;
    session.lastTx = -1;
  } else if (afresh || session.txAt === NEVER) {
    session.txAt = now;
    session.lastTx = -1;
  }
}

/** A new interval counts from the last packet. */
function changeInterval(session: Session, { params: { flavour, multiplier } }: End): void {
  if (session.lastTx >= 0 && session.remoteMinRx > 0) session.txAt = session.lastTx + shortestWait(flavour, interval(session), multiplier);
}

function poll(session: Session, now: Time): void {
  if (session.remoteDiscriminator === 0) return;
  if (session.isPolling) {
    session.pollsAgain = true;
    return;
  }
  session.isPolling = true;
  startSending(session, now, true);
}

/** An increase is put off until the other has acknowledged it, as long as the session is up (section 6.8.3). */
function announce(session: Session, desired: Duration, now: Time, end: End): void {
  if (desired === session.announced) return;
  session.announced = desired;
  if (session.local !== 'Up' || desired < session.desired) {
    session.desired = desired;
    changeInterval(session, end);
  }
  poll(session, now);
}

/** Up, and no longer up, are told at once, since they change the pace and so begin a poll; Init waits for the timer, as in BIRD. */
function enter(session: Session, next: SessionState, now: Time, end: End): void {
  const before = session.local;
  if (next === before) return;
  session.local = next;
  const { port, params } = end;
  if (next === 'Up') {
    port.note({ kind: 'reaches', milestone: 'up', about: session.peer });
    if (session.isWatched) port.trust(session.peer);
    announce(session, params.desiredMinTx, now, end);
  }
  if (before === 'Up') {
    port.note({ kind: 'reaches', milestone: 'down', about: session.peer });
    if (session.isWatched) port.suspect(session.peer);
    announce(session, idle(end), now, end);
  }
}

function timeOut(session: Session, now: Time, end: End): void {
  Object.assign(session, {
    holdAt: NEVER, remote: 'Down', remoteDiscriminator: 0, remoteMinTx: 0, remoteMinRx: 1, remoteMultiplier: 0, isPolling: false, pollsAgain: false,
  });
  enter(session, nextState(session.local, 'timeout'), now, end);
  startSending(session, now, true);
}

/** Whatever is due, the earliest first. */
export function runTimers(session: Session, now: Time, end: End): void {
  if (wakeOf(session, end.params) > now) return;
  while (Math.min(session.txAt, session.holdAt) <= now) {
    if (session.holdAt <= session.txAt) timeOut(session, now, end);
    else transmit(session, now, end);
  }
  session.loopAt = now;
}

/** Which packets belong to this session (section 6.8.6). BIRD hears no new voice while the old session is up (packets.c, bfd_rx_hook). */
function isOurs(session: Session, { yours, mine, state }: BfdControl, { discriminator, params: { flavour } }: End): boolean {
  if (yours !== 0) return yours === discriminator;
  if (state === 'Init' || state === 'Up') return false;
  return !(flavour === 'bird' && session.local === 'Up' && mine !== session.remoteDiscriminator);
}

/** The steps of section 6.8.6, in BIRD's order (bfd.c, bfd_session_process_ctl). */
export function hear(session: Session, packet: BfdControl, now: Time, end: End): void {
  if (!isOurs(session, packet, end)) return;
  const { desired, remoteMinRx } = session;
  session.remoteDiscriminator = packet.mine;
  session.remote = packet.state;
  session.remoteMinTx = packet.desiredMinTx;
  session.remoteMinRx = packet.requiredMinRx;
  session.remoteMultiplier = packet.multiplier;
  if (session.isPolling && packet.final) {
    session.desired = session.pollsAgain ? session.desired : session.announced;
    session.isPolling = session.pollsAgain;
    session.pollsAgain = false;
  }
  if (session.desired !== desired || session.remoteMinRx !== remoteMinRx) changeInterval(session, end);
  session.lastRx = now;
  session.holdAt = now + detectionTime(session.remoteMultiplier, end.params.requiredMinRx, session.remoteMinTx);
  enter(session, nextState(session.local, packet.state), now, end);
  startSending(session, now, false);
  if (packet.poll) send(session, true, end);
  session.loopAt = now;
}
