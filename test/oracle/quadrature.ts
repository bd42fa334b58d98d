/** Gauss–Legendre of 16 points on every piece between two breakpoints: exact where the integrand is constant, else to 12 digits. */

const half: readonly (readonly [node: number, weight: number])[] = [
  [0.09501250983763744, 0.1894506104550685], [0.2816035507792589, 0.18260341504492358],
  [0.45801677765722737, 0.16915651939500254], [0.6178762444026438, 0.14959598881657674],
  [0.755404408355003, 0.12462897125553388], [0.8656312023878318, 0.09515851168249279],
  [0.9445750230732326, 0.062253523938647894], [0.9894009349916499, 0.027152459411754096],
];

function piece(f: (x: number) => number, from: number, to: number): number {
  const middle = (from + to) / 2;
  const reach = (to - from) / 2;
  return reach * half.reduce((sum, [node, weight]) => sum + weight * (f(middle - reach * node) + f(middle + reach * node)), 0);
}

/** Between the outermost of `breaks`; no piece is longer than `longest`. */
export function integrate(f: (x: number) => number, breaks: Iterable<number>, longest = Infinity): number {
  const points = [...new Set(breaks)].toSorted((a, b) => a - b);
  let sum = 0;
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i]!, points[i + 1]!];
    const parts = Math.max(1, Math.ceil((to - from) / longest));
    for (let part = 0; part < parts; part++) {
      sum += piece(f, from + (to - from) * part / parts, from + (to - from) * (part + 1) / parts);
    }
  }
  return sum;
}

/** From `from` to `to`, in steps that grow by a tenth with the distance from `from`: for tails. */
export function* widening(from: number, to: number, first: number): Generator<number> {
  for (let x = from, step = first; x < to; x += step, step *= 1.1) yield x;
  yield to;
}
