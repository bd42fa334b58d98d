import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { badInput } from './failure.ts';
import { didYouMean } from './didYouMean.ts';
import { shipped, shippedNames } from './shipped.ts';

/** More than any scenario that a person writes; less than what would make parsing it a burden. */
const largest = 16 * 1024 * 1024;

/** A text, and what to call it in messages. */
export interface Source { readonly name: string; readonly text: string }

function decode(name: string, bytes: Buffer): Source {
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw badInput(`${name}: is not UTF-8 text`);
  }
}

const tooLarge = (name: string, size: string) => badInput(`${name}: is ${size}; at most ${largest >> 20} MiB are read`);

async function readAll(stream: AsyncIterable<Buffer>, name: string): Promise<Source> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > largest) throw tooLarge(name, `more than ${largest >> 20} MiB`);
    chunks.push(chunk);
  }
  return decode(name, Buffer.concat(chunks));
}

/** The text of a file, or of standard input for "-". */
export async function readSource(file: string): Promise<Source> {
  if (file === '-') return readAll(process.stdin, 'standard input');
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) throw badInput(`${file}: there is no such file`);
  if (status.isDirectory()) throw badInput(`${file}: is a directory`);
  if (status.size > largest) throw tooLarge(file, `${Math.round(status.size / (1 << 20))} MiB`);
  try {
    return decode(file, await readFile(file));
  } catch (error) {
    throw error instanceof Error && 'code' in error ? badInput(`${file}: cannot be read (${String(error.code)})`) : error;
  }
}

/** Where a character is, as people count: from 1. */
export function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Parses JSON; a mistake is named with its line and column. */
export function parseJson({ name, text }: Source): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const message = (error as Error).message;
    const at = /at position (\d+)/.exec(message);
    const { line, column } = position(text, at ? Number(at[1]) : text.length);
    const problem = message.replace(/,? ?(in JSON )?at position \d+.*$/, '').replace(/, "[^]*$/, '');
    throw badInput(`${name}:${line}:${column}: is no JSON: ${problem}`);
  }
}

/** The files that a pattern with * or ? in its last part means, in order, where no shell has said so already; else the name itself. */
export function expanded(pattern: string): readonly string[] {
  const [folder, last] = [dirname(pattern), basename(pattern)];
  if (!/[*?]/.test(last) || existsSync(pattern) || !existsSync(folder)) return [pattern];
  const like = new RegExp(`^${last.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
  const found = readdirSync(folder).filter(name => like.test(name) && !name.startsWith('.')).sort();
  return found.length === 0 ? [pattern] : found.map(name => join(folder, name));
}

/** A scenario from a file, from standard input, or from those that come with Flatline, by name. */
export async function readScenario(file: string, home: string): Promise<{ name: string; document: unknown }> {
  if (file === '-' || existsSync(file)) {
    const source = await readSource(file);
    return { name: source.name, document: parseJson(source) };
  }
  const name = file.replace(/\.json$/, '');
  const names = shippedNames(home);
  if (names.includes(name)) return { name, document: shipped(home, name) };
  throw badInput(`${file}: there is no such file, and no scenario of that name comes with Flatline${didYouMean(name, names)}; see \`flatline list scenarios\``);
}
