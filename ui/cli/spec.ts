import { usage } from './failure.ts';
import { readValue } from './override.ts';

/** A registry's entry or a user's own, and the parameters given with it. */
export interface Part {
  readonly name: string;
  /** The module to import it from; `name` is then its export. */
  readonly module?: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** What `--detector` or `--estimator` said. */
export interface Spec {
  /** As it was typed: what its column is called. */
  readonly label: string;
  readonly main: Part;
  /** What comes after a colon: the estimator of a detector. */
  readonly estimator?: Part;
}

const modulePath = /^(.+\.[cm]?[jt]s)(?:#([\w$]*))?((?:,.*)?)$/s;

function setting(text: string, whole: string): [string, unknown] {
  const equals = text.indexOf('=');
  if (equals < 1) throw usage(`${whole}: expected key=value after the comma, not ${JSON.stringify(text)}`);
  return [text.slice(0, equals).trim(), readValue(text.slice(equals + 1).trim())];
}

const settings = (list: readonly string[], whole: string): Record<string, unknown> =>
  Object.fromEntries(list.map(text => setting(text, whole)));

/** "phi,flavour=akka,threshold=12" or "./mine.js#name,timeout=2s". */
function part(text: string, whole: string): Part {
  const [, module, name, rest] = modulePath.exec(text) ?? [];
  if (module !== undefined) return { module, name: name ?? '', given: settings(rest!.split(',').slice(1), whole) };
  const [kind, ...given] = text.split(',');
  if (!/^[\w$]+$/.test(kind!)) {
    throw usage(`${whole}: expected the name of one, such as push or push:phi, its JSON, or ./mine.js#name`);
  }
  return { name: kind!, given: settings(given, whole) };
}

function fromJson(text: string): Part {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`${text}: is no JSON: ${(error as Error).message}`);
  }
  const { kind, ...given } = value as Record<string, unknown>;
  if (typeof kind !== 'string') throw usage(`${text}: needs a "kind"`);
  return { name: kind, given };
}

// A colon that begins an estimator: not the one of C:\ or of file://
const colon = /(?<!^[A-Za-z]):(?!\/\/)/;

/** Without the folders of modules: labels stand at the head of columns. */
const shortened = (text: string): string => text.replace(/(^|:)(?:[^:,#]*[/\\])(?=[^/\\,#]+\.[cm]?[jt]s)/g, '$1');

/** Reads a name, `detector:estimator`, either with `,key=value` after it, JSON, or `./mine.js#name`. */
export function readSpec(text: string): Spec {
  if (text.trimStart().startsWith('{')) {
    const main = fromJson(text);
    const inner = (main.given.estimator as Record<string, unknown> | undefined)?.kind;
    return { label: typeof inner === 'string' ? `${main.name}:${inner}` : main.name, main };
  }
  const at = text.search(colon);
  if (at < 0) return { label: shortened(text), main: part(text, text) };
  return { label: shortened(text), main: part(text.slice(0, at), text), estimator: part(text.slice(at + 1), text) };
}
