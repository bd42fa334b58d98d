/** The files for clusters, held against what Kubernetes and AWS Batch take. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exits } from '../../../../ui/cli/failure.ts';
import { parse as read, type Performance } from '../../../../ui/cli/program.ts';
import { checked, planned, type PlanOptions } from '../../../../ui/cli/sweep/asked.ts';
import awsBatch from '../../../cluster/awsBatch.schema.json';
import kubernetesJob from '../../../cluster/kubernetesJob.schema.json';
import definition from '../../../../ui/cli/cluster/awsBatchDefinition.json';
import submission from '../../../../ui/cli/cluster/awsBatchJob.json';

const text = (name: string): string => readFileSync(new URL(`../../../../ui/cli/cluster/${name}`, import.meta.url), 'utf8');
const ajv = new Ajv({ allErrors: true });

/** What a schema finds wrong, as "/spec/x must be …". */
function findings(schema: object, document: unknown): readonly string[] {
  const validate = ajv.compile(schema);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

const batch = (definitionName: string) => ({ $ref: `#/definitions/${definitionName}`, definitions: awsBatch.definitions });
/** Exits that another attempt would not mend. */
const final = [exits.unmet, exits.usage, exits.badInput, exits.incompatible, exits.fault];

interface Rule { action: string; onExitCodes?: { containerName: string; operator: string; values: number[] }; onPodConditions?: unknown }
interface Job {
  spec: {
    completionMode: string; completions: number; parallelism: number; backoffLimitPerIndex: number; podFailurePolicy: { rules: Rule[] };
    template: { spec: { restartPolicy: string; containers: { name: string; args: string[]; env: { name: string; value: string }[] }[] } };
  };
}

describe('kubernetesJob.yaml', () => {
  const job = parse(text('kubernetesJob.yaml')) as Job;
  const { spec } = job;
  const [container] = spec.template.spec.containers;

  test('is a Job of batch/v1', () => expect(findings(kubernetesJob, job)).toEqual([]));

  test.each([
    ['a name misspelt', { ...job, spec: { ...spec, backoffLimitPerindex: 1 } }, '/spec must NOT have additional properties'],
    ['a wrong type', { ...job, spec: { ...spec, completions: '16' } }, '/spec/completions must be number'],
    ['an action that there is not', { ...job, spec: { ...spec, podFailurePolicy: { rules: [{ action: 'Retry' }] } } }, '/spec/podFailurePolicy/rules/0/action must be equal to one of'],
    ['no template', { ...job, spec: { completions: 16 } }, "/spec must have required property 'template'"],
  ])('and would not be with %s', (_, broken, finding) => expect(findings(kubernetesJob, broken).join('\n')).toContain(finding));

  test('keeps what the server asks beyond its schema', () => {
    expect(spec).toMatchObject({ completionMode: 'Indexed', template: { spec: { restartPolicy: 'Never' } } }); // for backoffLimitPerIndex, podFailurePolicy
    for (const count of [spec.completions, spec.parallelism, spec.backoffLimitPerIndex]) expect(count).toSatisfy(Number.isInteger);
    for (const { onExitCodes, onPodConditions } of spec.podFailurePolicy.rules) {
      expect([onExitCodes, onPodConditions].filter(Boolean)).toHaveLength(1);
      if (!onExitCodes) continue;
      expect(spec.template.spec.containers.map(({ name }) => name)).toContain(onExitCodes.containerName);
      expect(onExitCodes.values).toEqual([...new Set(onExitCodes.values)].sort((a, b) => a - b));
      expect(onExitCodes.values).not.toContain(0);
    }
  });

  test('gives each index its shard', () => {
    expect(container!.env).toContainEqual({ name: 'FLATLINE_SHARDS', value: `${spec.completions}` });
    expect(container!.args).toContain('--shard=auto');
  });

  test('fails an index for what another attempt would not mend, and nothing else', () => {
    expect(spec.podFailurePolicy.rules.filter(({ action }) => action === 'FailIndex').map(({ onExitCodes }) => onExitCodes)).toEqual([
      { containerName: 'sweep', operator: 'In', values: final }]);
  });
});

describe('the files for AWS Batch', () => {
  test('are a job definition and a job', () => {
    expect(findings(batch('RegisterJobDefinitionRequest'), definition)).toEqual([]);
    expect(findings(batch('SubmitJobRequest'), submission)).toEqual([]);
  });

  test.each([
    ['a name misspelt', { ...definition, retrystrategy: {} }, 'must NOT have additional properties'],
    ['a number for a text', { ...definition, retryStrategy: { evaluateOnExit: [{ onExitCode: 1, action: 'EXIT' }] } }, '/retryStrategy/evaluateOnExit/0/onExitCode must be string'],
    ['no action', { ...definition, retryStrategy: { evaluateOnExit: [{ onExitCode: '1' }] } }, "must have required property 'action'"],
    ['no type', { jobDefinitionName: 'flatline' }, "must have required property 'type'"],
  ])('and would not be with %s', (_, broken, finding) => expect(findings(batch('RegisterJobDefinitionRequest'), broken).join('\n')).toContain(finding));

  test('keep the limits that the API states beyond its shapes', () => {
    const { attempts, evaluateOnExit } = definition.retryStrategy;
    expect(attempts).toSatisfy(count => Number.isInteger(count) && count >= 1 && count <= 10);
    expect(evaluateOnExit.length).toBeLessThanOrEqual(5);
    for (const { onExitCode } of evaluateOnExit) expect(onExitCode).toMatch(/^\d+\*?$/);
    expect(submission.arrayProperties.size).toSatisfy(size => size >= 2 && size <= 10_000);
    const sources = definition.containerProperties.mountPoints.map(({ sourceVolume }) => sourceVolume);
    expect(definition.containerProperties.volumes.map(({ name }) => name)).toEqual(sources);
    expect(submission.jobDefinition).toBe(definition.jobDefinitionName);
  });

  test('end for what another attempt would not mend; what matches nothing, Batch tries again', () => {
    expect(definition.retryStrategy.evaluateOnExit).toEqual(final.map(exit => ({ onExitCode: `${exit}`, action: 'EXIT' })));
  });
});

/** What each file has the command do: the words after its name. */
function commands(): readonly (readonly [string, readonly string[]])[] {
  const container = (parse(text('kubernetesJob.yaml')) as Job).spec.template.spec.containers[0]!;
  const script = (name: string) => text(name).replaceAll('\\\n', ' ').split('npx flatline ').at(-1)!.replace(/:::.*/s, '').replaceAll(/'|"\$shards"|"\$\{SLURM_CPUS_PER_TASK:-1\}"/g, found => (found === "'" ? '' : '1'));
  return [
    ['kubernetesJob.yaml', container.args], ['awsBatchDefinition.json', definition.containerProperties.command],
    ...['slurm.sh', 'gnuParallel.sh'].map(name => [name, script(name).replace('{}', '1').trim().split(/\s+/)] as const),
  ];
}

const silent = { out: () => undefined, err: () => undefined };

describe.each(commands())('%s', (_, words) => {
  const typed = read(words, '0', silent) as Performance;

  test('is a command that can be run', () => {
    expect(typed.performer.name).toBe('sweep');
    expect(typed.options).toMatchObject({ jobs: 1, shard: expect.stringMatching(/^(auto|1\/1)$/), output: expect.stringMatching(/^(\/work\/)?sweep$/) });
  });

  test('is the same sweep as the others, and one that runs', async () => {
    const home = fileURLToPath(new URL('../../../../scenarios', import.meta.url));
    const made = await planned(typed.subjects[0]!, typed.options as PlanOptions, home);
    checked(made);
    expect(made.plan).toMatchObject({ settings: 16, runs: 30, tasks: 480 });
  });
});

test('all of them have sixteen shards', () => {
  for (const name of ['slurm.sh', 'gnuParallel.sh']) expect(text(name)).toContain('="${FLATLINE_SHARDS:-16}"\n');
  expect(text('slurm.sh')).toContain('#SBATCH --array=1-16\n');
  expect((parse(text('kubernetesJob.yaml')) as Job).spec.completions).toBe(16);
  expect(submission.arrayProperties.size).toBe(16);
});
