/**
 * Sobol's sequence with the direction numbers of Joe and Kuo (SIAM J. Sci. Comput. 30(5), 2008, table new-joe-kuo-6,
 * which gives two-dimensional projections the best of it), in Gray code order as in their program.
 */

/** By dimension from the second: s, a, and the initial m of the primitive polynomial. The first needs none. */
const directionNumbers: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]], [2, 1, [1, 3]], [3, 1, [1, 3, 1]], [3, 2, [1, 1, 1]], [4, 1, [1, 1, 3, 3]], [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]], [5, 4, [1, 1, 5, 5, 5]], [5, 7, [1, 1, 7, 11, 19]], [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]], [5, 14, [1, 3, 5, 5, 31]], [6, 1, [1, 3, 3, 9, 7, 49]], [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]], [6, 19, [1, 1, 1, 15, 7, 5]], [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]], [7, 1, [1, 3, 7, 11, 23, 15, 103]], [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

export const sobolDimensions = directionNumbers.length + 1;

/** Bits of a coordinate: 2³² points before the sequence repeats. */
const bits = 32;

/** The 32 direction numbers of a dimension, counted from 0, as fractions of 2³². */
function directions(dimension: number): Int32Array {
  const v = new Int32Array(bits);
  const [s, a, m] = dimension === 0 ? [0, 0, []] as const : directionNumbers[dimension - 1]!;
  for (let i = 0; i < bits; i++) {
    if (dimension === 0) v[i] = 1 << (31 - i);
    else if (i < s) v[i] = m[i]! << (31 - i);
    else {
      v[i] = v[i - s]! ^ (v[i - s]! >>> s);
      for (let k = 1; k < s; k++) if ((a >> (s - 1 - k)) & 1) v[i]! ^= v[i - k]!;
    }
  }
  return v;
}

/** The sequence in so many dimensions: the words of its points, each a fraction of 2³². */
export class Sobol {
  private readonly v: readonly Int32Array[];

  /** @param dimensions from 1 to {@link sobolDimensions} */
  constructor(dimensions: number) {
    this.v = Array.from({ length: dimensions }, (_, i) => directions(i));
  }

  /** The word of one coordinate of the i-th point, 0 for the origin. */
  word(point: number, dimension: number): number {
    const v = this.v[dimension]!;
    let word = 0;
    for (let bit = 0, gray = point ^ (point >>> 1); gray !== 0; bit++, gray >>>= 1) if (gray & 1) word ^= v[bit]!;
    return word >>> 0;
  }
}
