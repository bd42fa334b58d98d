/**
 * Weather, not dice: every draw is a pure function of a key, so nothing that happens elsewhere can move it.
 *
 * `seedrandom` turns the human seed into a root key, once. From there on, keys are two 32-bit words and draws are a
 * counter-based hash of them (multiply-xorshift rounds, as in murmur3's finaliser).
 */
import seedrandom from 'seedrandom';

export interface Key { readonly a: number; readonly b: number }

export function rootKey(seed: string): Key {
  const generator = seedrandom(seed);
  return { a: generator.int32(), b: generator.int32() };
}

/** A 32-bit hash of a text (FNV-1a, then mixed). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

export function mix(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}

/** The key of a part of what `key` is the key of. */
export function subkey(key: Key, ...words: readonly number[]): Key {
  const draw = new Draw().start(key.a, key.b);
  for (const word of words) draw.absorb(word);
  return { a: draw.a, b: draw.b };
}

/** A keyed stream of uniforms. Reusable: `start`, `absorb` what identifies the draw, then `next` as often as needed. */
export class Draw {
  a = 0;
  b = 0;
  private count = 0;

  start(a: number, b: number): this {
    this.a = a;
    this.b = b;
    this.count = 0;
    return this;
  }

  absorb(word: number): this {
    const a = mix(this.a ^ word);
    this.b = mix(Math.imul(this.b ^ a, 0x9e3779b1) + word);
    this.a = (a + this.b) | 0;
    return this;
  }

  /** Absorbs a whole number of up to 53 bits. */
  absorbTime(time: number): this {
    return this.absorb(time | 0).absorb(Math.floor(time / 0x1_0000_0000));
  }

  /** The next 32 bits. Of two streams whose `a` is equal they differ by a constant, so start from hashed words: a key's. */
  bits(): number {
    this.count = (this.count + 0x9e3779b9) | 0;
    return (mix(this.a + this.count) + this.b) | 0;
  }

  /** True with this probability, to 64 bits, of which one word almost always decides. */
  below(probability: number): boolean {
    const scaled = probability * 0x1_0000_0000;
    const limit = Math.floor(scaled);
    const word = this.bits() >>> 0;
    return word === limit ? (this.bits() >>> 0) < (scaled - limit) * 0x1_0000_0000 : word < limit;
  }

  /** Uniform in (0, 1), both ends excluded: 52 bits and a half, which a double holds exactly. */
  next(): number {
    const high = this.bits() >>> 6;
    const low = this.bits() >>> 6;
    return (high * 0x400_0000 + low + 0.5) / 0x10_0000_0000_0000;
  }
}
