import { csv, type Cell as Entry } from '../../cli/csv.ts';
import { json, pictureItems } from '../export/pictureItems.ts';
import { saveFile } from '../outside.ts';
import type { Item } from '../views/menu.ts';
import type { Board } from './model/board.ts';
import { measures, pathOf } from './model/cells.ts';
import type { TunePage } from './page.ts';

/** What can be taken away from Tune: the front as a picture, the map as numbers. Durations in milliseconds, rates a second. */
export function tuneItems({ state, theme }: TunePage, say: (words: string) => void): readonly Item[] {
  const { board, wish: { script } } = state();
  const name = `${script.preset.split(' ', 1)[0] || 'scenario'}-map`;
  const item = (testid: string, words: string, act: () => void): Item => ({ testid: `export-${testid}`, name: words, disabled: !board, act });
  return [
    ...pictureItems(name, `${board?.plan.title ?? name}: what a faster detection costs`, theme(), say, !board),
    item('csv', 'All settings, as CSV', () => saveFile(csv(rowsOf(board!)), `${name}.csv`, 'text/csv')),
    item('report', 'All settings, as JSON', () => saveFile(json({ plan: board!.plan, settings: board!.all() }), `${name}.json`, 'application/json')),
  ];
}

/** A line a setting: its two numbers, the verdict, and of each measure the value with its 95 % interval. */
export function rowsOf(board: Board): readonly (readonly Entry[])[] {
  const { plan: { x, y } } = board;
  const unitless = { detection: 'ms', mistakes: 'perSecond', load: 'perSecond' } as const;
  const head = [x.path, y.path, 'verdict', ...measures.flatMap(measure => [`${pathOf[measure]}_${unitless[measure]}`, `${pathOf[measure]}_low95`, `${pathOf[measure]}_high95`, `${pathOf[measure]}_runs`])];
  const number = (kind: string, value: number): number => (kind === 'duration' ? value / 1_000 : value);
  return [head, ...board.all().map(cell => [
    number(x.kind, x.values[cell.column]!), number(y.kind, y.values[cell.row]!), board.verdict(cell),
    ...measures.flatMap(measure => {
      const reading = cell.readings[measure];
      return [reading?.value, reading?.low, reading?.high, reading?.runs] as const;
    }),
  ])];
}
