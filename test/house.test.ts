/** The house, as DESIGN.md draws it: every rule is a test, and every rule is shown to bite. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fileFindings } from './support/house/house.ts';
import { words } from './support/house/names.ts';
import { registries, registryFindings } from './support/house/registries.ts';
import { limits, medians } from './support/house/sizes.ts';
import { parse, show, type Source } from './support/house/source.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function tree(folder: string): Source[] {
  return readdirSync(root + folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => `${entry.parentPath.slice(root.length)}/${entry.name}`.replaceAll('\\', '/').replaceAll('//', '/'))
    .map(path => parse(path, readFileSync(root + path, 'utf8')));
}

const sources = ['src', 'sim', 'scenarios', 'ui', 'test'].flatMap(tree);

describe('the tree keeps the house', () => {
  test('there is a tree to look at', () => {
    expect(sources.map(source => source.path)).toEqual(expect.arrayContaining(['src/time.ts', 'sim/engine.ts', 'test/house.test.ts']));
  });

  test('imports, words, names and sizes', () => {
    expect(sources.flatMap(fileFindings).map(show)).toEqual([]);
  });

  test('every entry stands in its registry', () => {
    for (const folder of registries) expect(sources.map(source => source.path)).toContain(`${folder}/index.ts`);
    expect(registryFindings(sources).map(show)).toEqual([]);
  });

  test('the median function and the median file are short', () => {
    const measured = medians(sources);
    expect(measured.functionLines).toBeLessThanOrEqual(limits.functionMedian);
    expect(measured.fileLines).toBeLessThanOrEqual(limits.fileMedian);
  });
});

/** What the checker says of a snippet at that place, without the file's name. */
const said = (path: string, text: string): string[] => fileFindings(parse(path, text)).map(f => `${f.line} ${f.rule}: ${f.what}`);

describe('the checker finds a wrong import', () => {
  test.each([
    ['src/a.ts', "import { b } from '../sim/b.ts';", ['1 import direction: src imports sim/b.ts']],
    ['sim/a.ts', "\nexport { b } from '../scenarios/b.ts';", ['2 import direction: sim imports scenarios/b.ts']],
    ['scenarios/a.ts', "import type { B } from '../ui/lab/b.ts';", ['1 import direction: scenarios imports ui/lab/b.ts']],
    ['sim/a.ts', "let b: import('../ui/lab/b.ts').B;", ['1 import direction: sim imports ui/lab/b.ts']],
    ['ui/cli/a.ts', "const b = import('../../test/b.ts');", ['1 import direction: ui imports test/b.ts']],
    ['sim/a.ts', "import { b } from '../src/b';", ['1 import extension: ../src/b']],
    ['src/a.ts', "import { readFileSync } from 'node:fs';", ['1 package not allowed here: node:fs']],
    ['src/detectors/udp/a.ts', "import { connect } from 'node:net';", ['1 package not allowed here: node:net']],
    ['src/a.ts', "import fc from 'fast-check';", ['1 package not allowed here: fast-check']],
    ['sim/a.ts', "import seedrandom from 'seedrandom';", ['1 package not allowed here: seedrandom']],
    ['sim/a.ts', "import * as d3 from 'd3';", ['1 package not allowed here: d3']],
    ['scenarios/a.ts', "import { x } from 'node:path';", ['1 package not allowed here: node:path']],
    ['ui/lab/a.ts', "import { x } from 'node:path';", ['1 package not allowed here: node:path']],
  ])('%s: %s', (path, text, expected) => expect(said(path, text)).toEqual(expected));

  test.each([
    ['sim/a.ts', "import { b } from '../src/b.ts';"],
    ['ui/cli/a.ts', "import { b } from '../../sim/b.ts'; import data from '../../scenarios/one.json'; import about from '../../package.json'; import { x } from 'node:fs';"],
    ['ui/lab/a.ts', "import { b } from './worker.ts?worker'; import './page.css'; import { scaleLinear } from 'd3';"],
    ['src/a.ts', "import ln from '@stdlib/math-base-special-ln';"],
    ['src/udp.ts', "import { createSocket } from 'node:dgram';"],
    ['src/udp/a.ts', "import { connect } from 'node:net';"],
    ['sim/random.ts', "import seedrandom from 'seedrandom';"],
    ['sim/laws/a.ts', "import fc from 'fast-check';"],
    ['test/a.ts', "import { b } from '../ui/lab/b.ts'; import ts from 'typescript';"],
  ])('but lets %s pass: %s', (path, text) => expect(said(path, text)).toEqual([]));
});

