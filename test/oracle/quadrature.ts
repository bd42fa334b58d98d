/** Gauss–Legendre of 16 points on every piece between two breakpoints: exact where the integrand is constant, else to 12 digits. */

const half: readonly (readonly [node: number, weight: number])[] = [
  [0.0950125098376374402, 0.189450610455068496], [0.281603550779258913, 0.182603415044923589],
  [0.458016777657227386, 0.169156519395002538], [0.617876244402643748, 0.149595988816576732],
  [0.755404408355003034, 0.124628971255533872], [0.865631202387831744, 0.0951585116824927848],
  [0.944575023073232576, 0.0622535239386478929], [0.989400934991649933, 0.0271524594117540949],
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
