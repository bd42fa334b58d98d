/** `--shard auto`: which part of an array job this process is, by what its scheduler left in the environment. */
import { readShard, type Shard } from '../../sim/sweep/shards.ts';
import { usage } from './failure.ts';
import { readRanges } from './shardRanges.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How many shards there are, where the scheduler does not tell, or where only some of them are submitted again. */
export const countVariable = 'FLATLINE_SHARDS';
/** Which shards to run, such as "3,7-9", where a scheduler cannot be asked for some of an array only. */
export const listVariable = 'FLATLINE_SHARD_LIST';

/** How one scheduler numbers the tasks of an array. */
export interface Scheduler {
  readonly name: string;
  /** The task's own number. */
  readonly task: string;
  /** What that variable holds in a job that is no array. */
  readonly noArray?: string;
  /** What numbers begin with, where no variable tells. */
  readonly first: 0 | 1;
  /** Of the array: its least and its greatest number, the step between numbers, how many there are. */
  readonly least?: string;
  readonly greatest?: string;
  readonly step?: string;
  readonly count?: string;
  /** What to set {@link countVariable} to. */
  readonly total: string;
}

export const schedulers: readonly Scheduler[] = [
  { // sbatch(1), OUTPUT ENVIRONMENT VARIABLES
    name: 'Slurm', task: 'SLURM_ARRAY_TASK_ID', first: 1, least: 'SLURM_ARRAY_TASK_MIN', greatest: 'SLURM_ARRAY_TASK_MAX',
    step: 'SLURM_ARRAY_TASK_STEP', count: 'SLURM_ARRAY_TASK_COUNT', total: 'n, and submit --array=1-n',
  },
  { // kubernetes.io, Indexed Job for Parallel Processing: the index is all that a pod is given
    name: 'Kubernetes', task: 'JOB_COMPLETION_INDEX', first: 0, total: "the Job's completions",
  },
  { // AWS Batch user guide, job environment variables
    name: 'AWS Batch', task: 'AWS_BATCH_JOB_ARRAY_INDEX', first: 0, count: 'AWS_BATCH_JOB_ARRAY_SIZE', total: "the array's size",
  },
  { // PBS Professional and OpenPBS, user's guide, job arrays (qsub -J 1-16)
    name: 'PBS', task: 'PBS_ARRAY_INDEX', first: 1, total: 'n, and submit -J 1-n',
  },
  { // Torque, qsub -t 1-16
    name: 'Torque', task: 'PBS_ARRAYID', first: 1, total: 'n, and submit -t 1-n',
  },
  { // IBM Spectrum LSF, environment variables set for job execution; the index of a job that is no array is 0
    name: 'LSF', task: 'LSB_JOBINDEX', noArray: '0', first: 1, greatest: 'LSB_JOBINDEX_END', step: 'LSB_JOBINDEX_STEP', total: 'n, and submit "name[1-n]"',
  },
  { // Grid Engine, qsub(1)
    name: 'Grid Engine', task: 'SGE_TASK_ID', noArray: 'undefined', first: 1, least: 'SGE_TASK_FIRST', greatest: 'SGE_TASK_LAST',
    step: 'SGE_TASK_STEPSIZE', total: 'n, and submit -t 1-n',
  },
  { // parallel(1): {#} and PARALLEL_SEQ are the number of the job, which --resume keeps
    name: 'GNU parallel', task: 'PARALLEL_SEQ', first: 1, total: 'the number of jobs, or write --shard {#}/n',
  },
];

const lacking = (what: string) => usage(`--shard auto: ${what}`);

