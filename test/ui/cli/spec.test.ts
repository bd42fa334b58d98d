import { describe, expect, test } from 'vitest';
import { Failure } from '../../../ui/cli/failure.ts';
import { readSpec } from '../../../ui/cli/spec.ts';

describe('what --detector says', () => {
  test('a name', () => expect(readSpec('push')).toEqual({ label: 'push', main: { name: 'push', given: {} } }));

  test('a detector and its estimator, each with settings', () => {
    expect(readSpec('push,interval=500ms:phi,flavour=akka,threshold=12')).toEqual({
      label: 'push,interval=500ms:phi,flavour=akka,threshold=12',
      main: { name: 'push', given: { interval: '500ms' } },
      estimator: { name: 'phi', given: { flavour: 'akka', threshold: 12 } },
    });
  });

  test('JSON', () => {
    expect(readSpec('{"kind":"push","estimator":{"kind":"phi","threshold":3}}')).toEqual({
      label: 'push:phi', main: { name: 'push', given: { estimator: { kind: 'phi', threshold: 3 } } },
    });
  });

  test.each([
    ['./mine.js#name', './mine.js', 'name', {}],
    ['../a/b.mjs#x,timeout=2s', '../a/b.mjs', 'x', { timeout: '2s' }],
    ['C:\\my dir\\mine.js#name', 'C:\\my dir\\mine.js', 'name', {}],
    ['./mine.js', './mine.js', '', {}],
  ])('a module: %s', (text, module, name, given) => expect(readSpec(text).main).toEqual({ module, name, given }));

  test('a module of an estimator inside a detector of the registry', () => {
    expect(readSpec('push:./mine.js#calm')).toMatchObject({ main: { name: 'push' }, estimator: { module: './mine.js', name: 'calm' } });
  });

  test.each(['', 'pu sh', 'push,interval', 'push:', '{"a":1}', '{', 'push:{"kind":"phi"}'])('%j is a mistake of usage', text => {
    expect(() => readSpec(text)).toThrow(Failure);
    expect(() => readSpec(text)).toThrow(expect.objectContaining({ exit: 2 }));
  });
});
