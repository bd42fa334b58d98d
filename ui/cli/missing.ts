import { badInput, exits, type Exit } from './failure.ts';
import { withQuiet } from './options.ts';
import type { Performer, Stage } from './performer.ts';
import { agree, missingFrom } from './shardMerge.ts';
import { found, isDirectory } from './shardFolder.ts';
import { rangesText } from './shardRanges.ts';
import { expressions, submissions, whole } from './shardResubmit.ts';

async function perform({ subjects: [folder = ''], options, to }: Stage): Promise<Exit> {
  if (!isDirectory(folder)) throw badInput(`${folder}: there is no such directory`);
  const { parts, unfinished, damaged, of } = found(folder);
  agree(parts);
  const missing = parts.length === 0 ? whole(of).list : missingFrom(parts);
  const shards = { list: missing, of };
  if ((options as { json?: true }).json) to.out(JSON.stringify({ shards: of, missing, ...(missing.length > 0 && expressions(shards)) }, null, 2));
  else if (missing.length > 0) to.out(rangesText(missing));
  for (const each of damaged) to.say(`flatline: ${each}`);
  if (missing.length === 0) {
    to.say(`All ${of} shards are here. In one file:\n  flatline merge ${folder} -o FILE.jsonl, FILE.csv or FILE.parquet`);
    return exits.ok;
  }
  const begun = unfinished.length > 0 ? ` (${unfinished.length} begun: what they finished is kept)` : '';
  to.say(`Missing: ${missing.length} of ${of} shards${begun}. To run them again:\n${submissions(shards)}`);
  return exits.again;
}

export const missing: Performer = {
  name: 'missing',
  define: command => withQuiet(command
    .description('List the shards of a sweep that are not there, and what to submit again')
    .argument('<dir>', 'where the shards of the sweep write')
    .option('--json', 'write JSON, with the fields for each scheduler'))
    .addHelpText('after', '\nExit code: 0 all are there, 2 usage, 3 bad input, 4 shards of several sweeps,\n75 some are missing.'),
  perform,
};
