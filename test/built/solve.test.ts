/** A search by the built command: threads do the runs, and do not show. */
import { expect, test } from 'vitest';
import type { Solution } from '../../sim/solve/problem.ts';
import { flatline } from '../support/flatline.ts';
import { lossyLink } from '../support/solving.ts';

const asked = ['solve', '-', '--vary', 'detector.estimator.timeout=3500ms,5500ms,6500ms', '--want', 'mistakeRate <= 2/h', '--want', 'detectionTime.p95 <= 6s', '--json'];
const input = JSON.stringify(lossyLink(0.2));

test('one thread, two or five: the same bytes', async () => {
  const [one, two, five] = await Promise.all(['1', '2', '5'].map(jobs => flatline([...asked, '--jobs', jobs], input)));
  expect(one).toMatchObject({ exit: 0, err: '' });
  expect((JSON.parse(one!.out) as Solution).kind).toBe('found');
  expect(two!.out).toBe(one!.out);
  expect(five!.out).toBe(one!.out);
});

test('time that is up ends it in good order, with what there is', async () => {
  const { out, exit } = await flatline([...asked, '--want', 'mistakeRate <= 1/3650d', '--budget', '1000000', '--time-budget', '2s'], input);
  expect(exit).toBe(1);
  expect(JSON.parse(out) as Solution).toMatchObject({ chosen: null });
});
