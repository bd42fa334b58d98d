import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import { carried, detectorChoice } from '../../../ui/cli/choose.ts';
import { readSpec } from '../../../ui/cli/spec.ts';

const document = {
  flatline: 1, horizon: '1m',
  detector: { kind: 'push', interval: '250ms', pacing: 'skip', estimator: { kind: 'phi', flavour: 'cassandra', threshold: 5 } },
};
const chosen = (spec: string, of: object = document) => detectorChoice(readSpec(spec), of, builtIn, part => part.name) as Record<string, unknown>;

describe('a detector beside that of the scenario', () => {
  test('the same one keeps what the scenario says of it', () => {
    expect(chosen('push')).toEqual(document.detector);
    expect(chosen('push,interval=1s')).toEqual({ ...document.detector, interval: '1s' });
  });

  test('another estimator keeps the detector, and counts on its interval', () => {
    expect(chosen('push:fixed,timeout=1s')).toEqual({ kind: 'push', interval: '250ms', pacing: 'skip', estimator: { kind: 'fixed', timeout: '1s' } });
    expect(chosen('push:missed')).toMatchObject({ estimator: { kind: 'missed', interval: '250ms' } });
    expect(chosen('push:missed,interval=1s')).toMatchObject({ estimator: { interval: '1s' } });
    expect(chosen('push:missed', { detector: { kind: 'push' } })).toMatchObject({ estimator: { interval: '1s' } });
  });

  test('the same estimator keeps its settings, unless it is another variant of it', () => {
    expect(chosen('push:phi')).toMatchObject({ estimator: { flavour: 'cassandra', threshold: 5 } });
    expect(chosen('push:phi,threshold=12')).toMatchObject({ estimator: { flavour: 'cassandra', threshold: 12 } });
    expect(chosen('push:phi,flavour=akka').estimator).toEqual({ kind: 'phi', flavour: 'akka' });
  });

  test('an estimator alone goes into the scenario’s detector', () => {
    expect(chosen('fixed')).toMatchObject({ kind: 'push', interval: '250ms', estimator: { kind: 'fixed' } });
    expect(chosen('fixed', {})).toMatchObject({ kind: 'push', estimator: { kind: 'fixed' } });
  });

  test('another detector takes over what both understand', () => {
    expect(chosen('pull')).toEqual({ kind: 'pull', interval: '250ms' });
  });

  test.each(['push', 'pull', 'push:fixed', 'push:missed', 'push:chen', 'push:phi,flavour=akka', 'phi'])('%s resolves', spec => {
    for (const of of [document, { ...document, detector: { kind: 'pull', interval: '2s' } }]) {
      expect(resolve({ ...of, detector: chosen(spec, of) }, builtIn).detector).not.toBeNull();
    }
  });

  test.each([
    ['psuh', /no detector is called "psuh"; did you mean "push"\?/], ['push:fi', /no estimator is called "fi"/], ['pull:phi', /pull has no estimator to choose/],
  ])('%s is a mistake of usage', (spec, message) => {
    expect(() => chosen(spec)).toThrow(expect.objectContaining({ exit: 2, message: expect.stringMatching(message) as string }));
  });
});

test('a choice is carried over only where the other has it too', () => {
  const option = (choices: string[]) => ({ default: choices[0], kind: 'choice', choices, low: '', high: '' }) as const;
  const number = { default: 1, kind: 'number', low: '', high: '' } as const;
  const from = { kind: 'x', mode: 'b', size: 3, other: 1 };
  expect(carried(from, { mode: option(['a', 'b']), size: number }, { mode: option(['b']), size: number, other: number })).toEqual({ mode: 'b', size: 3 });
  expect(carried(from, { mode: option(['a']), size: option(['3']) }, { mode: option(['b']), size: number })).toEqual({});
});
