/** The files for clusters, held against what Kubernetes and AWS Batch take. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exits } from '../../../../ui/cli/failure.ts';
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

test('all of them run the same sweep in sixteen shards', () => {
  const container = (parse(text('kubernetesJob.yaml')) as Job).spec.template.spec.containers[0]!;
  const plain = (args: readonly string[]) => args.flatMap(arg => arg.split(/(?<=^--\w+)=/)).join(' ');
  const scripts = ['slurm.sh', 'gnuParallel.sh'].map(name => text(name).replaceAll('\\\n', '').replaceAll(/ +/g, ' '));
  const sweep = /sweep pauseTakenForDeath (--vary \S+ )+--runs \d+/;
  const said = [plain(container.args), plain(definition.containerProperties.command), ...scripts].map(each => sweep.exec(each)?.[0]);
  expect(new Set(said).size).toBe(1);
  expect(said[0]).toBeDefined();
  for (const script of scripts) expect(script).toContain('export FLATLINE_SHARDS=16\n');
  expect(scripts[0]).toContain('#SBATCH --array=1-16\n');
  expect(submission.arrayProperties.size).toBe(16);
});
