/** A rate in few letters: "0", "4.5 ", "240 ", "1.2 k", "35 M"; a unit follows it. */
export function compact(value: number): string {
  for (const [unit, name] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (value >= 0.9995 * unit) return `${trim(value / unit)} ${name}`;
  }
  return `${trim(value)} `;
}

const trim = (value: number): string => (value >= 99.95 ? value.toFixed(0) : String(Number(value.toPrecision(value >= 10 ? 3 : 2))));
