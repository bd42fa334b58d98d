import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { autoShard, schedulers, resolveShard, type Environment } from '../../../ui/cli/shardAuto.ts';

/** What each scheduler leaves to task `ordinal` (from 0) of an array of `of` tasks with a step, and what it must be told. */
const left: Readonly<Record<string, (ordinal: number, of: number, step: number) => Environment>> = {
  Slurm: (ordinal, of, step) => ({
    SLURM_ARRAY_TASK_ID: `${1 + ordinal * step}`, SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: `${1 + (of - 1) * step}`,
    SLURM_ARRAY_TASK_STEP: `${step}`, SLURM_ARRAY_TASK_COUNT: `${of}`, SLURM_JOB_ID: '17',
  }),
  Kubernetes: (ordinal, of) => ({ JOB_COMPLETION_INDEX: `${ordinal}`, FLATLINE_SHARDS: `${of}` }),
  'AWS Batch': (ordinal, of) => ({ AWS_BATCH_JOB_ARRAY_INDEX: `${ordinal}`, AWS_BATCH_JOB_ARRAY_SIZE: `${of}`, AWS_BATCH_JOB_ATTEMPT: '1' }),
  PBS: (ordinal, of) => ({ PBS_ARRAY_INDEX: `${ordinal + 1}`, PBS_ARRAY_ID: '1234[].server', FLATLINE_SHARDS: `${of}` }),
  Torque: (ordinal, of) => ({ PBS_ARRAYID: `${ordinal + 1}`, FLATLINE_SHARDS: `${of}` }),
  LSF: (ordinal, of, step) => ({ LSB_JOBINDEX: `${1 + ordinal * step}`, LSB_JOBINDEX_END: `${1 + (of - 1) * step}`, LSB_JOBINDEX_STEP: `${step}` }),
  'Grid Engine': (ordinal, of, step) => ({
    SGE_TASK_ID: `${1 + ordinal * step}`, SGE_TASK_FIRST: '1', SGE_TASK_LAST: `${1 + (of - 1) * step}`, SGE_TASK_STEPSIZE: `${step}`,
  }),
  'GNU parallel': (ordinal, of) => ({ PARALLEL_SEQ: `${ordinal + 1}`, PARALLEL_JOBSLOT: '1', FLATLINE_SHARDS: `${of}` }),
};

describe.each(schedulers.map(each => [each.name, each] as const))('%s', (name, scheduler) => {
  test('every task has its own shard, in order, whatever the step', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), (of, step) => {
      for (let ordinal = 0; ordinal < of; ordinal += 1) expect(autoShard(left[name]!(ordinal, of, step))).toEqual({ index: ordinal + 1, of });
    }));
  });

  test('of an array submitted for some shards, the number is the shard', () => {
    const task = `${7 - (1 - scheduler.first)}`;
    expect(autoShard({ [scheduler.task]: task, FLATLINE_SHARDS: '16' })).toEqual({ index: 7, of: 16 });
    expect(() => autoShard({ [scheduler.task]: '17', FLATLINE_SHARDS: '16' })).toThrow(`${scheduler.task}=17, which is none of the 16 shards of FLATLINE_SHARDS`);
  });

  test('without the number of tasks, it says what to set', () => {
    expect(() => autoShard({ [scheduler.task]: '1' })).toThrow(
      `--shard auto: ${name} tells which task this is (${scheduler.task}=1), but not how many there are: set FLATLINE_SHARDS to ${scheduler.total}`);
  });

  test('a list of shards maps the tasks to them', () => {
    const env = (ordinal: number) => ({ ...left[name]!(ordinal, 3, 1), FLATLINE_SHARDS: '16', FLATLINE_SHARD_LIST: '3,7-8' });
    expect([0, 1, 2].map(ordinal => autoShard(env(ordinal)))).toEqual([3, 7, 8].map(index => ({ index, of: 16 })));
    expect(() => autoShard({ ...left[name]!(3, 4, 1), FLATLINE_SHARDS: '16', FLATLINE_SHARD_LIST: '3,7-8' })).toThrow('lists 3 shards; submit an array of as many');
  });

  test('what is no number is named', () => {
    expect(() => autoShard({ [scheduler.task]: 'x', FLATLINE_SHARDS: '2' })).toThrow(`${scheduler.task} is "x"; expected a whole number`);
  });
});

