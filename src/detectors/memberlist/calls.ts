import type { Port, ProcessId, Signal, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';

/**
 * What was asked by stream and is not answered yet. memberlist connects for each question and closes after the answer, or
 * when it has waited long enough, so that the next question does not stand behind what was lost of the last (net.go:
 * sendPingAndWaitForAck, sendAndReceiveState). A pair shares one stream here: if the other's closing takes a question
 * with it, it is asked again.
 */
export interface Call<M> { readonly to: ProcessId; readonly question: M; readonly until: Time }

export function call<M extends { readonly kind: string }>(calls: readonly Call<M>[], one: Call<M>, port: Port<M>): readonly Call<M>[] {
  port.send(one.to, one.question, 'stream');
  return [...calls, one];
}

/** Those that stay; the stream to whoever has no more of them is closed. */
export function withoutCalls<M extends { readonly kind: string }>(calls: readonly Call<M>[], isOver: (one: Call<M>) => boolean, port: Port<M>): readonly Call<M>[] {
  const left = calls.filter(one => !isOver(one));
  if (left.length === calls.length) return calls;
  const idle = new Set(calls.filter(isOver).map(({ to }) => to).filter(to => !left.some(other => other.to === to)));
  for (const to of idle) port.close(to);
  return left;
}

/** The kernel says something of the stream to that peer. */
export function callsAfter<M extends { readonly kind: string }>(calls: readonly Call<M>[], from: ProcessId, { kind }: Signal, port: Port<M>): readonly Call<M>[] {
  if (kind === 'transport.opened') return calls;
  if (kind !== 'transport.reset') return calls.filter(({ to }) => to !== from);
  for (const { to, question } of calls) if (to === from) port.send(to, question, 'stream');
  return calls;
}

export const nextCallEnd = (calls: readonly Call<unknown>[]): Time => calls.reduce((soonest, { until }) => Math.min(soonest, until), NEVER);
