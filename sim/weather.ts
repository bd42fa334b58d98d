/**
 * The weather of one message: its draws, a pure function of the link's key, the true instant of sending and the ordinal
 * of its kind. Two hashes identify the message and one more makes a draw of 32 bits, so that a link can be walked
 * without an engine, faster than events can be queued.
 */
import type { Time } from '../src/contract.ts';
import { Draw, mix } from './random.ts';

/** Draws for different purposes come from different regions of a message's stream, so that one law never moves another's. */
export const Region = { loss: 1, latency: 2, reorder: 3, duplicate: 4 } as const;

export class Weather {
  private readonly draw = new Draw();
  private a = 0;
  private b = 0;

  /** Turns to the message that this link carries at `sentAt`; `word` tells it from others of that instant. */
  identify(keyA: number, keyB: number, sentAt: Time, word: number): void {
    const a = mix(keyA ^ (sentAt | 0));
    this.b = mix((keyB ^ a) + Math.imul(Math.floor(sentAt / 0x1_0000_0000), 0x9e3779b1) + word);
    this.a = (a + this.b) | 0;
  }

  /** Turns to the copy that the network makes of the message at hand. */
  duplicate(): void {
    this.draw.start(this.a, this.b).absorb(0x64757065);
    this.a = this.draw.a;
    this.b = this.draw.b;
  }

  /** The one draw object, at the start of a region: what was drawn from before is forgotten. */
  region(region: number): Draw {
    return this.draw.start(this.a ^ Math.imul(region, 0x51ed270b), this.b);
  }
}