/** A variable as a whole number; undefined where it is not set. @throws Failure where it holds something else */
function whole(env: Environment, variable: string | undefined): number | undefined {
  const text = variable === undefined ? undefined : env[variable];
  if (variable === undefined || text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw lacking(`${variable} is "${text}"; expected a whole number`);
  return Number(text);
}

const present = (env: Environment) => (each: Scheduler) => ![undefined, '', each.noArray].includes(env[each.task]);

const shown = (env: Environment, names: readonly (string | undefined)[]): string =>
  names.filter(name => name !== undefined && env[name] !== undefined).map(name => `${name}=${env[name!]}`).join(', ');

/** Which of how many tasks this one is, counted from 0, as the array itself tells. */
interface Place { readonly ordinal: number; readonly of: number | undefined }

function place(scheduler: Scheduler, env: Environment): Place {
  const { name, task, first, least, greatest, step, count } = scheduler;
  const [id, from, to] = [whole(env, task)!, whole(env, least) ?? first, whole(env, greatest)];
  const by = Math.max(1, whole(env, step) ?? 1);
  const told = whole(env, count);
  const counted = to === undefined ? undefined : Math.floor((to - from) / by) + 1;
  const [ordinal, of] = [(id - from) / by, told ?? counted];
  const gaps = !Number.isInteger(ordinal) || (counted !== undefined && of !== counted);
  if (gaps || from > 1 || ordinal < 0 || ordinal >= (of ?? Infinity)) {
    throw lacking(`${name}'s array (${shown(env, [task, least, greatest, step, count])}) does not go from 0 or 1 in equal steps. `
      + `If it is a part of an array submitted again, set ${countVariable} to the number of all shards`);
  }
  return { ordinal, of };
}

/** The array was submitted for some of the shards: the task's number is the shard's. */
function numbered({ name, task, first, total }: Scheduler, env: Environment, of: number): Shard {
  const index = whole(env, task)! - first + 1;
  if (index >= 1 && index <= of) return { index, of };
  throw lacking(`${name} has ${task}=${env[task]}, which is none of the ${of} shards of ${countVariable}; set it to ${total}`);
}

/** The task's place in {@link listVariable}. */
function listed(scheduler: Scheduler | undefined, env: Environment, of: number | undefined): Shard {
  if (of === undefined) throw lacking(`${listVariable} is set, but not how many shards there are in all: set ${countVariable}`);
  const list = readRanges(env[listVariable]!, of);
  if (!list) throw lacking(`${listVariable} is "${env[listVariable]}"; expected shards from 1 to ${of}, such as 3,7-9`);
  if (!scheduler && list.length > 1) throw lacking(`${listVariable} lists ${list.length} shards, but no array job is to be seen here`);
  const { ordinal, of: tasks } = scheduler ? place(scheduler, env) : { ordinal: 0, of: 1 };
  const index = list[ordinal];
  if (index === undefined || (tasks ?? list.length) !== list.length) {
    throw lacking(`${listVariable} lists ${list.length} shards; submit an array of as many (${scheduler?.name} has task ${ordinal + 1}${tasks === undefined ? '' : ` of ${tasks}`})`);
  }
  return { index, of };
}

function sole(env: Environment): Scheduler | undefined {
  const found = schedulers.filter(present(env));
  if (found.length < 2) return found[0];
  throw lacking(`${found.map(each => `${each.name} (${shown(env, [each.task])})`).join(' and ')} are both here; say which with --shard i/n`);
}

/** The shard of this process. @throws Failure naming what was found and what is lacking */
export function autoShard(env: Environment): Shard {
  const scheduler = sole(env);
  const count = whole(env, countVariable);
  if (count === 0) throw lacking(`${countVariable} is 0; expected the number of shards`);
  if (env[listVariable]) return listed(scheduler, env, count);
  if (!scheduler) throw lacking(`no array job is to be seen here (looked for ${schedulers.map(each => each.task).join(', ')}); give --shard i/n`);
  if (count !== undefined) return numbered(scheduler, env, count);
  const { ordinal, of } = place(scheduler, env);
  if (of !== undefined) return { index: ordinal + 1, of };
  throw lacking(`${scheduler.name} tells which task this is (${shown(env, [scheduler.task])}), but not how many there are: set ${countVariable} to ${scheduler.total}`);
}

/** What `--shard` was given. @throws Failure */
export function resolveShard(text: string, env: Environment): Shard {
  if (text === 'auto') return autoShard(env);
  const shard = readShard(text);
  if (shard) return shard;
  throw usage(`--shard ${text}: expected i/n with i from 1 to n, such as 3/16, or auto`);
}