describe('the checker finds a forbidden word', () => {
  test.each([
    ['src/a.ts', 'export const t = Date.now();', ['1 forbidden in code: Date']],
    ['sim/a.ts', 'export const t = globalThis.performance.now();', ['1 forbidden in code: performance']],
    ['scenarios/a.ts', 'export const t = Math.random();', ['1 forbidden in code: Math.random']],
    ['sim/a.ts', 'const { random } = Math;', ['1 forbidden in code: Math.*']],
    ['sim/a.ts', "const r = Math['log'](2);", ['1 forbidden in code: Math.*']],
    ['sim/a.ts', 'const r = globalThis.Math.sin(2);', ['1 forbidden in code: Math.sin']],
    ['sim/a.ts', 'const r = Math.exp(1) + Math.pow(2, 0.5) + Math.hypot(1, 2);',
      ['1 forbidden in code: Math.exp', '1 forbidden in code: Math.pow', '1 forbidden in code: Math.hypot']],
    ['src/a.ts', 'const r = (x: number) => x ** 2 + 2 ** x + 3 ** -7;',
      ['1 forbidden in code: **', '1 forbidden in code: **', '1 forbidden in code: **']],
    ['sim/a.ts', 'setTimeout(() => 1, 2); requestAnimationFrame(f);',
      ['1 forbidden in code: setTimeout', '1 forbidden in code: requestAnimationFrame']],
    ['sim/a.ts', 'async function f() {\n  await 1;\n}', ['1 forbidden in code: async', '2 forbidden in code: await']],
    ['src/a.ts', 'let p: Promise<number>;', ['1 forbidden in code: Promise']],
    ['ui/lab/a.ts', 'const x = [Date, Math.random()]; setInterval(f, 1);',
      ['1 forbidden in code: Date', '1 forbidden in code: Math.random', '1 forbidden in code: setInterval']],
    ['ui/lab/playback.ts', 'async function f() {}', ['1 forbidden in code: async']],
    ['ui/lab/worker.ts', 'setTimeout(f, 1);', ['1 forbidden in code: setTimeout']],
  ])('%s: %s', (path, text, expected) => expect(said(path, text)).toEqual(expected));

  test.each([
    ['src/a.ts', '// Date, await, Math.random\nexport const said = "Date await setTimeout Promise";'],
    ['src/a.ts', 'const r = Math.sqrt(2) + Math.floor(1.5) + 2 ** 32 + 2 ** -53;'],
    ['src/udp.ts', 'export async function f() { await new Promise(go => setTimeout(go, Date.now())); }'],
    ['src/udp/a.ts', 'setImmediate(() => Date.now());'],
    ['ui/lab/playback.ts', 'requestAnimationFrame(f);'],
    ['ui/lab/outside.ts', 'export async function f() { await fetch("x"); }'],
    ['ui/lab/charts/a.ts', 'const r = Math.sin(1);'],
    ['ui/cli/a.ts', 'export async function f() { await Date.now(); }'],
  ])('but lets %s pass: %s', (path, text) => expect(said(path, text)).toEqual([]));
});

