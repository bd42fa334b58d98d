/**
 * A calendar queue in typed arrays: a bucket is a list until its turn comes, and then sorted, the soonest last. Written
 * apart from the engine's, so that neither flatters the other. No event may lie further ahead than `reach`.
 */
export class BareCalendar {
  /** When the event that was popped last happens. */
  time = 0;
  private readonly first: Int32Array;
  private readonly mask: number;
  private readonly perWidth: number;
  // one node for each event of a later turn
  private readonly times: Float64Array;
  private readonly codes: Int32Array;
  private readonly next: Int32Array;
  private spare = -1;
  private used = 0;
  // the events of this turn
  private turn = 0;
  private readonly nowTimes: Float64Array;
  private readonly nowCodes: Int32Array;
  private size = 0;

  /** About three events a bucket. */
  constructor(capacity: number, eventsPerSecond: number, reach: number) {
    const width = 3e6 / eventsPerSecond;
    let buckets = 64;
    while (buckets * width < reach) buckets *= 2;
    this.first = new Int32Array(buckets).fill(-1);
    this.mask = buckets - 1;
    this.perWidth = 1 / width;
    [this.times, this.codes, this.next] = [new Float64Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
    [this.nowTimes, this.nowCodes] = [new Float64Array(capacity), new Int32Array(capacity)];
  }

  push(time: number, code: number): void {
    const at = Math.floor(time * this.perWidth);
    if (at <= this.turn) return this.insert(time, code);
    let i = this.spare;
    if (i < 0) i = this.used++;
    else this.spare = this.next[i]!;
    const bucket = at & this.mask;
    this.times[i] = time;
    this.codes[i] = code;
    this.next[i] = this.first[bucket]!;
    this.first[bucket] = i;
  }

  /** The code of the soonest event. */
  pop(): number {
    while (this.size === 0) this.drain();
    const i = --this.size;
    this.time = this.nowTimes[i]!;
    return this.nowCodes[i]!;
  }

  private insert(time: number, code: number): void {
    const { nowTimes, nowCodes } = this;
    let i = this.size++;
    for (; i > 0 && nowTimes[i - 1]! <= time; i--) {
      nowTimes[i] = nowTimes[i - 1]!;
      nowCodes[i] = nowCodes[i - 1]!;
    }
    nowTimes[i] = time;
    nowCodes[i] = code;
  }

  private drain(): void {
    const { times, codes, next } = this;
    const bucket = ++this.turn & this.mask;
    let i = this.first[bucket]!;
    if (i < 0) return;
    this.first[bucket] = -1;
    const many = this.longer(i, 64);
    while (i >= 0) {
      const after = next[i]!;
      if (many) {
        this.nowTimes[this.size] = times[i]!;
        this.nowCodes[this.size++] = codes[i]!;
      } else this.insert(times[i]!, codes[i]!);
      next[i] = this.spare;
      this.spare = i;
      i = after;
    }
    if (many) this.sort();
  }

  private longer(node: number, than: number): boolean {
    let count = 0;
    for (let i = node; i >= 0 && count <= than; i = this.next[i]!) count++;
    return count > than;
  }

  /** Thousands of equal deadlines fall into one bucket, once. */
  private sort(): void {
    const { nowTimes, nowCodes, size } = this;
    const order = Array.from({ length: size }, (_, i) => i).sort((a, b) => nowTimes[b]! - nowTimes[a]!);
    const [times, codes] = [nowTimes.slice(0, size), nowCodes.slice(0, size)];
    order.forEach((from, to) => {
      nowTimes[to] = times[from]!;
      nowCodes[to] = codes[from]!;
    });
  }
}
