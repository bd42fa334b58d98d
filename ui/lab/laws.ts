import type { Entries } from './tables.ts';

type Written = Readonly<Record<string, unknown>>;

/** A law as it may be written: in full, in short (`{ "uniform": ["1ms", "20ms"] }`), or as the one value that it always is. Null for none. */
export function longForm(value: unknown, entries: Entries, always: { readonly kind: string; readonly option: string }): Written | null {
  if (typeof value === 'string' || typeof value === 'number') return { kind: always.kind, [always.option]: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const [kind, ...more] = Object.keys(value);
  const entry = kind !== undefined && more.length === 0 && Object.hasOwn(entries, kind) ? entries[kind] : undefined;
  if (!entry) return value as Written;
  const given = (value as Written)[kind!];
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return { kind, ...given };
  const options = Object.keys(entry.parameters);
  const list = Array.isArray(given) && options.length > 1 ? given as unknown[] : [given];
  return { kind, ...Object.fromEntries(list.map((one, i) => [options[i], one])) };
}
