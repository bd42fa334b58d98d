import { noIntervals } from '../../cli/figures.ts';
import { checked, freshName } from '../controls/parameter.ts';
import { el, hold, mark, say, whenChanged } from '../dom.ts';
import { explained, glossary, labelled } from '../glossary.ts';
import { plural } from '../model.ts';
import { mostSeeds } from './address.ts';
import { asScenario, letter } from './columns.ts';
import { figureRows, type Difference, type FigureRow, type Value } from './figures.ts';
import type { ComparePage, Part } from './page.ts';
import type { Compared } from './reports.ts';
import type { SeedStatus } from './seeding.ts';
import type { CompareState, Scope } from './state.ts';

/** The quality of service of every column, of this run or over many seeds, and what each differs by from the first. */
export function tablePart(page: ComparePage, compared: () => Compared | null): Part {
  const choice = el('div', { class: 'row tight', role: 'group', 'aria-label': 'What the table is of' });
  const progress = el('div', { class: 'row', 'data-testid': 'seeding' });
  const body = el('div', { class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': 'Figures of every column' });
  const note = el('p', { class: 'muted small' });
  const without = el('div', { class: 'muted small', 'data-testid': 'without-interval' });
  const node = el('section', { class: 'figures', 'aria-label': 'Quality of service' },
    el('div', { class: 'row' }, el('h2', {}, 'How good was each?'), choice, progress), body, without, note);
  const chosen = whenChanged((scope: Scope, seeds: number) => hold(choice, ...scopes(page, scope, seeds)));
  const progressed = progressIn(page, progress);
  const told = whenChanged((now: Compared | null) => {
    const rows = now ? figureRows(now.reports, now.paired) : [];
    hold(body, now ? tableOf(rows, now) : el('p', { class: 'muted' }, 'The first round of runs is on its way.'));
    hold(without, ...(now && now.reports[0]!.runs > 1 ? withoutInterval(rows) : []).map(words => el('p', {}, words)));
    say(note, now ? noteOf(now, asScenario(page.state().comparison) !== null) : '');
    if (now) note.after(...(note.nextElementSibling ? [] : [meanings(rows)]));
  });
  return {
    node,
    render(state) {
      chosen(state.scope, state.seeds);
      progressed(page.seeding.status(), state);
      told(compared());
    },
  };
}

function scopes(page: ComparePage, scope: Scope, seeds: number): HTMLElement[] {
  const id = freshName('seeds');
  const set = (next: Scope, count = seeds): void => page.dispatch({ type: 'scope', scope: next, seeds: count });
  const one = (testid: string, words: string, next: Scope): HTMLElement =>
    el('button', { type: 'button', 'data-testid': testid, 'aria-pressed': scope === next ? 'true' : 'false', onclick: () => set(next) }, words);
  const input = el('input', { id, type: 'number', min: 2, max: mostSeeds, step: 1, value: String(seeds), 'data-testid': 'seeds' });
  const problem = (text: string): string => (/^\d+$/.test(text) && Number(text) >= 2 && Number(text) <= mostSeeds ? '' : `A whole number from 2 to ${mostSeeds}.`);
  return [one('scope-run', 'This run', 'run'), one('scope-seeds', `Over ${seeds} seeds`, 'seeds'),
    el('div', { class: 'field seeds' }, el('label', { for: id, class: 'small muted' }, 'seeds'), checked(input, problem, text => set('seeds', Number(text))))];
}

/** The bar stays one and the same while it grows, and so does the button beside it. */
function progressIn(page: ComparePage, holder: HTMLElement): (status: SeedStatus, state: CompareState) => void {
  const bar = el('progress', { max: 1, 'aria-label': 'Share of the runs that are done' });
  const words = el('span', { class: 'small', 'data-testid': 'seeding-words' });
  const cancel = el('button', { type: 'button', 'data-testid': 'seeding-cancel', onclick: () => page.seeding.stop() }, 'Cancel');
  const again = el('button', { type: 'button', 'data-testid': 'seeding-again', onclick: () => page.dispatch({ type: 'scope', scope: page.state().scope, seeds: page.state().seeds }) }, 'Go on');
  return (status, { scope }) => {
    mark(holder, 'data-kind', status.kind);
    if (status.kind === 'running') {
      bar.value = status.done / status.of;
      say(words, `${status.done} of ${plural(status.of, 'run')}${status.left === null ? '' : `, about ${leftWords(status.left)} left`}`);
    } else if (status.kind === 'failed') say(words, `A run failed: ${status.problem}`);
    else say(words, 'Stopped: the table is of the rounds that were done.');
    hold(holder, ...(status.kind === 'running' ? (scope === 'seeds' ? [bar, words, cancel] : []) : status.kind === 'idle' ? [] : [words, again]));
  };
}

const leftWords = (millis: number): string => (millis >= 90_000 ? `${Math.round(millis / 60_000)} min` : `${Math.max(1, Math.round(millis / 1_000))} s`);

function tableOf(rows: readonly FigureRow[], { reports }: Compared): HTMLElement {
  const [first] = reports;
  const later = reports.slice(1).map((_, i) => `${letter(i + 1)} − A`);
  const head = (words: string, about: string, kind = ''): HTMLElement => el('th', { scope: 'col', class: `figure-value ${kind}`, title: about }, words);
  return el('table', { 'data-testid': 'figures' },
    el('caption', {}, first!.runs === 1 ? 'Of this run' : `Over ${first!.runs} seeds: ${first!.seed}, ${first!.seed}#1 …`),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'measure'), ...reports.map((report, i) => head(letter(i), report.detector)),
      ...later.map(words => head(words, first!.runs > 1 ? 'run by run, each under the same seed; 95 % interval' : 'the difference of the two figures', 'difference')))),
    el('tbody', {}, ...rows.map(rowOf)));
}

