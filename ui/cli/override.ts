import { usage, badInput } from './failure.ts';

type Json = unknown;
type Container = Record<string, Json>;

/** "faults[0].at" as its steps. Undefined when it is no path. */
export function steps(path: string): (string | number)[] | undefined {
  const plain = path.replace(/^\$\./, '');
  if (!/^[^.[\]=]+(\.[^.[\]=]+|\[\d+\])*$/.test(plain)) return undefined;
  return [...plain.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => (index === undefined ? key! : Number(index)));
}

const spell = (trail: readonly (string | number)[]): string =>
  trail.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`), '$');

/** The value as JSON where it reads as JSON, as text otherwise: `5`, `true`, `[0, 1]`, but also `500ms`. */
export function readValue(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(trail: readonly (string | number)[], container: Json, step: string | number): never {
  const here = Array.isArray(container) ? `a list of ${container.length}` : JSON.stringify(container);
  throw badInput(`--set ${spell([...trail, step])}: ${spell(trail)} is ${here}, so it has no ${JSON.stringify(step)}`);
}

/** Whether `step` may be written in `container`: any key of an object, an entry of a list or the one after its last. */
function fits(container: Json, step: string | number): container is Container {
  if (Array.isArray(container)) return typeof step === 'number' && step <= container.length;
  return typeof container === 'object' && container !== null && typeof step === 'string';
}

/** A copy of `document` with the value at `trail` replaced; objects and lists on the way are made where there are none. */
function replaced(document: Json, trail: readonly (string | number)[], value: Json, depth = 0): Json {
  const step = trail[depth];
  if (step === undefined) return value;
  const container = document === undefined ? (typeof step === 'number' ? [] : {}) : document;
  if (!fits(container, step)) return refuse(trail.slice(0, depth), container, step);
  const copy = (Array.isArray(container) ? [...container] : { ...container }) as Container;
  const before = Object.hasOwn(container, step) ? container[step] : undefined;
  Object.defineProperty(copy, step, {
    value: replaced(before, trail, value, depth + 1), writable: true, enumerable: true, configurable: true,
  });
  return copy;
}

/** The scenario with each `path=value` written into it, in order. The document itself stays as it was. */
export function override(document: Json, settings: readonly string[]): Json {
  return settings.reduce<Json>((changed, setting) => {
    const equals = setting.indexOf('=');
    const trail = equals > 0 ? steps(setting.slice(0, equals).trim()) : undefined;
    if (!trail) throw usage(`--set ${setting}: expected path=value, such as detector.interval=500ms or faults[0].at=10s`);
    return replaced(changed, trail, readValue(setting.slice(equals + 1)));
  }, document);
}
