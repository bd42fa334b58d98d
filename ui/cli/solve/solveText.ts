/** What a search found, for people. */
import type { Expectation } from '../../../sim/scenario.ts';
import type { Point, Reason, Solution } from '../../../sim/solve/problem.ts';
import { digits, quantity } from '../figures.ts';
import { table, wrap } from '../text.ts';
import type { Asked } from './asked.ts';
import { goalBound, limitText, unitOf, valuesText, valueText, written, type Looks } from './outcomeText.ts';
import { reasonText } from './reasonText.ts';

/** More of the front than this is for --json. */
const mostShown = 14;

const words = { meets: 'meets', fails: 'fails', open: 'open' } as const;

export function solveText(asked: Asked, solution: Solution, looks: Looks): string {
  const { name, title, problem } = asked;
  const { chosen, reason, worst } = solution;
  return [
    looks.bold(title || name), ...searchedText(solution, looks),
    '', ...(chosen ? chosenText(chosen, solution, problem.goals, looks) : reasonText(reason!, problem.goals, looks)),
    '', ...frontText(solution, problem.goals, looks),
    ...(worst ? ['', ...worstText(worst, problem.goals, looks)] : []),
  ].join('\n');
}

const several = (count: number, one: string): string => `${digits(count)} ${one}${count === 1 ? '' : 's'}`;

function searchedText({ goals, objectives, settings, runs, quiet }: Solution, { columns }: Looks): string[] {
  const least = objectives.map(({ path, sense }) => `${sense === 'minimize' ? 'least' : 'most'} ${path}`).join(', then ');
  const where = quiet === null ? '' : `; mistakes are counted in runs of ${quantity(quiet, 'time')} without the crashes`;
  return [wrap(`wanted: ${goals.join(', ')}; ${least}`, columns), wrap(`${several(settings, 'setting')}, ${several(runs, 'run')}${where}`, columns)];
}

function chosenText({ values, objectives, goals: outcomes, runs, quietRuns }: Point, { confidence, ...solution }: Solution, goals: readonly Expectation[], { columns, bold }: Looks): string[] {
  const sure = `${digits(100 * confidence)} %`;
  const fresh = `${several(runs, 'fresh run')}${quietRuns > 0 ? ` and ${several(quietRuns, 'long one')}` : ''}`;
  const width = Math.max(...[...goals.map(goal => goal.path), ...solution.objectives.map(each => each.path)].map(path => path.length));
  return [
    bold('The smallest setting that meets them'), ...Object.entries(values).map(([path, text]) => `  --set ${path}=${text}`),
    '', wrap(`On ${fresh}, each limit at ${sure}:`, columns),
    ...goals.map((goal, i) => `  ${goal.path.padEnd(width)}  ${valueText(goal, outcomes[i]!).padEnd(10)}  ${limitText(goal, outcomes[i]!).padEnd(16)}  wanted ${goalBound(goal)}`),
    ...besideGoals(solution, goals).map(([path, i]) => `  ${path.padEnd(width)}  ${objectiveText(objectives[i]!, path)}`),
    ...(solution.rejected.length === 0 ? [] : [wrap(`${solution.rejected.map(valuesText).join('; ')} met them in the search, but not on fresh seeds.`, columns)]),
  ];
}

const objectiveText = (value: number | null, path: string): string => (value === null ? '–' : written(value, unitOf(path)));

/** The last words of paths that tell them apart. */
function shortened(paths: readonly string[]): string[] {
  const tail = (path: string, count: number): string => path.split('.').slice(-count).join('.');
  return paths.map(path => [1, 2, 3, 4].map(count => tail(path, count)).find(short => paths.filter(other => other === short || other.endsWith(`.${short}`)).length === 1) ?? path);
}

function frontText({ front, chosen, reason, objectives }: Solution, goals: readonly Expectation[], { columns, bold }: Looks): string[] {
  const names = Object.keys(front[0]?.values ?? {});
  const named = chosen ?? closestOf(reason);
  const at = front.findIndex(point => named && valuesText(point) === valuesText(named));
  const first = Math.max(0, Math.min(at < 0 ? 0 : at - Math.floor(mostShown / 2), front.length - mostShown));
  const shown = front.slice(first, first + mostShown);
  const beside = besideGoals({ objectives }, goals);
  const heads = ['', ...shortened(names), ...beside.map(([path]) => path), ...goals.map(({ path }) => path), 'verdict'];
  const rows = shown.map((point, i) => [
    chosen && first + i === at ? '>' : '', ...Object.values(point.values), ...beside.map(([path, k]) => objectiveText(point.objectives[k]!, path)),
    ...goals.map((goal, k) => valueText(goal, point.goals[k]!)), words[point.verdict],
  ]);
  return [
    bold('The front: no other setting is better in all of these'), table([heads, ...rows], widthsOf([heads, ...rows], columns)),
    ...(chosen ? openText(front, at, columns) : []),
    ...(front.length > shown.length ? [`${shown.length} of ${front.length} are shown; --json has all.`] : []),
  ];
}

/** The objectives that are not shown as goals already, and their places. */
const besideGoals = ({ objectives }: Pick<Solution, 'objectives'>, goals: readonly Expectation[]): (readonly [string, number])[] =>
  objectives.map(({ path }, i) => [path, i] as const).filter(([path]) => goals.every(goal => goal.path !== path));

/** What stands before the chosen one, and was not decided. */
function openText(front: readonly Point[], at: number, columns: number): string[] {
  const open = front.slice(0, Math.max(0, at)).filter(({ verdict }) => verdict === 'open');
  return open.length === 0 ? [] : [wrap(`Not decided, and preferred if they do: ${open.map(valuesText).join('; ')}.`, columns)];
}

function closestOf(reason: Reason | null): Point | undefined {
  if (reason === null) return undefined;
  if (reason.kind === 'unreachable') return reason.goals[0]!.closest;
  return reason.kind === 'conflict' ? reason.conflicts[0]!.closest : reason.kind === 'unconfirmed' ? reason.tried[0] : reason.closest;
}

/** As wide as what stands in them; headings give way, at a dot, where there is not room for all. */
function widthsOf(rows: readonly (readonly string[])[], columns: number): number[] {
  const [heads, ...rest] = rows;
  const gap = 2;
  const least = heads!.map((_, i) => gap + Math.max(1, ...rest.map(row => row[i]!.length)));
  const most = heads!.map((head, i) => Math.max(least[i]!, gap + head.length));
  let room = columns - least.reduce((sum, width) => sum + width, 0);
  return least.map((width, i) => {
    const more = Math.max(0, Math.min(room, most[i]! - width));
    room -= more;
    return width + more;
  });
}

function worstText({ goal, value, scenario }: NonNullable<Solution['worst']>, goals: readonly Expectation[], { columns, saved }: Looks): string[] {
  const { path = '' } = goals.find(({ text }) => text === goal) ?? {};
  const seen = value === null ? '' : ` (${written(value, unitOf(path, Number.isInteger(value) && !/[Tt]ime|Duration|Rate/.test(path)))})`;
  const open = saved === undefined ? '--save-worst FILE writes it as a scenario' : `npx flatline run ${saved}`;
  return [wrap(`Its worst run for ${path}${seen} is seed ${JSON.stringify(scenario.seed)}: ${open}`, columns)];
}
