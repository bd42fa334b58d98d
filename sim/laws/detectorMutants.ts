/** Historic bugs, kept as broken detectors: a plain push detector with one thing wrong. */
import * as fc from 'fast-check';
import type { AnyDetector, Detector, Message, Port, ProcessId, Start, Time } from '../../src/contract.ts';
import { NEVER, sec } from '../../src/time.ts';
import type { DetectorLawName, DetectorSubject } from './detectorLaws.ts';
import { fixedReference } from './fixedReference.ts';

interface Peer { last: Time; newest: number; incarnation: number; heard: boolean; suspected: boolean }
interface Plain {
  readonly incarnation: number; readonly watchedBy: readonly ProcessId[]; readonly watches: readonly ProcessId[];
  seq: number; nextBeat: Time; readonly peers: Record<ProcessId, Peer>;
}
interface PlainBeat extends Message { readonly kind: 'plain.beat'; readonly incarnation: number; readonly seq: number; readonly sentAt: Time }

type PlainPort = Port<PlainBeat>;

/** What a mutant does in its own way. */
interface Rules {
  /** The instant from which a peer that was never heard counts as silent. */
  since(start: Start<unknown>): Time;
  /** Whether a beat restarts the timer. */
  accepts(peer: Peer, beat: PlainBeat): boolean;
  hear(state: Plain, from: ProcessId, now: Time, beat: PlainBeat, port: PlainPort): void;
  expire(state: Plain, now: Time, port: PlainPort): void;
  /** When a peer is next looked at. */
  due(peer: Peer): Time;
}

const interval = sec;
const timeout = 3 * sec;

const newer = (peer: Peer, { incarnation, seq }: PlainBeat): boolean =>
  incarnation > peer.incarnation || (incarnation === peer.incarnation && seq > peer.newest);

function trustAgain(peer: Peer, from: ProcessId, isNew: boolean, port: PlainPort): void {
  if (peer.suspected || isNew) port.trust(from);
  peer.suspected = false;
}

const right: Rules = {
  since: ({ now }) => now,
  accepts: newer,
  hear(state, from, now, beat, port) {
    const peer = state.peers[from]!;
    const isNew = !peer.heard || beat.incarnation > peer.incarnation;
    Object.assign(peer, { last: now, newest: beat.seq, incarnation: beat.incarnation, heard: true });
    trustAgain(peer, from, isNew, port);
  },
  expire(state, now, port) {
    for (const id of state.watches) {
      const peer = state.peers[id]!;
      if (peer.suspected || now < peer.last + timeout) continue;
      peer.suspected = true;
      port.suspect(id);
    }
  },
  due: peer => peer.suspected ? NEVER : peer.last + timeout,
};

function begin(rules: Rules, start: Start<unknown>): Plain {
  const { watches, watchedBy, incarnation, now } = start;
  const fresh = (): Peer => ({ last: rules.since(start), newest: -1, incarnation: -1, heard: false, suspected: false });
  const peers = Object.fromEntries(watches.map(id => [id, fresh()]));
  return { incarnation, watchedBy, watches, seq: 0, nextBeat: watchedBy.length > 0 ? now : NEVER, peers };
}

function beat(state: Plain, now: Time, port: PlainPort): void {
  if (now < state.nextBeat) return;
  const message: PlainBeat = { kind: 'plain.beat', incarnation: state.incarnation, seq: state.seq++, sentAt: now };
  for (const monitor of state.watchedBy) port.send(monitor, message);
  state.nextBeat += interval;
}

function plain(name: string, own: Partial<Rules>, over: Partial<Detector<unknown, Plain, PlainBeat>> = {}): AnyDetector {
  const rules = { ...right, ...own };
  return {
    name, parameters: {}, messages: { 'plain.beat': { purpose: 'heartbeat', bytes: 20 } },
    init: start => begin(rules, start),
    receive(state: Plain, now, from, message, port) {
      const peer = state.peers[from];
      if (message.kind === 'plain.beat' && peer && rules.accepts(peer, message)) rules.hear(state, from, now, message, port);
    },
    wake(state: Plain, now, port) {
      beat(state, now, port);
      rules.expire(state, now, port);
    },
    deadline: (state: Plain) => Math.min(state.nextBeat, ...state.watches.map(id => rules.due(state.peers[id]!))),
    opinion: (state: Plain, peer) => state.peers[peer]!.suspected ? 'suspected' : 'trusted',
    ...over,
  };
}

/** The plain detector with nothing wrong: it keeps every law, so what kills a mutant is its bug. */
export const plainPush = plain('plainPush', {});

