import type { Progress } from '../progress.ts';

/** How often a program is told, in milliseconds. */
const every = 1_000;

/** How far a sweep has come, for a person or, as lines of JSON on standard error, for a program. */
export class SweepProgress {
  private readonly began = Date.now();
  private spoke = 0;
  private done: number;

  /** @param before how many of `planned` rows were there already @param say takes lines for a program; undefined to draw `bar` */
  constructor(private readonly planned: number, private readonly before: number, private readonly bar: Progress, private readonly say?: (line: string) => void) {
    this.done = before;
  }

  /** One more row is there. */
  landed(now = Date.now()): void {
    this.done++;
    if (!this.say) this.bar.update((this.done - this.before) / (this.planned - this.before), now);
    else if (now - this.spoke >= every || this.done === this.planned) this.tell(now);
  }

  private tell(now: number): void {
    this.spoke = now;
    const elapsed = (now - this.began) / 1_000;
    const left = (elapsed * (this.planned - this.done)) / (this.done - this.before);
    this.say!(JSON.stringify({ done: this.done, of: this.planned, share: this.done / this.planned, elapsed_s: elapsed, left_s: Math.round(left * 1_000) / 1_000 }));
  }
}
