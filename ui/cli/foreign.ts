import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { AnyDetector, AnyEstimator } from '../../src/contract.ts';
import { badInput, place } from './failure.ts';

const shapes = {
  detector: { needs: ['init', 'receive', 'wake', 'deadline', 'opinion'], may: ['watch', 'durable'] },
  estimator: { needs: ['init', 'observe', 'freshUntil', 'level'], may: ['freshFrom', 'explain'] },
} as const;
export type ForeignKind = keyof typeof shapes;

type Loose = Readonly<Record<string, unknown>>;
const isObject = (x: unknown): x is Loose => typeof x === 'object' && x !== null;

function parameterFaults(parameters: unknown): string[] {
  if (!isObject(parameters)) return ['`parameters` must be an object, {} for none'];
  return Object.entries(parameters).flatMap(([key, entry]) => {
    if (!isObject(entry)) return [`\`parameters.${key}\` must be an object`];
    const missing = ['default', 'kind', 'low', 'high'].filter(field => !(field in entry));
    return missing.map(field => `\`parameters.${key}.${field}\` is missing`);
  });
}

/** The texts whose check failed. */
const failed = (checks: readonly (readonly [fine: boolean, text: string])[]): string[] => checks.filter(([fine]) => !fine).map(([, text]) => text);

function messageFaults(messages: unknown): string[] {
  if (!isObject(messages)) return ['`messages` must name each kind of message it sends, {} for none'];
  return Object.entries(messages).flatMap(([kind, entry]) => failed([
    [/^[\w-]+\.[\w-]+$/.test(kind), `\`messages["${kind}"]\` must be called owner.name`],
    [isObject(entry) && typeof entry.purpose === 'string', `\`messages["${kind}"].purpose\` is missing`],
    [isObject(entry) && ['number', 'function'].includes(typeof entry.bytes), `\`messages["${kind}"].bytes\` is missing`],
  ]));
}

/** Everything that keeps a value from being what the contract asks for. */
export function shapeFaults(kind: ForeignKind, value: unknown): string[] {
  if (!isObject(value)) return [`it is ${value === null ? 'null' : `a ${typeof value}`}, not an object`];
  const { needs, may } = shapes[kind];
  return [
    ...(typeof value.name === 'string' && value.name !== '' ? [] : ['`name` must be a text']),
    ...needs.filter(key => typeof value[key] !== 'function').map(key => `\`${key}\` must be a function`),
    ...may.filter(key => value[key] !== undefined && typeof value[key] !== 'function').map(key => `\`${key}\` must be a function`),
    ...parameterFaults(value.parameters),
    ...(kind === 'detector' ? messageFaults(value.messages) : []),
  ];
}

async function load(path: string): Promise<Loose> {
  const file = resolve(path);
  if (!existsSync(file)) throw badInput(`${path}: there is no such file`);
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href) as Loose;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw badInput(`${path}: cannot be loaded: ${message}${place(error, [file])}`, error);
  }
}

export interface Foreign { readonly detector: AnyDetector; readonly estimator: AnyEstimator }

/** What a user's module exports under that name, once it has the shape that the contract asks for. */
export async function foreign<K extends ForeignKind>(kind: K, path: string, name: string): Promise<Foreign[K]> {
  const module = await load(path);
  const exported = Object.keys(module);
  if (!(name in module)) {
    const problem = name === '' ? 'name the export to use, after a #' : 'there is no such export';
    throw badInput(`${path}#${name}: ${problem}; it exports ${exported.length === 0 ? 'nothing' : exported.join(', ')}`);
  }
  const faults = shapeFaults(kind, module[name]);
  if (faults.length > 0) throw badInput(`${path}#${name} is no ${kind}: ${faults.join('; ')}`);
  return module[name] as Foreign[K];
}
