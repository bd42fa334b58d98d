/**
 * The digest: one hash chain a link (arrivals) and one a process (deliveries and effects), combined in index order.
 * Everything hashed is an integer, so it is the same in every JavaScript engine; wakes are left out, because early ones
 * are harmless.
 */
import { mix } from './random.ts';

/** Appends one fact, an instant and two words, to the chain that `words` holds at `at` and the place after it. */
export function chain(words: Int32Array, at: number, time: number, word: number, more: number): void {
  const high = Math.floor(time / 0x1_0000_0000);
  let a = words[at]! ^ (time | 0);
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + high;
  a = Math.imul(a ^ (a >>> 12) ^ word, 0x297a2d39) + more;
  a = Math.imul(a ^ (a >>> 15), 0x21f0aaad);
  let b = words[at + 1]! + more;
  b = Math.imul(b ^ (b >>> 16) ^ a, 0x735a2d97) + word;
  words[at] = a ^ (a >>> 14);
  words[at + 1] = b ^ (b >>> 15);
}

export class Sum {
  private a = 0x243f6a88;
  private b = 0x85a308d3 | 0;

  add(word: number): void {
    this.a = mix(this.a ^ word);
    this.b = mix((this.b + Math.imul(this.a, 0x9e3779b1)) ^ word);
  }

  hex(): string {
    return [this.a, this.b].map(word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
