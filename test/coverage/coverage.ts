/** `npm run coverage`: the whole self-test of the intervals, as a table; ends with 1 where one does not cover what it promises. */
import { cases, cheapCases, dearCases } from './cases.ts';
import { allowed, coverageOf } from './coverageOf.ts';
import { engineCases } from './engineCases.ts';

const replications = Number(process.argv[2] ?? 2_000);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

console.log(`${replications} replications each; nominal 95 %\n`);
for (const each of [...cheapCases, ...cases, ...dearCases, ...engineCases]) {
  const { low, high } = allowed(each);
  const promised = high === 1 ? `at least ${percent(low)}` : `${percent(low)} … ${percent(high)}`;
  console.log(each.name);
  for (const { figure, covered, without } of coverageOf(each, replications)) {
    const fits = covered >= low && covered <= high;
    if (!fits) process.exitCode = 1;
    console.log(`  ${[figure.padEnd(20), percent(covered).padStart(7), promised, fits ? '' : 'NOT', without > 0 ? `no interval in ${without}` : ''].join('  ').trimEnd()}`);
  }
}