describe('the checker finds a wrong name', () => {
  test.each([
    ['src/a.ts', 'export default 1;', ['1 default export: export default 1;']],
    ['ui/lab/a.ts', 'export default function f() {}', ['1 default export: default']],
    ['src/a.ts', "export { a as default } from './b.ts';", ['1 default export: a as default']],
    ['src/a.ts', 'const isAlive = 1, deadSince = 2, up = 3;',
      ['1 truth and opinion: isAlive', '1 truth and opinion: deadSince', '1 truth and opinion: up']],
    ['sim/a.ts', 'interface S { down: boolean }', ['1 truth and opinion: down']],
    ['ui/lab/a.ts', 'function getName() {}\nclass EventManager {}\nconst handleClick = 1, utils = 2, { helper } = x;',
      ['1 empty word in a name: getName', '2 empty word in a name: EventManager', '3 empty word in a name: handleClick',
        '3 empty word in a name: utils', '3 empty word in a name: helper']],
    ['src/a.ts', 'interface IPort { x: 1 }', ['1 I prefix: IPort']],
    ['src/some-name.ts', 'const x = 1;', ['1 file name: some-name is not camelCase']],
    ['test/stringUtils.test.ts', '1;', ['1 file name: stringUtils holds an empty word']],
  ])('%s: %s', (path, text, expected) => expect(said(path, text)).toEqual(expected));

  test.each([
    ['src/a.ts', 'const deadline = map.get(key), warmUp = 1, target = 2, update = 3, roundUp = 4;'],
    ['src/a.ts', 'class A { get size() { return 1; } }'],
    ['test/a.ts', "Object.defineProperty(x, 'y', { get: () => 1 });"],
    ['ui/lab/a.ts', 'const alive = 1; switch (x) { default: break; }'],
  ])('but lets %s pass: %s', (path, text) => expect(said(path, text)).toEqual([]));

  test('a name is cut into its words', () => {
    expect(words('freshUntil')).toEqual(['fresh', 'until']);
    expect(words('QoSReport_v2')).toEqual(['qo', 's', 'report', 'v']);
    expect(words('parseURL')).toEqual(['parse', 'url']);
  });
});

describe('the checker finds what is too long', () => {
  const body = (count: number): string => `function f() {\n${'  x();\n'.repeat(count - 2)}}\n`;

  test('a function of 61 lines, a file of 301', () => {
    expect(said('sim/a.ts', body(60))).toEqual([]);
    expect(said('sim/a.ts', `\n${body(61)}`)).toEqual(['2 function too long: 61 lines']);
    expect(said('sim/a.ts', 'x();\n'.repeat(300))).toEqual([]);
    expect(said('sim/a.ts', 'x();\n'.repeat(301))).toEqual(['1 file too long: 301 lines']);
    expect(said('test/a.ts', 'x();\n'.repeat(301))).toEqual([]);
  });

  test('the medians count named functions, and no tests', () => {
    const measured = medians([
      parse('src/a.ts', `${body(3)}${body(9)}${body(30)}list.map(x => x);\n`), parse('src/b.ts', 'x();\n'),
      parse('test/c.ts', body(60).repeat(9)),
    ]);
    expect(measured).toEqual({ functionLines: 9, fileLines: 1 });
  });
});

describe('the checker finds what no registry lists', () => {
  const index = parse('sim/losses/index.ts', "import { fair } from './fair.ts';\nexport const losses = { fair };");

  test('an orphan, but neither a part of an entry nor a file of types', () => {
    const files = [
      index, parse('sim/losses/fair.ts', "import { part } from './part.ts';\nexport const fair = part;"),
      parse('sim/losses/part.ts', 'export const part = 1;'), parse('sim/losses/loss.ts', 'export interface Loss { x: 1 }'),
      parse('sim/losses/orphan.ts', 'export const orphan = 1;'),
    ];
    expect(registryFindings(files).map(show)).toEqual(
      ['sim/losses/orphan.ts:1 not in its registry: sim/losses/index.ts does not list it'],
    );
  });
});
