import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estimators } from '../../../src/estimators/index.ts';
import { push } from '../../../src/detectors/push.ts';
import { foreign, shapeFaults } from '../../../ui/cli/foreign.ts';

describe('the shape of what is not in the registry', () => {
  test('what is built in has it', () => {
    expect(shapeFaults('detector', push)).toEqual([]);
    for (const estimator of Object.values(estimators)) expect(shapeFaults('estimator', estimator)).toEqual([]);
  });

  test('every fault is named at once', () => {
    const faults = shapeFaults('detector', { name: '', init() {}, wake: 5, parameters: { a: { default: 1 } }, messages: { beat: { purpose: 'ack' } }, watch: 1 });
    expect(faults).toEqual([
      '`name` must be a text', '`receive` must be a function', '`wake` must be a function', '`deadline` must be a function',
      '`opinion` must be a function', '`watch` must be a function', '`parameters.a.kind` is missing', '`parameters.a.low` is missing',
      '`parameters.a.high` is missing', '`messages["beat"]` must be called owner.name', '`messages["beat"].bytes` is missing',
    ]);
  });

  test.each([[null, 'it is null, not an object'], [() => 1, 'it is a function, not an object'], [undefined, 'it is a undefined, not an object']])(
    '%s is nothing of the kind', (value, fault) => expect(shapeFaults('estimator', value)).toEqual([fault]));

  test('parameters and messages must be there, if only empty', () => {
    const bare = { name: 'x', init() {}, observe() {}, freshUntil() {}, level() {} };
    expect(shapeFaults('estimator', bare)).toEqual(['`parameters` must be an object, {} for none']);
    expect(shapeFaults('estimator', { ...bare, parameters: {} })).toEqual([]);
    expect(shapeFaults('detector', { ...push, messages: undefined })).toEqual(['`messages` must name each kind of message it sends, {} for none']);
  });
});

describe('loading a module', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'flatline-foreign-'));
    writeFileSync(join(folder, 'calm.mjs'), `export const calm = { name: 'calm', parameters: {}, init: () => ({}), observe() {}, freshUntil: () => 5, level: () => 0 };
      export const rest = 1;`);
    writeFileSync(join(folder, 'broken.mjs'), 'export const = 5;');
    writeFileSync(join(folder, 'throws.mjs'), "\n\nthrow new Error('no thanks');");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives what is exported', async () => {
    expect((await foreign('estimator', join(folder, 'calm.mjs'), 'calm')).name).toBe('calm');
  });

  test.each([
    ['calm.mjs', 'clam', /there is no such export; it exports calm, rest/], ['calm.mjs', '', /name the export to use, after a #/],
    ['calm.mjs', 'rest', /is no estimator: it is a number, not an object/], ['none.mjs', 'x', /there is no such file/],
    ['broken.mjs', 'x', /cannot be loaded: /], ['throws.mjs', 'x', /cannot be loaded: no thanks \(throws\.mjs:3\)/],
  ])('%s#%s is refused', async (file, name, message) => {
    await expect(foreign('estimator', join(folder, file), name)).rejects.toMatchObject({ exit: 3, message: expect.stringMatching(message) as string });
  });
});
