import { describe, expect, test } from 'vitest';
import { Failure } from '../../../ui/cli/failure.ts';
import { override, readValue, steps } from '../../../ui/cli/override.ts';

describe('paths', () => {
  test.each([
    ['horizon', ['horizon']], ['detector.interval', ['detector', 'interval']], ['faults[0].at', ['faults', 0, 'at']],
    ['$.faults[12]', ['faults', 12]], ['links[0].loss.average', ['links', 0, 'loss', 'average']], ['a[0][1]', ['a', 0, 1]],
  ])('%s', (path, expected) => expect(steps(path)).toEqual(expected));

  test.each(['', '.a', 'a.', 'a..b', 'a[', 'a[x]', 'a[-1]', '[0]', 'a]b'])('%j is no path', path => expect(steps(path)).toBeUndefined());
});

test.each([['5', 5], ['true', true], ['[0, 1]', [0, 1]], ['500ms', '500ms'], ['"5"', '5'], ['{"kind":"push"}', { kind: 'push' }], ['', ''], ['null', null]])(
  'the value %j is read as %j', (text, value) => expect(readValue(text)).toEqual(value));

const problem = (document: unknown, setting: string): Failure => {
  try {
    override(document, [setting]);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error(`${setting} passed`);
};

describe('overriding', () => {
  const document = { horizon: '1m', detector: { kind: 'push', interval: '1s' }, faults: [{ id: 'a', at: '5s' }] };

  test('replaces what is there, and leaves the document as it was', () => {
    const before = structuredClone(document);
    expect(override(document, ['detector.interval=500ms', 'faults[0].at=7s', 'horizon=2m'])).toEqual({
      horizon: '2m', detector: { kind: 'push', interval: '500ms' }, faults: [{ id: 'a', at: '7s' }],
    });
    expect(document).toEqual(before);
  });

  test('makes the objects and lists on the way', () => {
    expect(override({}, ['network.loss.average=0.1', 'faults[0].id=a'])).toEqual({ network: { loss: { average: 0.1 } }, faults: [{ id: 'a' }] });
  });

  test('adds the entry after the last of a list, and no further', () => {
    expect(override(document, ['faults[1].id=b'])).toMatchObject({ faults: [{ id: 'a' }, { id: 'b' }] });
    expect(problem(document, 'faults[2].id=b')).toMatchObject({ exit: 3, message: '--set $.faults[2]: $.faults is a list of 1, so it has no 2' });
  });

  test('later settings see earlier ones', () => {
    expect(override({}, ['a={"b":1}', 'a.c=2'])).toEqual({ a: { b: 1, c: 2 } });
  });

  test('refuses a path through a value', () => {
    expect(problem(document, 'horizon.x=1')).toMatchObject({ exit: 3, message: '--set $.horizon.x: $.horizon is "1m", so it has no "x"' });
    expect(problem(document, 'faults.x=1').message).toContain('$.faults is a list of 1');
  });

  test('a value may hold an equals sign', () => expect(override({}, ['title=a=b'])).toEqual({ title: 'a=b' }));

  test.each(['horizon', '=5', 'a..b=1'])('%s is a mistake of usage', setting => expect(problem(document, setting).exit).toBe(2));

  test('a name of the prototype is a plain key, and pollutes nothing', () => {
    const changed = override({}, ['__proto__.polluted=1']) as object;
    expect(Object.keys(changed)).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
