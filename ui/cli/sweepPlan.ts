import { once } from 'node:events';
import { builtIn } from '../../sim/builtIn.ts';
import type { Registry } from '../../sim/registry.ts';
import { seedOf } from '../../sim/run.ts';
import { placeOf, reader, type Plan } from '../../sim/sweep/plan.ts';
import { asFailure, exits, type Exit } from './failure.ts';
import type { Performer, Stage } from './performer.ts';
import { submissions, whole } from './shardResubmit.ts';
import { checked, counted, planned, withPlan, type PlanOptions } from './sweep/asked.ts';

/** More than any scheduler takes in one array. */
const mostShards = 1_000_000;
/** So many characters are gathered before they are written. */
const chunk = 1 << 16;

/** The run list, a line a task: which run it is and, where the sweep is cut, whose. @throws ScenarioError, PlanError */
export function* planLines(plan: Plan, registry: Registry, shards: number | undefined): Generator<string> {
  const read = reader(plan, registry);
  const perSetting = plan.detectors * plan.runs;
  let setting = read(0);
  for (let task = 0; task < plan.tasks; task += 1) {
    const place = placeOf(plan, task);
    if (task > 0 && task % perSetting === 0) setting = read(place.setting);
    const { label, hash } = setting.entries[place.detector]!;
    yield JSON.stringify({
      task, run_id: `${plan.hash}-${task}`, ...(shards !== undefined && { shard: `${(task % shards) + 1}/${shards}` }),
      setting: place.setting, config_hash: hash, ...Object.fromEntries(plan.axes.map(({ path }, i) => [path, setting.values[i]])),
      detector: label, replicate: place.replicate, seed: seedOf(plan.seed, place.replicate),
    });
  }
}

/** Writes as fast as it is read. */
async function pour(lines: Iterable<string>, stdout: NodeJS.WriteStream): Promise<void> {
  let gathered = '';
  for (const line of lines) {
    gathered += `${line}\n`;
    if (gathered.length < chunk) continue;
    if (!stdout.write(gathered)) await once(stdout, 'drain');
    gathered = '';
  }
  stdout.write(gathered);
}

async function perform({ subjects: [file = ''], options, to, stdout, home }: Stage): Promise<Exit> {
  const { shards, count, ...asked } = options as PlanOptions & { shards?: number; count?: true };
  const made = await planned(file, asked, home);
  checked(made);
  const { name, plan } = made;
  try {
    if (count) to.out(`${plan.tasks}`);
    else await pour(planLines(plan, builtIn, shards), stdout);
  } catch (error) {
    throw asFailure(error, name);
  }
  if (shards !== undefined) to.say(`${plan.tasks} runs in ${shards} shards. To submit them:\n${submissions(whole(shards))}`);
  return exits.ok;
}

export const plan: Performer = {
  name: 'plan',
  define: command => withPlan(command.description('Write the list of runs that a sweep would make, as JSONL'))
    .option('--shards <n>', 'say whose each run is, and what to submit', counted(mostShards))
    .option('--count', 'write only how many there are'),
  perform,
};
