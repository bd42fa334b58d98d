/** A process that says what its own script tells it to, and notes what it hears: in the simulator as over real sockets. */
import type { Detector, Duration, Message, Time, Via } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';

/** So long after it began, it says word `word` to `to`, `times` times and counting on; or closes the stream to it. */
export interface Said { readonly at: Duration; readonly to: number; readonly word?: number; readonly times?: number; readonly close?: true; readonly via?: Via }

export interface TalkerParams {
  /** By process; each in order of time. */
  readonly scripts: readonly (readonly Said[])[];
  /** Each word heard is said back so much greater, by stream. */
  readonly echo?: number;
}

interface Word extends Message { readonly kind: 'talk.word'; readonly word: number; readonly ballast?: string }
interface TalkerState { readonly begun: Time; readonly script: readonly Said[]; readonly echo: number | undefined; said: number }

export const talker: Detector<TalkerParams, TalkerState, Word> = {
  name: 'talker', parameters: {} as never, messages: { 'talk.word': { purpose: 'application', bytes: 100 } },
  init: ({ self, now, params, incarnation }) => ({ begun: now, script: incarnation > 0 ? [] : params.scripts[self] ?? [], echo: params.echo, said: 0 }),
  receive(state, _now, from, message, port) {
    const milestone = message.kind === 'talk.word' ? String(message.word) : message.kind.slice('transport.'.length);
    port.note({ kind: 'reaches', milestone, about: from });
    if (message.kind === 'talk.word' && state.echo !== undefined && message.word < state.echo) port.send(from, { kind: 'talk.word', word: message.word + state.echo }, 'stream');
  },
  wake(state, now, port) {
    for (let line = state.script[state.said]; line && state.begun + line.at <= now; line = state.script[++state.said]) {
      if (line.close) port.close(line.to);
      else for (let i = 0; i < (line.times ?? 1); i++) port.send(line.to, { kind: 'talk.word', word: (line.word ?? 0) + i }, line.via ?? 'stream');
    }
  },
  deadline: ({ begun, script, said }) => script[said] === undefined ? NEVER : begun + script[said].at,
  opinion: () => 'trusted',
};
