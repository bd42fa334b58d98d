/** Which setting to take, and why: or which goal is in the way. */
import { compareSettings, type Ranked } from '../../../../sim/solve/order.ts';
import type { Objective, Point } from '../../../../sim/solve/problem.ts';
import { closest, reasonOf } from '../../../../sim/solve/reason.ts';
import type { Board } from './board.ts';
import { measures, pointOf, type Cell, type Measure, type Plan } from './cells.ts';
import { amount, figure, goalText, settingText, shortTitles } from './words.ts';

export interface Advice {
  readonly kind: 'found' | 'none' | 'open';
  readonly title: string;
  /** One sentence, or two. */
  readonly reason: string;
  /** The setting to take, or the closest to one. */
  readonly cell: Cell | null;
}

const objectives: readonly Objective[] = [{ path: 'load', sense: 'minimize' }];
interface Tried extends Ranked { readonly cell: Cell; readonly point: Point }

/** Of what the board holds so far, but for what fresh seeds have broken. */
export function adviceOf(board: Board, refused: readonly Cell[] = []): Advice {
  const { plan } = board;
  const tried = board.all().map((cell): Tried => {
    const [x, y] = [plan.x.values[cell.column]!, plan.y.values[cell.row]!];
    const point = pointOf(plan, x, y, cell.readings);
    return { cell, point, values: [{ path: plan.x.path, text: String(x), size: x }, { path: plan.y.path, text: String(y), size: y }], objectives: point.objectives };
  }).filter(({ cell }) => measures.some(measure => cell.readings[measure]?.value != null)).sort((a, b) => compareSettings(a, b, objectives));
  if (tried.length === 0) return { kind: 'open', title: 'Nothing is known yet', reason: 'The first runs are under way.', cell: null };
  const isRefused = ({ cell }: Tried): boolean => refused.some(({ column, row }) => column === cell.column && row === cell.row);
  const best = tried.find(each => each.point.verdict === 'meets' && !isRefused(each));
  return best ? found(plan, best, tried) : none(plan, tried);
}

function found(plan: Plan, { cell, point }: Tried, tried: readonly Tried[]): Advice {
  const many = tried.filter(each => each.point.verdict === 'meets').length;
  const figures = measures.filter(measure => plan.goals[measure]).map(measure => `${shortTitles[measure]}: ${figure(measure, cell.readings[measure])}`);
  const what = many === 1 ? 'It is the only setting of this map that meets every goal' : `Of the ${many} settings here that meet every goal it sends the least: ${amount('load', point.objectives[0] ?? 0)} per process`;
  return {
    kind: 'found', cell, title: `Cheapest: ${text(plan, cell)}`,
    reason: `${what}${figures.length > 0 ? ` (${figures.join('; ')})` : ''}. ${whyNotCheaper(plan, point, tried)}`.trim(),
  };
}

const text = (plan: Plan, { column, row }: Cell): string => settingText(plan, plan.x.values[column]!, plan.y.values[row]!);

/** What goes wrong where less is sent. */
function whyNotCheaper(plan: Plan, { objectives: [load] }: Point, tried: readonly Tried[]): string {
  const cheaper = tried.filter(({ point }) => (point.objectives[0] ?? Infinity) < (load ?? 0) * 0.999);
  if (cheaper.length === 0) return 'Nothing on this map sends less.';
  const near = closestOf(plan, cheaper, asked(plan).map((_, i) => i));
  const broken = brokenIn(plan, near);
  const sure = near.point.verdict === 'fails' ? 'misses' : 'may miss';
  return `Whatever sends less ${sure} ${broken.map(measure => goalText(plan, measure)).join(' and ')}: closest is ${text(plan, near.cell)}, with ${broken.map(measure => figure(measure, near.cell.readings[measure])).join(' and ')}.`;
}

const asked = (plan: Plan): Measure[] => measures.filter(measure => plan.goals[measure]);

function brokenIn(plan: Plan, { cell }: Tried): Measure[] {
  const failing = asked(plan).filter(measure => cell.readings[measure]?.verdict === 'fails');
  return failing.length > 0 ? failing : asked(plan).filter(measure => cell.readings[measure]?.verdict !== 'meets');
}

function closestOf(plan: Plan, tried: readonly Tried[], set: readonly number[]): Tried {
  const goals = asked(plan).map(measure => plan.goals[measure]!);
  const point = closest(tried.map(each => each.point), goals, set);
  return tried.find(each => each.point === point)!;
}

function none(plan: Plan, all: readonly Tried[]): Advice {
  // a setting that the scenario refuses, or whose quiet runs are still to come, is no help
  const tried = all.filter(({ point }) => point.goals.length === asked(plan).length);
  if (tried.length === 0) return { kind: 'open', title: 'Nothing is known yet', reason: 'The first runs are under way.', cell: null };
  const goals = asked(plan).map(measure => plan.goals[measure]!);
  const said = (path: string): string => goalText(plan, asked(plan).find(measure => plan.goals[measure]!.text === path)!);
  const reason = reasonOf(tried.map(({ point }) => point), goals, []);
  const at = (point: Point): Tried => tried.find(each => each.point === point)!;
  if (reason.kind === 'unreachable') {
    if (reason.goals.every(({ undecided }) => undecided)) return open(plan, tried, reason.goals.map(({ goal }) => said(goal)));
    const [first] = reason.goals;
    const near = at(first!.closest);
    const measure = asked(plan).find(each => plan.goals[each]!.text === first!.goal)!;
    return {
      kind: 'none', cell: near.cell, title: 'None in this range meets the goals',
      reason: `In the way: ${reason.goals.map(({ goal }) => said(goal)).join(', ')}. Closest is ${text(plan, near.cell)}, with ${figure(measure, near.cell.readings[measure])}.`,
    };
  }
  if (reason.kind === 'conflict') {
    const [conflict] = reason.conflicts;
    const alone = conflict!.goals.map((goal, i) => `${said(goal)} alone at ${text(plan, at(conflict!.alone[i]!).cell)}`);
    return {
      kind: 'none', cell: at(conflict!.closest).cell, title: 'None in this range meets all the goals together',
      reason: `${conflict!.goals.map(said).join(' and ')} are never met by one setting: ${alone.join('; ')}.`,
    };
  }
  return open(plan, tried, asked(plan).map(measure => goalText(plan, measure)));
}

/** Nobody is shown to meet all goals, and some might. */
function open(plan: Plan, tried: readonly Tried[], wanting: readonly string[]): Advice {
  const { cell } = closestOf(plan, tried, asked(plan).map((_, i) => i));
  const figures = asked(plan).map(measure => `${shortTitles[measure]}: ${figure(measure, cell.readings[measure])}`).join('; ');
  return {
    kind: 'open', cell, title: 'None could be shown to meet every goal',
    reason: `Too few runs to be sure of ${wanting.join(' and ')}. Closest so far is ${text(plan, cell)} (${figures}).`,
  };
}
