/** One grammar for what a scenario expects, what `check` holds it to, and what `solve` is asked for. */
import { parseDuration } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import type { Expectation } from '../scenario.ts';
import { printed } from './printed.ts';

/** A path may hold "a>b", the name of a pair: then spaces stand around the comparison. */
const spaced = /^\s*([A-Za-z]\S*)\s+(<=|>=|==|<|>)\s+(\S+)\s*$/;
const tight = /^\s*([A-Za-z][\w.]*)\s*(<=|>=|==|<|>)\s*(\S+)\s*$/;
const number = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%)?$/;
/** "3/h", "1/30d", "0.1/s"; a minute may be "min", as in what is printed. */
const rate = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\/(\d+(?:\.\d+)?)?(s|m|min|h|d)$/;
const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 };

/**
 * "splitBrain.count == 0", "detectionTime.p99 <= 10s", "mistakeRate <= 1/30d", "queryAccuracy >= 99.9%".
 * `refuse` is told what is wrong, as the end of a sentence that begins with the place.
 */
export function readGoal(text: string, refuse: (problem: string) => never): Expectation {
  const [, path, operator, right] = (spaced.exec(text) ?? tight.exec(text)) ?? [];
  if (path === undefined || right === undefined) {
    return refuse(`must read like "splitBrain.count == 0": a figure of the report, one of < <= == >= >, a value; not ${printed(text)}`);
  }
  const value = inReport(right);
  if (value !== undefined) return { text, path, operator: operator as Expectation['operator'], value };
  return refuse(`${printed(right)} is no value: write a number, a duration ("10s"), a rate ("3/h", "1/30d") or a share ("99.9%")`);
}

/** In the report's units: milliseconds, per second. */
function inReport(text: string): number | undefined {
  const [, plain, percent] = number.exec(text) ?? [];
  if (plain !== undefined) return Number(plain) / (percent === undefined ? 1 : 100);
  const [, count, every = '1', unit] = rate.exec(text) ?? [];
  if (count !== undefined) return Number(every) > 0 ? Number(count) / (Number(every) * seconds[unit!]!) : undefined;
  const duration = text === 'never' ? undefined : parseDuration(text);
  return duration === undefined ? undefined : duration / ms;
}
