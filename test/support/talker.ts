/** A process that says what its own script, or somebody else, tells it to, and notes what it hears: simulated as over real sockets. */
import type { Detector, Duration, Message, Port, Time, Via } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';

/** Says word `word` to `to`, `times` times and counting on; or closes the stream to it. */
export interface Line { readonly to: number; readonly word?: number; readonly times?: number; readonly close?: true; readonly via?: Via }
/** So long after it began; `bid`: `to` is told, by datagram, to say those lines. */
export interface Said extends Line { readonly at: Duration; readonly bid?: readonly Line[] }

export interface TalkerParams {
  /** By process; each in order of time. A process that starts anew is silent. */
  readonly scripts: readonly (readonly Said[])[];
  /** Each word below it is said back so much greater, by stream. */
  readonly echo?: number;
}

interface Word extends Message { readonly kind: 'talk.word'; readonly word: number; readonly ballast?: string }
interface Bid extends Message { readonly kind: 'talk.bid'; readonly lines: readonly Line[] }
interface TalkerState { readonly begun: Time; readonly script: readonly Said[]; readonly echo: number; said: number }
type Out = Port<Word | Bid>;

function say({ to, word = 0, times = 1, close, via = 'stream' }: Line, port: Out): void {
  if (close) port.close(to);
  else for (let i = 0; i < times; i++) port.send(to, { kind: 'talk.word', word: word + i }, via);
}

export const talker: Detector<TalkerParams, TalkerState, Word | Bid> = {
  name: 'talker', parameters: {} as never,
  messages: { 'talk.word': { purpose: 'application', bytes: 100 }, 'talk.bid': { purpose: 'application', bytes: 100 } },
  init: ({ self, now, params, incarnation }) => ({ begun: now, script: incarnation > 0 ? [] : params.scripts[self] ?? [], echo: params.echo ?? 0, said: 0 }),
  receive(state, _now, from, message, port) {
    if (message.kind === 'talk.bid') {
      for (const line of message.lines) say(line, port);
      return;
    }
    const milestone = message.kind === 'talk.word' ? String(message.word) : message.kind.slice('transport.'.length);
    port.note({ kind: 'reaches', milestone, about: from });
    if (message.kind === 'talk.word' && message.word < state.echo) port.send(from, { kind: 'talk.word', word: message.word + state.echo }, 'stream');
  },
  wake(state, now, port) {
    for (let line = state.script[state.said]; line && state.begun + line.at <= now; line = state.script[++state.said]) {
      if (line.bid) port.send(line.to, { kind: 'talk.bid', lines: line.bid });
      else say(line, port);
    }
  },
  deadline: ({ begun, script, said }) => script[said] === undefined ? NEVER : begun + script[said].at,
  opinion: () => 'trusted',
};
