/** What the built command refuses: one message that names the place, nothing on standard output, and the right exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flatline } from '../support/flatline.ts';

const scenario = { flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'push' }, faults: [{ id: 'a', at: '1s', for: '1s', kind: 'pause', process: 1 }] };

async function refused(args: readonly string[], exit: number, input = ''): Promise<string> {
  const said = await flatline(args, input);
  expect(said, args.join(' ')).toMatchObject({ exit, out: '' });
  expect(said.err.startsWith('flatline: '), said.err).toBe(true);
  expect(said.err.trimEnd().split('\n').length, said.err).toBeLessThanOrEqual(2);
  expect(said.err).not.toMatch(/\n {4}at /);
  return said.err;
}

describe('a scenario that cannot be run ends with 3 and its JSON path', () => {
  test.each<[string, string, RegExp]>([
    ['cut off', '{ "flatline": 1,\n "horizon": ', /standard input:2:13: is no JSON: Unexpected end of JSON input/],
    ['malformed', '{ "flatline": 1,\n "horizon": "1m",, }', /standard input:2:18: is no JSON: Expected double-quoted property name/],
    ['no object', '[]', /standard input: \$: a scenario must be an object/],
    ['nothing', '', /standard input:1:1: is no JSON/],
    ['another version', JSON.stringify({ ...scenario, flatline: 2 }), /\$\.flatline: is version 2/],
    ['an unknown key', JSON.stringify({ ...scenario, horizn: '1m' }), /\$\.horizn: .*did you mean "horizon"/],
    ['no unit', JSON.stringify({ ...scenario, horizon: 60 }), /\$\.horizon: .*bare number 60/],
    ['a bad unit', JSON.stringify({ ...scenario, horizon: '60 parsecs' }), /\$\.horizon: .*duration/],
    ['an unknown detector', JSON.stringify({ ...scenario, detector: { kind: 'psuh' } }), /\$\.detector\.kind: .*did you mean "push"/],
    ['a fault that names nobody', JSON.stringify({ ...scenario, faults: [{ id: 'a', at: '1s', kind: 'pause' }] }), /\$\.faults\[0\]: .*process/],
    ['a process that there is not', JSON.stringify({ ...scenario, faults: [{ id: 'a', at: '1s', kind: 'pause', process: 7 }] }), /\$\.faults\[0\]\.process: /],
    ['one listed twice', JSON.stringify({ ...scenario, faults: [{ id: 'a', at: '1s', kind: 'partition', groups: [[0, 1], [1, 2]] }] }), /\$\.faults\[0\]\.groups/],
    ['an enormous one', JSON.stringify({ ...scenario, processes: 1e9 }), /\$\.processes: /],
    ['an assertion about nothing', JSON.stringify({ ...scenario, expect: ['mistakes = 0'] }), /\$\.expect\[0\]: /],
  ])('%s', async (_name, input, message) => expect(await refused(['run', '-'], 3, input)).toMatch(message));

  test.each(['compare', 'digest', 'trace'])('%s says the same', async verb => {
    expect(await refused([verb, '-'], 3, JSON.stringify({ ...scenario, flatline: 9 }))).toContain('$.flatline: is version 9');
  });

  test('a file too large to be one', async () => {
    expect(await refused(['run', '-'], 3, ' '.repeat(17 << 20))).toContain('at most 16 MiB are read');
  });

  test('no text', async () => expect(await refused(['run', process.execPath], 3)).toMatch(/MiB|UTF-8/));
  test('no file', async () => expect(await refused(['run', 'oneCrsh'], 3)).toMatch(/no such file.*did you mean "oneCrash"\?/));
  test('a folder', async () => expect(await refused(['run', tmpdir()], 3)).toContain('is a directory'));
});

describe('--set', () => {
  test.each([
    ['faults[5].at=3s', /--set \$\.faults\[5\]: \$\.faults is a list of 1/], ['horizon=5', /\$\.horizon: .*bare number/],
    ['detector.intervall=1s', /\$\.detector\.intervall: .*did you mean "interval"/], ['horizon.x=1', /\$\.horizon\.x: \$\.horizon is "10s"/],
  ])('%s ends with 3 and the path', async (setting, message) => {
    expect(await refused(['run', '-', '--set', setting], 3, JSON.stringify(scenario))).toMatch(message);
  });

  test('may repair what the file lacks', async () => {
    const { horizon: _, ...bare } = scenario;
    expect((await flatline(['digest', '-', '--set', 'horizon=10s'], JSON.stringify(bare))).out).toBe((await flatline(['digest', '-'], JSON.stringify(scenario))).out);
  });
});

describe('what is typed wrongly ends with 2', () => {
  const input = JSON.stringify(scenario);
  test.each<[string[], RegExp]>([
    [['rnu', 'x'], /unknown command 'rnu'\n\(Did you mean run\?\)/], [['run'], /missing required argument 'file'/], [['run', 'a', 'b'], /too many arguments/],
    [['run', '-', '--rnus', '3'], /unknown option '--rnus'\n\(Did you mean --runs\?\)/], [['run', '-', '--runs', '0'], /whole number from 1/],
    [['run', '-', '--runs', '1e9'], /whole number from 1/], [['run', '-', '--json', '--csv'], /choose one/], [['run', '-', '--set', 'horizon'], /path=value/],
    [['run', '-', '--detector', 'psuh'], /no detector is called "psuh"; did you mean "push"/], [['run', '-', '--estimator', 'fixd'], /no estimator is called "fixd"/],
    [['run', '-', '--detector', '{"kind":'], /is no JSON/], [['run', '-', '--patience', '3'], /duration with its unit/],
    [['compare', '-', '--detector', 'push'], /needs two detectors/], [['trace', 'threeTimeouts'], /choose with --detector/], [['list', 'widgets'], /expected one of scenarios/],
  ])('%j', async (args, message) => expect(await refused(args, 2, input)).toMatch(message));

  test('nothing at all: help, on standard error', async () => {
    expect(await flatline([])).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('Begin with:') as string });
  });

  test('help and version are data', async () => {
    expect(await flatline(['--help'])).toMatchObject({ exit: 0, err: '', out: expect.stringContaining('Exit code: 0 ok, 1 a stated assertion failed') as string });
    expect(await flatline(['--version'])).toMatchObject({ exit: 0, err: '', out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  test('a name that nothing bears', async () => expect(await refused(['describe', 'fixd'], 3)).toContain('did you mean "fixed"?'));
});

describe('a recording', () => {
  let folder = '';
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'flatline-recording-')); });
  afterAll(() => rmSync(folder, { recursive: true }));

  const head = 'seq,sent_us,received_us\n';
  const beats = Array.from({ length: 400 }, (_, i) => `${i},${i * 100_000},${i * 100_000 + 900}`);

  test.each<[string, string, RegExp]>([
    ['wrong columns', 'a,b\n1,2\n', /:1: has the columns a, b/], ['a word for a number', `${head}0,0,5\n1,x,9\n`, /:3: the send instant must be a number, not "x"/],
    ['not a number', `${head}0,NaN,5\n`, /:2: the send instant must be a number/], ['a column too few', `${head}0,0,5\n1,100000\n`, /:3: has 2 columns/],
    ['only a heading', head, /:2: no beat follows/], ['nothing', '', /:1: is empty/], ['no arrival', `${head}0,0,\n1,100000,\n`, /no beat of it arrived/],
  ])('with %s is refused with its line', async (name, text, message) => {
    expect(await refused(['replay', file(`${name}.csv`, text)], 3)).toMatch(message);
  });

  test('with gaps, repeats and overtaking is replayed, and each is counted', async () => {
    const odd = [...beats.slice(0, 50), ...beats.slice(53, 100), beats[101]!, '100,10000000,10250000', ...beats.slice(102), beats[399]!];
    const { out, err, exit } = await flatline(['replay', '-', '--json'], `${head}${odd.join('\n')}\n`);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 398, gaps: 3, duplicates: 1, reordered: 1, interval: '100ms' });
    expect(err).toMatch(/flatline: note: 3 of 398 beats missing.*\n(.*\n)*flatline: note: 1 of 398 beats repeated/);
  });

  test('every estimator, and every flavour of one, has its figures side by side', async () => {
    const { out, err, exit } = await flatline(['replay', '-'], `${head}${beats.join('\n')}\n`);
    expect([exit, err]).toEqual([0, '']);
    for (const name of ['fixed', 'missed', 'chen s', 'chen e', 'phi normal', 'phi akka', 'phi cassandra']) expect(out).toMatch(new RegExp(`^${name} .* 100 %$`, 'm'));
  });

  test('chosen estimators, with settings and a warm-up, as CSV', async () => {
    const args = ['replay', '-', '--estimator', 'fixed,timeout=50ms', '--estimator', 'fixed,timeout=1s', '--warm-up', '1s', '--csv'];
    const { out } = await flatline(args, `${head}${beats.join('\n')}\n`);
    const rows: Record<string, string>[] = parse(out, { columns: true });
    expect(rows.filter(({ measure }) => measure === 'mistakes').map(({ value }) => value)).toEqual(['389', '0']);
  });
});
