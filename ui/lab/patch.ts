/** Plain JSON: one spelling for each value, and what turns one value into another (in the manner of RFC 7396). */

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with the keys of every object in code unit order: equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(one => canonical(one ?? null)).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter(key => value[key] !== undefined).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** The smallest patch with `applied(base, patch)` the same as `target`; undefined where there is none (null means "leave out"). */
export function difference(base: object, target: object): Fields | undefined {
  const patch = between(base as Fields, target as Fields);
  return same(applied(base, patch), target) ? patch : undefined;
}

function between(base: Fields, target: Fields): Fields {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(base)) if (target[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(target)) {
    const before = base[key];
    if (value === undefined || same(before ?? null, value)) continue;
    patch[key] = isFields(before) && isFields(value) ? between(before, value) : value;
  }
  return patch;
}

/** `base` with the fields of `patch` over it: objects are merged, null leaves a field out, everything else replaces. */
export function applied(base: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result: Record<string, unknown> = isFields(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else define(result, key, applied(result[key], value));
  }
  return result;
}

/** An own field whatever its name: a link may say `__proto__`. */
const define = (object: object, key: string, value: unknown): void => {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
};
