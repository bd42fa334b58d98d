import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { Draw } from './random.ts';

/** Where the tail begins, and the area of every layer, for 256 of them (Marsaglia and Tsang, J. Stat. Soft. 5(8), 2000). */
const tail = 7.697117470131049;
const area = 0.003949659822581557;

/** The right edges of the layers, widest first, and the density there. The lowest is wider than its edge: it holds the tail. */
const edges = new Float64Array(257);
const densities = new Float64Array(257);
edges[0] = area * exp(tail);
edges[1] = tail;
for (let i = 1; i < 256; i++) {
  densities[i] = exp(-edges[i]!);
  edges[i + 1] = i === 255 ? 0 : -ln(densities[i]! + area / edges[i]!);
}
densities[256] = 1;

/** As multiples of 2⁻²⁴ of a layer's width: a draw below lies under the next layer too, hence under the density. */
const steps = 0x100_0000;
export const scales = Float64Array.from({ length: 256 }, (_, i) => edges[i]! / steps);
export const safe = Int32Array.from({ length: 256 }, (_, i) => Math.floor((edges[i + 1]! / edges[i]!) * steps));

/**
 * A draw from the exponential law of mean 1, exact by rejection, mostly from one word (98.9 %). `fine`: with 32 more bits
 * behind the comma, for who scales it so far that steps of 5 ⋅ 10⁻⁷ show.
 */
export function standardExponential(draw: Draw, fine = false): number {
  const word = draw.bits();
  const layer = word & 255;
  const step = word >>> 8;
  if (step < safe[layer]! && !fine) return (step + 0.5) * scales[layer]!;
  return slow(draw, layer, step + (fine ? draw.next() : 0.5), fine);
}

function slow(draw: Draw, layer: number, step: number, fine: boolean): number {
  const x = step * scales[layer]!;
  if (x < edges[layer + 1]!) return x;
  // beyond the edge of the lowest the law is itself again
  if (layer === 0) return tail + standardExponential(draw, fine);
  const height = densities[layer]! + draw.next() * (densities[layer + 1]! - densities[layer]!);
  return height < exp(-x) ? x : standardExponential(draw, fine);
}
