import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { shareOf, whole } from '../../../sim/sweep/shards.ts';
import { exits, usage, type Exit } from '../failure.ts';
import type { Performer, Stage } from '../performer.ts';
import { resolveShard } from '../shardAuto.ts';
import { refuseOthers } from '../shardFolder.ts';
import { checked, counted, planned, withPlan, type PlanOptions } from './asked.ts';
import { formatOf, formats, type Format } from './formats.ts';
import { columnsText, planText } from './planText.ts';
import { intoFile, ontoStandardOutput, type Sweep } from './performing.ts';
import { fileTarget, isFolder, partTarget } from './target.ts';

interface SweepOptions extends PlanOptions {
  readonly output?: string;
  readonly format?: Format;
  readonly jobs?: number;
  readonly shard?: string;
  readonly force?: true;
  readonly progress?: 'bar' | 'jsonl' | 'none';
  readonly dryRun?: true;
  readonly count?: true;
  readonly columns?: true;
}

const define = (command: Command): Command => withPlan(command
  .description('Run a scenario at every setting of what is varied: one row a run and detector'))
  .option('-o, --output <path>', 'a file ending in .jsonl, .csv or .parquet, a folder for parts, or - for standard output (default)')
  .addOption(new Option('--format <format>', 'where the name does not say it (default: jsonl)').choices(formats))
  .option('--jobs <n>', 'so many threads (default: one a core)', counted(1_024))
  .option('--shard <i/n>', 'only every n-th run, from the i-th, as a part in the folder -o; auto: as the array job says')
  .option('--force', 'begin anew where rows of another sweep are')
  .addOption(new Option('--progress <how>', 'how to tell of progress on standard error').choices(['bar', 'jsonl', 'none']))
  .option('--dry-run', 'say what would be run')
  .option('--count', 'say how many runs there are')
  .option('--columns', 'say what the columns mean')
  .addHelpText('after', `
A killed sweep goes on where it was when the same command is given again.
Exit code: 0 ok, 2 usage, 3 bad input, 4 rows of another sweep are in the way,
75 try again, 130 or 143 interrupted, to be continued.`);

async function perform(stage: Stage): Promise<Exit> {
  const options = stage.options as SweepOptions;
  const asked = await planned(stage.subjects[0]!, options, stage.home);
  const shard = options.shard === undefined ? whole : resolveShard(options.shard, stage.env);
  if (options.columns) return said(stage, columnsText(asked.plan, stage.to.columns));
  if (options.count) return said(stage, String(shareOf(asked.plan.tasks, shard)));
  checked(asked);
  if (options.dryRun) return said(stage, planText(asked, shard));
  const jobs = options.jobs ?? availableParallelism();
  const machine = options.progress === 'jsonl' && options.quiet !== true;
  return started({ ...asked, shard, jobs, force: options.force === true, machine, quiet: options.progress === 'none', stage }, options);
}

function said({ to }: Stage, text: string): Exit {
  to.out(text);
  return exits.ok;
}

function started(sweep: Sweep, { output = '-', format: wanted, shard }: SweepOptions): Promise<Exit> {
  if (output === '-') {
    if (shard !== undefined) throw usage('--shard writes a part into a folder: give -o FOLDER');
    if (wanted === 'parquet' && sweep.stage.stdout.isTTY) throw usage('--format parquet is nothing for a terminal: give -o FILE.parquet');
    return ontoStandardOutput(sweep, wanted ?? 'jsonl');
  }
  if (shard !== undefined || isFolder(output)) {
    if (!sweep.force) refuseOthers(output, sweep.shard.of, sweep.plan.hash);
    return intoFile(sweep, partTarget(output, sweep.shard, partFormat(wanted, shard)));
  }
  const named = formatOf(output);
  if (named && wanted && named !== wanted) throw usage(`-o ${output} and --format ${wanted} say two things`);
  return intoFile(sweep, fileTarget(output, wanted ?? named ?? 'jsonl'));
}

function partFormat(wanted: Format = 'jsonl', shard?: string): Format {
  if (shard === undefined || wanted === 'jsonl') return wanted;
  throw usage(`--shard writes JSONL, which flatline merge turns into ${wanted}`);
}

export const sweep: Performer = { name: 'sweep', define, perform };
