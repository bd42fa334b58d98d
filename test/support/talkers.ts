/** Processes that say what a script tells them to, and note what they hear: for tests of what lies between them. */
import { NEVER } from '../../src/time.ts';
import type { AnyDetector, Detector, Message, Time, Via } from '../../src/contract.ts';
import type { Run } from '../../sim/run.ts';
import { Row } from '../../sim/trace.ts';
import { rows } from './rows.ts';

/** At that time process `from` says word `word` to `to`, by stream unless told otherwise; or closes the stream to it. */
export interface Line { readonly at: Time; readonly from: number; readonly to: number; readonly word?: number; readonly close?: true; readonly via?: Via }

interface Word extends Message { readonly kind: 'talk.word'; readonly word: number }
interface TalkState { readonly self: number; spoken: number }

/** `answers`: what a process says to whom it hears a word or a signal from, in the same step. */
export function talkers(script: readonly Line[], answers: (self: number, heard: string) => number | undefined = () => undefined): AnyDetector {
  const ordered = [...script].sort((a, b) => a.at - b.at);
  const own = (self: number): readonly Line[] => ordered.filter(line => line.from === self);
  const detector: Detector<Record<string, never>, TalkState, Word> = {
    name: 'talkers', parameters: {}, messages: { 'talk.word': { purpose: 'application', bytes: 100 } },
    // a process that starts anew does not say again what was due before
    init: ({ self, now }) => ({ self, spoken: own(self).filter(line => line.at < now).length }),
    receive(state, _now, from, message, port) {
      const heard = message.kind === 'talk.word' ? String(message.word) : message.kind.slice('transport.'.length);
      port.note({ kind: 'reaches', milestone: heard, about: from });
      const word = answers(state.self, heard);
      if (word !== undefined) port.send(from, { kind: 'talk.word', word }, 'stream');
    },
    wake(state, now, port) {
      for (let line = own(state.self)[state.spoken]; line && line.at <= now; line = own(state.self)[++state.spoken]) {
        if (line.close) port.close(line.to);
        else port.send(line.to, { kind: 'talk.word', word: line.word ?? 0 }, line.via ?? 'stream');
      }
    },
    deadline: state => own(state.self)[state.spoken]?.at ?? NEVER,
    opinion: () => 'trusted',
  };
  return detector;
}

/** What was heard: when (ms), by whom, from whom, and the word or the signal. */
export const heard = ({ trace }: Run): readonly (readonly [number, number, number, string])[] =>
  rows(trace, Row.notes).map(row => {
    const note = trace.notes[row.x]!;
    return note.kind === 'reaches' ? [row.time / 1_000, row.a, note.about, note.milestone] as const : [row.time, row.a, -1, note.kind] as const;
  });

/** Packets of a kind, and whether each was lost: when they left (ms), from whom. */
export const packets = ({ trace }: Run, kind: string): readonly (readonly [number, number, 'sent' | 'lost'])[] =>
  [Row.sends, Row.loses].flatMap(code => rows(trace, code).filter(row => trace.kinds[row.m & 0xffff] === kind)
    .map(row => [row.time / 1_000, row.a, code === Row.sends ? 'sent' : 'lost'] as const))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
