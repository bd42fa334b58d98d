import { lognormalBeyond, normalBeyond } from '../../../scenarios/lessons/forms.ts';
import type { Picture, Seen } from '../../../scenarios/lessons/lesson.ts';
import { intervals, mistakesAnHour, timeouts, worst } from '../../../scenarios/lessons/pickTwo.ts';
import { deviation, mean } from '../../../scenarios/lessons/tail.ts';
import { inWords } from '../model.ts';
import { number } from '../quantities.ts';
import type { Scene } from './stage.ts';

type Line = [name: string, words: string];

/** What a picture that is not about moments shows, line by line. */
export function numbersOf(picture: Picture, scene: Scene, seen: Seen | null): Line[] {
  if (picture === 'spread') return scene.state.reached && seen ? spread(seen.lengths('undetected', scene.pair.monitor, scene.pair.peer)) : [];
  if (picture === 'tails') return [100, 150, 200, 250, 300, 350, 400].map(later);
  return picture === 'front' ? intervals.flatMap(interval => timeouts.filter(timeout => timeout >= interval).map(timeout => setting(interval, timeout))) : [];
}

function spread(lengths: readonly number[]): Line[] {
  const sorted = lengths.toSorted((one, other) => one - other);
  if (sorted.length === 0) return [];
  return [['Crashes', String(sorted.length)], ['Shortest', inWords(sorted[0]!)], ['Median', inWords(sorted[sorted.length >> 1]!)], ['Longest', inWords(sorted.at(-1)!)]];
}

function later(x: number): Line {
  const oneIn = (chance: number): string => `1 in ${number(1 / chance)}`;
  return [`Later than ${x} ms`, `bell ${oneIn(normalBeyond(x, mean, deviation))}, tailed ${oneIn(lognormalBeyond(x, mean, deviation))}`];
}

const setting = (interval: number, timeout: number): Line =>
  [`Every ${interval} s, timeout ${timeout} s`, `noticed within ${worst(timeout)} s, ${number(mistakesAnHour(interval, timeout))} mistakes an hour`];