describe('arrays of Slurm', () => {
  const array = (id: number, min: number, max: number, step: number, count: number) => ({
    SLURM_ARRAY_TASK_ID: `${id}`, SLURM_ARRAY_TASK_MIN: `${min}`, SLURM_ARRAY_TASK_MAX: `${max}`, SLURM_ARRAY_TASK_STEP: `${step}`, SLURM_ARRAY_TASK_COUNT: `${count}`,
  });

  test('may begin at 0', () => expect(autoShard(array(0, 0, 15, 1, 16))).toEqual({ index: 1, of: 16 }));
  test('0-30:2 is sixteen shards', () => expect(autoShard(array(30, 0, 30, 2, 16))).toEqual({ index: 16, of: 16 }));

  test.each([['3,7', array(3, 3, 7, 1, 2)], ['1,2,7', array(7, 1, 7, 1, 3)], ['3-4', array(3, 3, 4, 1, 2)], ['between steps', array(2, 1, 5, 2, 3)], ['outside', array(9, 1, 4, 1, 4)]])(
    'a part of an array is never taken for a whole one: %s', (_, env) => {
      expect(() => autoShard(env)).toThrow(/^--shard auto: Slurm's array \(SLURM_ARRAY_TASK_ID=\d, .* set FLATLINE_SHARDS to the number of all shards/);
    });
});

describe('where nothing tells', () => {
  test('no array job', () => {
    expect(() => autoShard({ HOME: '/root', SLURM_JOB_ID: '3', LSB_JOBINDEX: '0', SGE_TASK_ID: 'undefined', FLATLINE_SHARDS: '16' }))
      .toThrow(/no array job is to be seen here \(looked for SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, .*\); give --shard i\/n/);
  });

  test('two of them', () => {
    expect(() => autoShard({ SLURM_ARRAY_TASK_ID: '3', PARALLEL_SEQ: '2', FLATLINE_SHARDS: '4' }))
      .toThrow('Slurm (SLURM_ARRAY_TASK_ID=3) and GNU parallel (PARALLEL_SEQ=2) are both here; say which with --shard i/n');
  });

  test('a list of one shard needs no array: AWS Batch has none of one task', () => {
    expect(autoShard({ FLATLINE_SHARDS: '16', FLATLINE_SHARD_LIST: '9' })).toEqual({ index: 9, of: 16 });
    expect(() => autoShard({ FLATLINE_SHARDS: '16', FLATLINE_SHARD_LIST: '9,10' })).toThrow('FLATLINE_SHARD_LIST lists 2 shards, but no array job is to be seen here');
  });

  test.each([
    [{ FLATLINE_SHARD_LIST: '3' }, 'not how many shards there are in all: set FLATLINE_SHARDS'],
    [{ FLATLINE_SHARD_LIST: '3-', FLATLINE_SHARDS: '9' }, 'FLATLINE_SHARD_LIST is "3-"; expected shards from 1 to 9, such as 3,7-9'],
    [{ FLATLINE_SHARDS: '0', PARALLEL_SEQ: '1' }, 'FLATLINE_SHARDS is 0; expected the number of shards'],
    [{ FLATLINE_SHARDS: 'many', PARALLEL_SEQ: '1' }, 'FLATLINE_SHARDS is "many"; expected a whole number'],
    [{ AWS_BATCH_JOB_ARRAY_INDEX: '4', AWS_BATCH_JOB_ARRAY_SIZE: '4' }, "AWS Batch's array (AWS_BATCH_JOB_ARRAY_INDEX=4, AWS_BATCH_JOB_ARRAY_SIZE=4) does not go"],
  ])('%o', (env, message) => expect(() => autoShard(env)).toThrow(message));
});

test('--shard 3/16 is taken as it is, and nothing else is', () => {
  expect(resolveShard('3/16', {})).toEqual({ index: 3, of: 16 });
  for (const text of ['0/16', '17/16', '3', '3/', 'x', '3/16/2']) expect(() => resolveShard(text, {})).toThrow(`--shard ${text}: expected i/n`);
});