function rowOf({ path, words, term, values, differences }: FigureRow): HTMLElement {
  return el('tr', { 'data-path': path }, el('th', { scope: 'row', title: term && explained(term) }, words), ...values.map(one => cell(one)), ...differences.map(one => cell(one, one)));
}

function cell({ text, interval, why }: Value, difference?: Difference): HTMLElement {
  return el('td', { class: `figure-value${difference ? ' difference' : ''}`, title: why || null },
    difference?.sure ? el('b', {}, `${text} *`) : text, el('span', { class: 'range' }, interval));
}

/** Why a difference that is known has none, of each reason once. */
const withoutInterval = (rows: readonly FigureRow[]): readonly string[] => noIntervals(rows.flatMap(({ words, differences }) =>
  differences.flatMap(({ text, interval, why }) => (text !== '–' && interval === '' && why !== '' ? [[words, why] as const] : []))));

/** `whole`: a scenario can say it all, which the command can run. */
function noteOf({ reports: [first] }: Compared, whole: boolean): string {
  if (first!.runs === 1) return 'One run has no intervals: go over several seeds to see what is chance. λ_M counts mistakes per hour that one monitor watches one running process.';
  return 'λ_M counts mistakes per hour that one monitor watches one running process. A star marks a difference whose 95 % interval does not hold zero: each run of a column is held against '
    + `the same run of A, so that the weather cancels out. Quantiles are of all runs together.${whole ? ` The same figures: flatline compare --runs ${first!.runs}.` : ''}`;
}

function meanings(rows: readonly FigureRow[]): HTMLElement {
  const terms = [...new Set(rows.flatMap(({ term }) => term ?? []))];
  return el('details', { class: 'meanings' }, el('summary', { 'data-testid': 'meanings' }, 'What these mean'),
    el('dl', {}, ...terms.flatMap(term => [el('dt', {}, labelled(term)), el('dd', {}, glossary[term].meaning)])));
}
