/** What one process does with its connections: begins them, speaks on them, and ends them. */
import type { Message, Port, ProcessId, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { isCurrent, lineDue, type Line } from './line.ts';
import type { KeepaliveParams } from './parameters.ts';
import { rules } from './rules.ts';
import { after, type Act, type Word } from './rule.ts';

/** The words of a connection that stands, and those that make and unmake one. */
type Saying = Word | 'hello' | 'welcome' | 'gone';

interface Said<S extends Saying> extends Message {
  readonly kind: `keepalive.${S}`;
  /** The sender's. */
  readonly incarnation: number;
  /** The connection: the life of the one that dialled it, and the number that it gave. */
  readonly life: number;
  readonly link: number;
}

export type KeepaliveMessage = { [S in Saying]: Said<S> }[Saying];

export interface KeepaliveState {
  readonly options: KeepaliveParams;
  readonly incarnation: number;
  readonly origin: Time;
  /** Of what all its connections share. */
  readonly phase: number;
  readonly slots: Int32Array;
  readonly lines: readonly Line[];
  /** ≤ the instants of every line; exact after each wake. */
  next: Time;
}

type Speaking = Port<KeepaliveMessage>;

/** On the connection of that name. */
function send(state: KeepaliveState, to: ProcessId, what: Saying, { life, link }: Pick<Line, 'life' | 'link'>, port: Speaking): void {
  const { options, incarnation } = state;
  port.send(to, { kind: `keepalive.${what}`, incarnation, life, link } as KeepaliveMessage, options.transport);
}

/** After each change of a line: when its rule, and it, are next due. */
function settle(state: KeepaliveState, line: Line): void {
  line.ruleAt = line.state === 'open' ? rules[state.options.flavour].due(line.rule, state.options) : NEVER;
  state.next = Math.min(state.next, lineDue(line));
}

function say(state: KeepaliveState, line: Line, word: Word, now: Time, port: Speaking): void {
  send(state, line.peer, word, line, port);
  rules[state.options.flavour].wrote(line.rule, now, word, state.options);
  if (word === 'ping') port.note({ kind: 'reaches', milestone: 'ping', about: line.peer });
  if (word === 'goaway') port.note({ kind: 'reaches', milestone: 'tooManyPings', about: line.peer });
}

/** A new attempt is a new connection; one that was still being made is given up. */
function dial(state: KeepaliveState, line: Line, now: Time, port: Speaking): void {
  if (line.state !== 'closed') port.close(line.peer);
  Object.assign(line, { state: 'dialling', life: state.incarnation, link: line.link + 1, dialAt: after(now, state.options.setup) });
  send(state, line.peer, 'hello', line, port);
}

function open(state: KeepaliveState, line: Line, now: Time, port: Speaking): void {
  const { options, origin, phase } = state;
  const rule = rules[options.flavour];
  line.rule = rule.begin(options, now, { origin, process: phase, line: line.phase }, line.rule);
  const dataAt = options.data === NEVER ? NEVER : after(now, 1 + Math.floor(line.phase * options.data));
  const isNews = !line.trusted || line.known > line.greeted;
  Object.assign(line, { state: 'open', dialAt: NEVER, doubtAt: NEVER, dataAt, trusted: true, greeted: line.known });
  port.note({ kind: 'reaches', milestone: 'connected', about: line.peer });
  if (line.isWatched && isNews) port.trust(line.peer);
}

function doubt(line: Line, port: Speaking): void {
  line.doubtAt = NEVER;
  if (line.isWatched && line.trusted) port.suspect(line.peer);
  line.trusted = false;
}

/** The connection is no more, or could not be made; the one that dials tries again later. */
export function lost(state: KeepaliveState, line: Line, now: Time, port: Speaking): void {
  if (line.state === 'closed') return;
  if (line.state === 'open') {
    port.note({ kind: 'reaches', milestone: 'closed', about: line.peer });
    doubt(line, port);
  }
  Object.assign(line, { state: 'closed', dataAt: NEVER, dialAt: line.dials ? after(now, state.options.redial) : NEVER });
  settle(state, line);
}

function end(state: KeepaliveState, line: Line, why: string, now: Time, port: Speaking): void {
  port.note({ kind: 'reaches', milestone: why, about: line.peer });
  port.close(line.peer);
  lost(state, line, now, port);
}

function perform(state: KeepaliveState, line: Line, act: Act, now: Time, port: Speaking): void {
  if (typeof act === 'string') say(state, line, act, now, port);
  else if (act) end(state, line, act.ends, now, port);
}

/** Somebody dialled: a connection that is newer than the one that stands takes its place. */
function called(state: KeepaliveState, line: Line, { life, link }: KeepaliveMessage, now: Time, port: Speaking): void {
  const isNewer = life > line.life || (life === line.life && link > line.link);
  if (!isNewer && !isCurrent(line, life, link)) return;
  if (isNewer) {
    Object.assign(line, { life, link });
    open(state, line, now, port);
  }
  send(state, line.peer, 'welcome', line, port);
}

/** A word on the connection that stands. Whatever the one that was called says first also opens it. */
function heard(state: KeepaliveState, line: Line, word: Word | 'welcome', now: Time, port: Speaking): void {
  const { options } = state;
  if (line.state === 'dialling') open(state, line, now, port);
  if (word === 'welcome') return;
  if (word === 'pong') port.note({ kind: 'reaches', milestone: 'pong', about: line.peer });
  const act = rules[options.flavour].read(line.rule, now, word, options);
  if (act) perform(state, line, act, now, port);
  else if (word === 'ping') say(state, line, 'pong', now, port);
  else if (word === 'data' && options.answers) say(state, line, 'answer', now, port);
}

export function received(state: KeepaliveState, line: Line, message: KeepaliveMessage, now: Time, port: Speaking): void {
  const { incarnation, life, link } = message;
  const what = message.kind.slice('keepalive.'.length) as Saying;
  if (incarnation < line.known) return;
  line.known = incarnation;
  if (what === 'hello') {
    if (!line.dials) called(state, line, message, now, port);
  } else if (!isCurrent(line, life, link)) {
    // a kernel would reset what it does not know; the one that dials learns so that it must
    if (!line.dials && what !== 'gone') send(state, line.peer, 'gone', message, port);
  } else if (what === 'gone') lost(state, line, now, port);
  else heard(state, line, what, now, port);
  settle(state, line);
}

function traffic(state: KeepaliveState, line: Line, now: Time, port: Speaking): void {
  const { data } = state.options;
  say(state, line, 'data', now, port);
  line.dataAt = after(line.dataAt, Math.floor((now - line.dataAt) / data + 1) * data);
}

/** Whatever is due on one line: heartbeats before traffic, as if that were written by another thread. */
export function lineWakes(state: KeepaliveState, line: Line, now: Time, port: Speaking): void {
  const { options } = state;
  while (line.ruleAt <= now) {
    perform(state, line, rules[options.flavour].act(line.rule, now, options), now, port);
    settle(state, line);
  }
  if (line.dataAt <= now) traffic(state, line, now, port);
  if (line.doubtAt <= now) doubt(line, port);
  if (line.dialAt <= now) dial(state, line, now, port);
  settle(state, line);
}
