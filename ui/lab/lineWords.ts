/** How a line of the fault script is said. */
import type { FaultLine } from '../../sim/scenario.ts';

/** "crash n3 (kill)", "partition n0 n1 | n2 n3 n4". */
export function described(line: FaultLine, names: readonly string[]): string {
  const { id: _id, at: _at, for: lasts, every, until: _until, kind, ...options } = line;
  const name = (selector: unknown): string =>
    Array.isArray(selector) ? selector.map(name).join(' ') : typeof selector === 'number' ? names[selector] ?? String(selector) : String(selector);
  if (kind === 'message') return onePacket(options, name);
  const words = Object.entries(options).map(([option, value]) => {
    if (option === 'process' || option === 'host') return name(value);
    if (option === 'groups' && Array.isArray(value)) return value.map(name).join(' | ');
    if (option === 'pairs' && Array.isArray(value)) return value.map(pair => (Array.isArray(pair) ? pair : [pair]).map(name).join(' – ')).join(', ');
    if (option === 'how') return `(${String(value)})`;
    if (option === 'from') return `from ${name(value)}`;
    if (option === 'to') return `to ${name(value)}`;
    if (option === 'driftPpm' && typeof value === 'number') return `${Math.abs(value) / 10_000} % ${value < 0 ? 'slow' : 'fast'}`;
    return value === true ? option : `${option} ${plainly(value)}`;
  }).sort((x, y) => Number(x.startsWith('(')) - Number(y.startsWith('(')));
  const ends = typeof lasts === 'string' && every === undefined ? ` for ${lasts}` : '';
  return `${[kind, ...words].join(' ')}${ends}`;
}

function onePacket({ from, to, sent, message, do: done, copy }: Readonly<Record<string, unknown>>, name: (selector: unknown) => string): string {
  const deed = typeof done === 'object' && done !== null && 'delay' in done ? `delay by ${plainly(done.delay)}` : plainly(done);
  const which = copy ? `, copy ${plainly(copy)}` : '';
  return `${deed}: ${plainly(message)} from ${name(from)} to ${name(to)}, sent at ${plainly(sent)}${which}`;
}

/** "independent (average 0.7)": a law as it would be said. */
export function plainly(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(plainly).join(' ');
  const { kind, ...options } = value as Readonly<Record<string, unknown>>;
  const words = Object.entries(options).map(([option, one]) => `${option} ${plainly(one)}`).join(', ');
  return kind === undefined ? words : words ? `${String(kind)} (${words})` : String(kind);
}
