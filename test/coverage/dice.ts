import { Draw } from '../../sim/random.ts';

/** Random numbers with a key of their own. */
export class Dice {
  private readonly draw: Draw;
  constructor(seed: number) { this.draw = new Draw().start(seed, 77); }

  uniform(): number { return this.draw.next(); }
  exponential(mean: number): number { return -mean * Math.log(this.draw.next()); }
  happens(share: number): boolean { return this.draw.next() < share; }

  /** Mean 1, variance 1 / shape. */
  gamma(shape: number): number {
    let sum = 0;
    for (let i = 0; i < shape; i++) sum += this.exponential(1);
    return sum / shape;
  }

  poisson(mean: number): number {
    let count = 0;
    for (let left = mean - this.exponential(1); left > 0; left -= this.exponential(1)) count++;
    return count;
  }

  /** From 1 up, with that mean. */
  geometric(mean: number): number {
    let count = 1;
    while (!this.happens(1 / mean)) count++;
    return count;
  }
}
