import type { Duration, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';

/** What is said on a connection: application traffic and its answer, a question and its answer, a beat that asks nothing, a complaint. */
export type Word = 'data' | 'answer' | 'ping' | 'pong' | 'beat' | 'goaway';

/** The connection is given up, and why: in the system's own word. */
export interface Ending { readonly ends: string }

/** What a rule wants: that something is said, that the connection ends, or nothing. */
export type Act = Word | Ending | null;

/** The options that rules read. Durations in microseconds. */
export interface RuleOptions {
  readonly interval: Duration;
  readonly attempts: number;
  readonly answerWithin: Duration;
  readonly firstPing: Duration;
  readonly status: Duration;
  readonly nap: Duration;
  readonly permit: Duration;
  readonly strikes: number;
  readonly piggyback: boolean;
}

/** Fixed for each process, or for each of its connections, from its start: shares of a period. */
export interface Phase { readonly origin: Time; readonly process: number; readonly line: number }

/** How one system keeps one end of a connection. Plain-data state, made anew for each connection. */
export interface Rule<S> {
  /** `before`: what the connection before this one left. */
  begin(options: RuleOptions, now: Time, phase: Phase, before: S | undefined): S;
  /** Something came. A ping is answered without a word from here. */
  read(state: S, now: Time, word: Word, options: RuleOptions): Act;
  wrote(state: S, now: Time, word: Word, options: RuleOptions): void;
  due(state: S, options: RuleOptions): Time;
  /** One thing that is due. Called until nothing is, so it must move `due` on, or end the connection. */
  act(state: S, now: Time, options: RuleOptions): Act;
}

/** NEVER stays NEVER. */
export const after = (instant: Time, wait: Duration): Time => (wait >= NEVER - instant ? NEVER : instant + wait);
