/** sfc32 (Doty-Humphrey), and exponentials by the ziggurat of Marsaglia and Tsang (2000) with 256 layers. */
const tail = 7.697117470131049;
const area = 0.003949659822581557;
const widths = new Float64Array(257);
const heights = new Float64Array(257);
widths[0] = area / Math.exp(-tail);
widths[1] = tail;
for (let i = 2; i < 256; i++) widths[i] = -Math.log(area / widths[i - 1]! + Math.exp(-widths[i - 1]!));
for (let i = 1; i < 257; i++) heights[i] = Math.exp(-widths[i]!);

export class Dice {
  private a = 0x9e3779b9 | 0;
  private b = 0x243f6a88 | 0;
  private c: number;
  private d = 1;

  constructor(seed: number) {
    this.c = seed | 0;
    for (let i = 0; i < 16; i++) this.word();
  }

  private word(): number {
    const { b, c } = this;
    const sum = (((this.a + b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  }

  /** In [0, 1). */
  uniform(): number { return (this.word() >>> 0) * 2 ** -32; }

  /** Of mean 1. */
  exponential(): number {
    for (let beyond = 0; ;) {
      const drawn = this.word();
      const layer = drawn & 255;
      const x = (drawn >>> 8) * 2 ** -24 * widths[layer]!;
      if (x < widths[layer + 1]!) return beyond + x;
      if (layer === 0) beyond += tail;
      else if (heights[layer]! + this.uniform() * (heights[layer + 1]! - heights[layer]!) < Math.exp(-x)) return beyond + x;
    }
  }
}
