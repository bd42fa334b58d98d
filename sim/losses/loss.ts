import type { Time } from '../../src/time.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import type { Entry } from '../entry.ts';
import type { Draw, Key } from '../random.ts';

/** A law of loss. S is the link's state, plain data; null for laws that need none. */
export interface Loss<P, S> extends Entry<P> {
  readonly name: string;
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  /** `key` identifies the link: whatever S draws for itself is a function of it. */
  init(params: P, key: Key): S;
  /** Is this message lost? Called once for each message of the link, in the order of their send instants. `draw` is the message's own. */
  lost(params: P, state: S, sentAt: Time, draw: Draw): boolean;
  /** Goes on by another key from `now`, the instant of the latest send: what S has drawn of the time after it is drawn anew. */
  branch?(params: P, state: S, now: Time, key: Key): void;
}