/** What the laws are told of a mutant: they know its rule, for it has no options. */
export function mutantSubject(detector: AnyDetector): DetectorSubject {
  const params = { estimator: { params: { timeout, restart: 'newest' } } };
  const reference = fixedReference('push', { kind: 'fixed' })!;
  return { name: detector.name, code: `mutantSubject(${detector.name})`, detector, params: fc.constant(params), reference };
}

export const detectorMutants: Readonly<Record<string, { readonly detector: AnyDetector; readonly killedBy: DetectorLawName; readonly history: string }>> = {
  bulkAged: {
    history: 'restatedev/restate#5177: at the start all peers count as silent since the epoch, and fall at once',
    killedBy: 'exactInstants',
    detector: plain('bulkAged', { since: ({ now }) => now - timeout + 1 }),
  },
  lateByOne: {
    history: 'the deadline is compared with > instead of >=: a microsecond late, and a wake that did nothing',
    killedBy: 'exactInstants',
    detector: plain('lateByOne', {
      due: peer => peer.suspected ? NEVER : peer.last + timeout + 1,
      expire(state, now, port) { right.expire(state, now - 1, port); },
    }),
  },
  neverTrustsAgain: {
    history: 'haproxy/haproxy#1234: a peer that was suspected once stays so, whatever it sends',
    killedBy: 'accuracy',
    detector: plain('neverTrustsAgain', { accepts: (peer, message) => !peer.suspected && newer(peer, message) }),
  },
  standsStill: {
    history: 'a timer that is not cancelled when it has fired: the deadline never advances, and the loop spins',
    killedBy: 'progress',
    detector: plain('standsStill', { due: peer => peer.last + timeout }),
  },
  countsWakes: {
    history: 'a wake is taken for a period: spurious wakes of the timer age the peers',
    killedBy: 'earlyWake',
    detector: plain('countsWakes', {
      expire(state, now, port) {
        for (const id of state.watches) state.peers[id]!.last -= 1_000;
        right.expire(state, now, port);
      },
    }),
  },
  anyoneWillDo: {
    history: 'akka/akka-core#1829: what one peer sends refreshes others too, so a crowd hides a crash',
    killedBy: 'peerIndependence',
    detector: plain('anyoneWillDo', {
      hear(state, from, now, message, port) {
        right.hear(state, from, now, message, port);
        for (const id of state.watches) if (!state.peers[id]!.suspected) state.peers[id]!.last = now;
      },
    }),
  },
  oneIncarnation: {
    history: 'al8n/memberlist#197: the stored incarnation is the last heard, not the highest: an old beat disowns the new process',
    killedBy: 'oldIncarnations',
    detector: plain('oneIncarnation', {
      accepts: (peer, { incarnation, seq }) => incarnation !== peer.incarnation || seq > peer.newest,
    }),
  },
  changesInSilence: {
    history: 'an opinion that flips when it is asked, and tells nobody',
    killedBy: 'opinion',
    detector: plain('changesInSilence', {
      accepts(peer, message) {
        const accepted = newer(peer, message);
        if (accepted && peer.heard) peer.suspected = false;
        return accepted;
      },
    }),
  },
  waitsForTheFirst: {
    history: 'akka/akka-core#526: a peer that never said a word is never suspected',
    killedBy: 'completeness',
    detector: plain('waitsForTheFirst', { due: peer => peer.suspected || !peer.heard ? NEVER : peer.last + timeout,
      expire(state, now, port) {
        const heard = state.watches.filter(id => state.peers[id]!.heard);
        right.expire({ ...state, watches: heard }, now, port);
      } }),
  },
  keepsThePort: {
    history: 'the closure of a port, kept in the state: it cannot be cloned, so nothing can be restored',
    killedBy: 'clone',
    detector: plain('keepsThePort', {}, { init: (start, port) => Object.assign(begin(right, start), { later: () => port.trust(0) }) }),
  },
  speaksOutOfTurn: {
    history: 'a message kind that no table declares, sent to everybody, itself included',
    killedBy: 'declared',
    detector: plain('speaksOutOfTurn', {}, {
      init(start, port) {
        port.send(start.self, { kind: 'plain.hello' } as unknown as PlainBeat);
        return begin(right, start);
      },
    }),
  },
  rolledDice: {
    history: 'a jitter that comes from the process instead of its own stream: two runs of one seed differ',
    killedBy: 'determinism',
    detector: plain('rolledDice', { since: ({ now }) => now + (rolls++ % 5) }),
  },
};

let rolls = 0;
