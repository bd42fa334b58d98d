import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expanded, parseJson, position, readScenario, readSource } from '../../../ui/cli/input.ts';
import { shipped, shippedNames } from '../../../ui/cli/shipped.ts';

let home = '';
const file = (name: string, bytes: string | Buffer): string => {
  writeFileSync(join(home, name), bytes);
  return join(home, name);
};
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'flatline-home-'));
  file('oneCrash.json', '{ "title": "One crash" }');
  file('slowClock.json', '{ "title": "A slow clock" }');
  file('schema.json', '{}');
  file('notes.txt', 'no scenario');
});
afterAll(() => rmSync(home, { recursive: true }));

const message = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(() => undefined, (error: unknown) => error as { exit: number; message: string });
  expect(thrown?.exit).toBe(3);
  return thrown!.message;
};

describe('the text of a file', () => {
  test('is read as it is', async () => expect(await readSource(join(home, 'notes.txt'))).toEqual({ name: join(home, 'notes.txt'), text: 'no scenario' }));

  test.each<[string, () => string, RegExp]>([
    ['a missing one', () => join(home, 'none'), /there is no such file/], ['a folder', () => home, /is a directory/],
    ['bytes that are no text', () => file('bytes', Buffer.from([0xff, 0xfe, 0x7b])), /is not UTF-8 text/],
    ['too much', () => file('large', Buffer.alloc((16 << 20) + 1)), /is 16 MiB; at most 16 MiB are read/],
  ])('%s is refused', async (_name, path, expected) => expect(await message(readSource(path()))).toMatch(expected));
});

describe('JSON', () => {
  const problem = (text: string): Promise<string> => message(Promise.resolve().then(() => parseJson({ name: 'x.json', text })));

  test('may begin with a byte order mark', () => expect(parseJson({ name: 'x', text: '\uFEFF{"a":1}' })).toEqual({ a: 1 }));

  test.each([
    ['{\n  "a": 1,,\n}', /^x\.json:2:10: is no JSON: Expected double-quoted property name/], ['{ "a": ', /^x\.json:1:8: is no JSON: Unexpected end/],
    ['nonsense', /^x\.json:1:\d+: is no JSON: Unexpected token/],
  ])('%j is refused with line and column', async (text, expected) => {
    expect(await problem(text)).toMatch(expected);
    expect(await problem(text)).not.toMatch(/position|"\.\.\./);
  });

  test('lines and columns count from 1', () => {
    expect([position('abc', 0), position('a\nbc', 3), position('a\n', 2)]).toEqual([{ line: 1, column: 1 }, { line: 2, column: 2 }, { line: 2, column: 1 }]);
  });
});

describe('a pattern that no shell has expanded', () => {
  test('means the files that are like it, in order', () => {
    for (const name of ['b+1.txt', 'b+22.txt', 'b.log', '.b+3.txt']) file(name, '{}');
    const names = (pattern: string): readonly string[] => expanded(file('c.txt', '').replace('c.txt', pattern)).map(path => path.split(/[/\\]/).at(-1)!);
    expect(names('b+*.txt')).toEqual(['b+1.txt', 'b+22.txt']);
    expect(names('b+?.txt')).toEqual(['b+1.txt']);
  });

  test('and anything else only itself', () => expect(['oneCrash', 'no/such/*.json', '-', 'nothing-like-it-*'].map(expanded)).toEqual([['oneCrash'], ['no/such/*.json'], ['-'], ['nothing-like-it-*']]));
});

describe('a scenario', () => {
  test('of a file, wherever it lies', async () => {
    const path = file('mine.json', '{ "title": "Mine" }');
    expect(await readScenario(path, home)).toEqual({ name: path, document: { title: 'Mine' } });
  });

  test.each(['oneCrash', 'oneCrash.json'])('that comes with Flatline, as %s', async name => {
    expect(await readScenario(name, home)).toEqual({ name: 'oneCrash', document: { title: 'One crash' } });
  });

  test('that there is not', async () => {
    expect(await message(readScenario('onecrash', home))).toBe(
      'onecrash: there is no such file, and no scenario of that name comes with Flatline; did you mean "oneCrash"?; see `flatline list scenarios`');
    expect(await message(readScenario('../notes', home))).not.toContain('did you mean');
  });

  test('those that come with Flatline are the JSON files beside the schema', () => {
    expect(shippedNames(home).filter(name => name !== 'mine')).toEqual(['oneCrash', 'slowClock']);
    expect(shipped(home, 'slowClock')).toEqual({ title: 'A slow clock' });
  });
});
