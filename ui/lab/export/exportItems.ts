/** What can be taken away: fetched when the menu is first opened. */
import { saveFile } from '../outside.ts';
import type { Page } from '../page.ts';
import type { Item } from '../views/menu.ts';
import { filterOf } from '../views/stepping.ts';
import { eventsCsv } from './eventsCsv.ts';
import { json, pictureItems } from './pictureItems.ts';

export function exportItems(page: Page): readonly Item[] {
  const { script, cursor } = page.state();
  const shown = page.shown();
  const name = script.preset.split(' ', 1)[0] || 'scenario';
  const moment = `${name}-${cursor / 1_000}ms`;
  const title = `${script.file.title ?? name}, at ${cursor / 1_000} ms`;
  const item = (testid: string, words: string, act: () => void, disabled = !shown): Item => ({ testid: `export-${testid}`, name: words, disabled, act });
  return [
    ...pictureItems(moment, title, page.theme(), text => page.dispatch({ type: 'say', text }), !shown),
    item('csv', 'The events that steps go to, as CSV', () => saveFile(eventsCsv(shown!.index, filterOf(page)), `${name}-events.csv`, 'text/csv')),
    item('report', 'The measures of the run, as JSON', () => saveFile(json({ scenario: shown!.file, digest: shown!.digest, ...shown!.measured }), `${name}-report.json`, 'application/json'), !shown?.measured),
    item('scenario', 'The scenario, as JSON', () => saveFile(json(script.file), `${name}.json`, 'application/json'), false),
  ];
}
