/** A deep copy that keeps classes, and what is one object in two places. `shared`: what never changes, and is not copied. */
export function copyOf<T>(value: T, shared: readonly unknown[]): T {
  const copies = new Map<unknown, unknown>(shared.map(one => [one, one]));
  const keep = <C>(one: unknown, copied: C): C => {
    copies.set(one, copied);
    return copied;
  };
  const copy = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const known = copies.get(one);
    if (known !== undefined) return known;
    if (ArrayBuffer.isView(one)) return keep(one, (one as Float64Array).slice());
    if (one instanceof Map) {
      const map = keep(one, new Map<unknown, unknown>());
      for (const [key, held] of one) map.set(key, copy(held));
      return map;
    }
    if (Array.isArray(one) && typeof one[0] === 'number') return keep(one, one.slice());
    const made = keep(one, (Array.isArray(one) ? [] : Object.create(Object.getPrototypeOf(one) as object)) as Record<string, unknown>);
    if (Array.isArray(one)) for (let i = 0; i < one.length; i++) made[i] = copy(one[i]);
    else for (const [key, held] of Object.entries(one)) made[key] = copy(held);
    return made;
  };
  return copy(value) as T;
}
