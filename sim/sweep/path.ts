/** Places in a scenario as people write them: "detector.interval", "faults[0].at". */
import { ScenarioError } from '../scenario.ts';

export type Step = string | number;
type Container = Record<string, unknown>;

/** "faults[0].at" as its steps. Undefined when it is no path. */
export function steps(path: string): Step[] | undefined {
  const plain = path.replace(/^\$\./, '');
  if (!/^[^.[\]=]+(\.[^.[\]=]+|\[\d+\])*$/.test(plain)) return undefined;
  return [...plain.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => (index === undefined ? key! : Number(index)));
}

const spell = (trail: readonly Step[]): string =>
  trail.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`), '$');

/** The value as JSON where it reads as JSON, as text otherwise: `5`, `true`, `[0, 1]`, but also `500ms`. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(trail: readonly Step[], container: unknown, step: Step): never {
  const here = Array.isArray(container) ? `a list of ${container.length}` : JSON.stringify(container);
  throw new ScenarioError(spell([...trail, step]), `${spell(trail)} is ${here}, so it has no ${JSON.stringify(step)}`);
}

/** Whether `step` may be written in `container`: any key of an object, an entry of a list or the one after its last. */
function fits(container: unknown, step: Step): container is Container {
  if (Array.isArray(container)) return typeof step === 'number' && step <= container.length;
  return typeof container === 'object' && container !== null && typeof step === 'string';
}

/**
 * A copy of `document` with the value at `trail` replaced; objects and lists on the way are made where there are none.
 * @throws ScenarioError
 */
export function replaced(document: unknown, trail: readonly Step[], value: unknown, depth = 0): unknown {
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

/** What the document holds there; undefined where there is nothing. */
export const valueAt = (document: unknown, trail: readonly Step[]): unknown =>
  trail.reduce<unknown>((here, step) => (typeof here === 'object' && here !== null && Object.hasOwn(here, step) ? (here as Container)[step] : undefined), document);
