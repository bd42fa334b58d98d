import { SingleBar } from 'cli-progress';

interface Stream { write(text: string): unknown }

/** Quicker work than this shows no progress. */
const patience = 1_000;
/** Where there is no terminal to redraw on, a line this often. */
const lineEvery = 5_000;

export const percent = (share: number): string => `${Math.floor(100 * Math.min(1, Math.max(0, share)))} %`;

/** "about 12 s left": as fast as so far. */
export function remaining(share: number, elapsed: number): string {
  return share > 0.01 ? `about ${Math.ceil((elapsed * (1 - share)) / share / 1_000)} s left` : '';
}

/** A bar on a terminal, a line now and then elsewhere, nothing for what is over within a second. */
export class Progress {
  private readonly began = Date.now();
  private spoke = 0;
  private bar: SingleBar | undefined;

  /** @param stream undefined to be silent. `redraws`: whether escape sequences are understood there. */
  constructor(private readonly what: string, private readonly stream: Stream | undefined, private readonly redraws: boolean) {}

  /** `share` of the work is done. */
  update(share: number, now = Date.now()): void {
    if (this.stream === undefined || now - this.began < patience) return;
    if (this.redraws) this.draw(share, now);
    else if (now - this.spoke >= lineEvery) {
      this.spoke = now;
      this.stream.write(`${[`${this.what}: ${percent(share)}`, remaining(share, now - this.began)].filter(Boolean).join(', ')}\n`);
    }
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private draw(share: number, now: number): void {
    if (!this.bar) {
      this.bar = new SingleBar({
        stream: this.stream as NodeJS.WritableStream, clearOnComplete: true, barsize: 30,
        format: `${this.what} {bar} {percentage} %  {left}`, barCompleteChar: '#', barIncompleteChar: '.',
      });
      this.bar.start(1_000, 0, { left: '' });
    }
    this.bar.update(Math.round(1_000 * share), { left: remaining(share, now - this.began) });
  }
}
