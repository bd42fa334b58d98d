import { compareCsv } from '../../cli/compareCsv.ts';
import { json, pictureItems } from '../export/pictureItems.ts';
import { saveFile } from '../outside.ts';
import type { Item } from '../views/menu.ts';
import { asScenario } from './columns.ts';
import type { ComparePage } from './page.ts';
import type { Compared } from './reports.ts';

/** What can be taken away from Compare: the figures are those of the command, `--csv` and `--json`. */
export function compareItems(page: ComparePage, compared: Compared | null): readonly Item[] {
  const { comparison, cursor } = page.state();
  const name = comparison.preset.split(' ', 1)[0] || 'scenario', title = `${comparison.weather.title ?? name}, compared, at ${cursor / 1_000} ms`;
  const whole = asScenario(comparison);
  const item = (testid: string, words: string, disabled: boolean, act: () => void): Item => ({ testid: `export-${testid}`, name: words, disabled, act });
  return [
    ...pictureItems(`${name}-compared-${cursor / 1_000}ms`, title, page.theme(), page.say, page.indexes().length === 0),
    item('csv', 'Figures and differences, as CSV', !compared, () => saveFile(compareCsv(compared!), `${name}-compared.csv`, 'text/csv')),
    item('report', 'Figures and differences, as JSON', !compared, () => saveFile(json(compared), `${name}-compared.json`, 'application/json')),
    item('scenario', whole ? 'The scenario of all columns, as JSON' : 'A scenario: none can say what differs here', !whole, () => saveFile(json(whole), `${name}.json`, 'application/json')),
  ];
}
