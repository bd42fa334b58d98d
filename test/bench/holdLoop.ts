/**
 * The yardstick: a loop that does nothing but take the soonest entry and put one back, from a plain binary heap. One hold
 * is two operations of the queue and one exponential draw. Written apart from the engine's queue, so that neither flatters
 * the other; measured in the same process, so that ratios survive a busy machine.
 */
const table = Float64Array.from({ length: 4_096 }, (_, i) => -Math.log((i + 0.5) / 4_096));

export class Heap {
  private readonly times: Float64Array;
  private readonly codes: Int32Array;
  private size = 0;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.codes = new Int32Array(capacity);
  }

  push(time: number, code: number): void {
    const { times, codes } = this;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (times[parent]! <= time) break;
      times[i] = times[parent]!;
      codes[i] = codes[parent]!;
      i = parent;
    }
    times[i] = time;
    codes[i] = code;
  }

  peek(): number { return this.times[0]!; }

  pop(): number {
    const { times, codes } = this;
    const top = codes[0]!;
    const last = --this.size;
    const [time, code] = [times[last]!, codes[last]!];
    let i = 0;
    for (let child = 1; child < last; child = 2 * i + 1) {
      if (child + 1 < last && times[child + 1]! < times[child]!) child++;
      if (times[child]! >= time) break;
      times[i] = times[child]!;
      codes[i] = codes[child]!;
      i = child;
    }
    times[i] = time;
    codes[i] = code;
    return top;
  }
}

/** So many holds with so many entries pending; the last instant, so that nothing is optimised away. */
export function holdLoop(pending: number, holds: number): number {
  const heap = new Heap(pending + 1);
  let word = 0x9e3779b9;
  const draw = (): number => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return table[word & 4_095]!;
  };
  for (let i = 0; i < pending; i++) heap.push(draw(), i);
  let time = 0;
  for (let i = 0; i < holds; i++) {
    time = heap.peek();
    heap.push(time + draw(), heap.pop());
  }
  return time;
}
