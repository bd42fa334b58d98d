import { families, listed, type Family, type Listed } from './catalogue.ts';
import { csv } from './csv.ts';
import { usage } from './failure.ts';
import { withForms, withQuiet } from './options.ts';
import { entry, wrap } from './text.ts';
import { boldFor, type Answer, type Request, type Verb } from './verb.ts';

const isFamily = (text: string): text is Family => (families as readonly string[]).includes(text);

function group(family: Family, items: readonly Listed[], columns: number, bold: (text: string) => string): string {
  const column = 2 + Math.max(14, ...items.map(({ name }) => name.length + 2));
  return [bold(family), ...items.map(({ name, summary }) => entry(`  ${name}`, summary, columns, column))].join('\n');
}

/** For people, with what to do next. */
export function listText(groups: readonly (readonly [Family, readonly Listed[]])[], columns: number, bold: (text: string) => string): string {
  const next = 'npx flatline run NAME runs a scenario, npx flatline system NAME plays a system; npx flatline describe NAME explains any of these.';
  return [...groups.map(([family, items]) => group(family, items, columns, bold)), wrap(next, columns)].join('\n\n');
}

async function answer({ subject, form, home, columns, paints }: Request): Promise<Answer> {
  const bold = boldFor(paints);
  if (subject !== undefined && !isFamily(subject)) throw usage(`list ${subject}: expected one of ${families.join(', ')}`);
  const groups = (subject === undefined ? families : [subject]).map(family => [family, listed(family, home)] as const);
  const rows = groups.flatMap(([, items]) => items);
  if (form === 'csv') return { out: csv([['family', 'name', 'summary'], ...rows.map(each => [each.family, each.name, each.summary])]) };
  if (form === 'table') return { out: listText(groups, columns, bold) };
  const bare = groups.map(([family, items]) => [family, items.map(({ name, summary }) => ({ name, summary }))]);
  return { out: JSON.stringify(Object.fromEntries(bare), null, 2) };
}

export const list: Verb = {
  name: 'list',
  reads: 'nothing',
  define: command => withQuiet(withForms(command
    .description('List what comes with Flatline: scenarios, real systems, detectors, estimators, services, laws and faults')
    .argument('[family]', families.join(', ')))),
  answer,
};
