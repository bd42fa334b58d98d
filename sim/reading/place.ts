import { NEVER, type Duration } from '../../src/time.ts';
import { parseDuration } from '../../src/parameters.ts';
import { ScenarioError } from '../scenario.ts';
import { nearestName } from './nearestName.ts';
import { bounds, printed } from './printed.ts';

export interface Range { readonly min?: number | undefined; readonly max?: number | undefined }

/** Longer than any finite duration may be, so that sums of a few of them stay exact. */
export const longestDuration: Duration = 100 * 365 * 86_400_000_000;

/** A value of the file and where it stands. Each reader answers with a checked value, or throws a ScenarioError that names the place. */
export class Place {
  constructor(readonly value: unknown, readonly path = '$') {}

  fail(problem: string): never {
    throw new ScenarioError(this.path, problem);
  }

  /** The member of that name; its value is undefined where there is none. */
  at(key: string): Place {
    const { value } = this;
    const held = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    const step = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    return new Place(held ? (value as Record<string, unknown>)[key] : undefined, this.path + step);
  }

  get given(): boolean {
    return this.value !== undefined;
  }

  /** The keys of an object, checked against those that are allowed; a key without a value is absent. */
  keys(allowed: readonly string[], what: string): readonly string[] {
    const keys = Object.entries(this.record(what)).filter(([, value]) => value !== undefined).map(([key]) => key);
    for (const key of keys) {
      if (!allowed.includes(key)) this.at(key).fail(`${what} has no "${key}"${nearestName(key, allowed)}`);
    }
    return keys;
  }

  record(what: string): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail(`${what} must be an object, not ${printed(value)}`);
    return value as Readonly<Record<string, unknown>>;
  }

  list(what: string, most: number): readonly Place[] {
    const { value } = this;
    if (!Array.isArray(value)) this.fail(`${what} must be a list, not ${printed(value)}`);
    if (value.length > most) this.fail(`${what} may have at most ${most} entries, not ${value.length}`);
    return value.map((item, i) => new Place(item, `${this.path}[${i}]`));
  }

  text(what: string, longest = 20_000): string {
    const { value } = this;
    if (typeof value !== 'string') this.fail(`${what} must be a text, not ${printed(value)}`);
    if (value.length > longest) this.fail(`${what} may have at most ${longest} characters, not ${value.length}`);
    // A terminal would obey an escape sequence in somebody's scenario.
    const odd = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u.exec(value); // eslint-disable-line no-control-regex
    if (odd) this.fail(`${what} must not hold control characters, and has one at character ${odd.index + 1}`);
    return value;
  }

  flag(what: string): boolean {
    const { value } = this;
    return typeof value === 'boolean' ? value : this.fail(`${what} must be true or false, not ${printed(value)}`);
  }

  choice(what: string, choices: readonly string[]): string {
    const { value } = this;
    if (typeof value === 'string' && choices.includes(value)) return value;
    const near = typeof value === 'string' ? nearestName(value, choices) : `: write one of ${choices.join(', ')}`;
    return this.fail(`${what} cannot be ${printed(value)}${near}`);
  }

  number(what: string, range: Range = {}): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isFinite(value)) this.fail(`${what} must be a number${bounds(range)}, not ${printed(value)}`);
    if (outside(value, range)) this.fail(`${what} must be a number${bounds(range)}, not ${value}`);
    return value;
  }

  count(what: string, range: Range = {}): number {
    const within = { min: 0, max: Number.MAX_SAFE_INTEGER, ...range };
    const { value } = this;
    if (!Number.isSafeInteger(value) || outside(value as number, within)) {
      this.fail(`${what} must be a whole number${bounds(range.max === undefined ? { min: within.min } : within)}, not ${printed(value)}`);
    }
    return value as number;
  }

  /** Whole microseconds. "never" only where the range reaches it. */
  duration(what: string, range: Range = {}): Duration {
    const { value } = this;
    if (typeof value === 'number') {
      this.fail(`${what} must be a duration with its unit, such as "250ms", "3s" or "10m", not the bare number ${value}`);
    }
    const read = typeof value === 'string' ? parseDuration(value) : undefined;
    if (read === undefined && typeof value === 'string' && /^\s*-?\d+(\.\d+)?([uµ]s|ms|[smhd])\s*$/.test(value)) {
      this.fail(`${what} of ${printed(value)} is beyond any duration that can be counted`);
    }
    if (read === undefined) {
      this.fail(`${what} must be a duration such as "250ms", "3s" or "10m" (units us, ms, s, m, h, d), not ${printed(value)}`);
    }
    const most = Math.min(range.max ?? longestDuration, range.max === NEVER ? NEVER : longestDuration);
    if (read === NEVER && most < NEVER) this.fail(`${what} cannot be "never"${bounds(range, 'duration')}`);
    if (outside(read, { min: range.min ?? -longestDuration, max: most })) {
      this.fail(`${what} must be a duration${bounds({ ...range, max: most }, 'duration')}, not ${printed(value)}`);
    }
    return read;
  }
}

function outside(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value < min || value > max;
}
