import type { Place } from './place.ts';
import { printed } from './printed.ts';

const rates: Readonly<Record<string, number>> = { 'bit/s': 1, 'kbit/s': 1e3, 'Mbit/s': 1e6, 'Gbit/s': 1e9 };
const sizes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 };

function scaled(text: unknown, units: Readonly<Record<string, number>>): number | undefined {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?) ?([A-Za-z/]+)$/.exec(text.trim()) : null;
  const unit = match ? units[match[2]!] : undefined;
  const value = unit === undefined ? undefined : Math.round(Number(match![1]) * unit);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Bits per second; 0 for "unlimited". */
export function bandwidth(place: Place, what: string): number {
  if (place.value === 'unlimited') return 0;
  const value = scaled(place.value, rates);
  if (value !== undefined && value > 0) return value;
  const units = Object.keys(rates).join(', ');
  return place.fail(`${what} must be a bandwidth such as "64kbit/s" or "unlimited" (units ${units}), not ${printed(place.value)}`);
}

export function bytes(place: Place, what: string): number {
  return scaled(place.value, sizes)
    ?? place.fail(`${what} must be a size such as "64kB" (units ${Object.keys(sizes).join(', ')}), not ${printed(place.value)}`);
}
