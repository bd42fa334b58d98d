import { parseDuration } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import type { Expectation } from '../scenario.ts';
import type { Place } from './place.ts';
import { printed } from './printed.ts';

/** A path may hold "a>b", the name of a pair: then spaces stand around the comparison. */
const spaced = /^\s*([A-Za-z]\S*)\s+(<=|>=|==|<|>)\s+(\S+)\s*$/;
const tight = /^\s*([A-Za-z][\w.]*)\s*(<=|>=|==|<|>)\s*(\S+)\s*$/;
const perUnit: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3_600, d: 86_400 };

/** "splitBrain.count == 0", "detectionTime.p99 <= 10s", "mistakeRate < 3/h", "queryAccuracy >= 99.9%". */
export function readExpectations(place: Place): readonly Expectation[] {
  return (place.given ? place.list('expect', 1_000) : []).map((line): Expectation => {
    const text = line.text('an expectation', 200);
    const [, path, operator, right] = (spaced.exec(text) ?? tight.exec(text)) ?? [];
    if (path === undefined || right === undefined) {
      return line.fail(`must read like "splitBrain.count == 0": a figure of the report, one of < <= == >= >, a value; not ${printed(text)}`);
    }
    const value = inReport(right);
    if (value !== undefined) return { text, path, operator: operator as Expectation['operator'], value };
    return line.fail(`${printed(right)} is no value: write a number, a duration ("10s"), a rate ("3/h") or a share ("99.9%")`);
  });
}

/** In the report's units: milliseconds, per second. */
function inReport(text: string): number | undefined {
  const [, number, unit] = /^(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%|\/(?:s|min|m|h|d))?$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) / (unit === undefined ? 1 : unit === '%' ? 100 : perUnit[unit.slice(1)]!);
  const duration = text === 'never' ? undefined : parseDuration(text);
  return duration === undefined ? undefined : duration / ms;
}
