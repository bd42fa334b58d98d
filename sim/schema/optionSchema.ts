import { formatDuration, type Parameter, type ParameterTable } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import { durationRange } from '../reading/kinds.ts';
import { written } from './written.ts';

export interface Json { readonly [key: string]: unknown }

export const ref = (name: string): Json => ({ allOf: [{ $ref: `#/definitions/${name}` }] });

export function optionSchemas<P>(table: ParameterTable<P>): Record<string, Json> {
  const options = Object.entries<Parameter<unknown>>(table as Record<string, Parameter<unknown>>);
  return Object.fromEntries(options.map(([key, parameter]) => [key, optionSchema(parameter)]));
}

function optionSchema(parameter: Parameter<unknown>): Json {
  const shape = shapes[parameter.kind](parameter);
  const nullable = parameter.default === null ? { anyOf: [shape, { type: 'null' }] } : shape;
  const usual = parameter.default === undefined ? {} : { default: written(parameter.kind, parameter.default) };
  return { ...nullable, description: described(parameter), ...usual };
}

/** One text of what the table knows. */
export function described(parameter: Parameter<unknown>): string {
  const { low, high, source, kind, min, max } = parameter;
  const duration = kind === 'duration';
  const bound = (word: string, value: number | undefined): string =>
    value === undefined || value >= NEVER || !['count', 'number', 'duration'].includes(kind)
      ? '' : `${word} ${duration ? formatDuration(value) : value}. `;
  const [tooLow, tooHigh] = [low, high].map(sentence => sentence.replace(/\.$/, ''));
  const bounds = bound('At least', min) + bound('At most', max);
  return `${usually(parameter)} ${bounds}Low: ${tooLow}. High: ${tooHigh}.${source ? ` Source: ${source}.` : ''}`;
}

function usually({ default: usual, by, kind }: Parameter<unknown>): string {
  if (usual === undefined) return 'Required.';
  const print = (value: unknown): string => JSON.stringify(written(kind, value));
  const others = Object.entries(by?.defaults ?? {}).map(([choice, value]) => `; with ${by!.option} ${choice} ${print(value)}`);
  return `Default ${print(usual)}${others.join('')}.`;
}

const bounded = (type: string, { min, max }: { min?: number | undefined; max?: number | undefined }): Json => ({
  type, ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }),
});

const list = (items: Json, more: Json = {}): Json => ({ type: 'array', items, minItems: 1, ...more });
const pair = (a: Json, b: Json): Json => ({ type: 'array', items: [a, b], minItems: 2, maxItems: 2, additionalItems: false });
const many = { us: seriesOf(), ms: seriesOf(), s: seriesOf() };

function seriesOf(): Json {
  return list({ type: 'number', minimum: 0, maximum: 1e15 }, { maxItems: 100_000 });
}

type Shape = (parameter: Parameter<unknown>) => Json;

const shapes: Readonly<Record<Parameter<unknown>['kind'], Shape>> = {
  duration(parameter) {
    const { min, max } = durationRange(parameter);
    const finite = ref(min !== undefined && min >= 0 ? 'duration' : 'anyDuration');
    return max !== undefined && max >= NEVER ? { anyOf: [finite, { const: 'never' }] } : finite;
  },
  count: ({ min = 0, max = Number.MAX_SAFE_INTEGER }) => bounded('integer', { min, max }),
  number: parameter => bounded('number', parameter),
  share: ({ min = 0, max = 1 }) => bounded('number', { min, max }),
  choice: ({ choices = [] }) => ({ enum: choices }),
  flag: () => ({ type: 'boolean' }),
  text: () => ({ type: 'string', maxLength: 200 }),
  estimator: () => ref('estimator'),
  bandwidth: () => ref('bandwidth'),
  bytes: () => ref('bytes'),
  law: () => ref('law'),
  loss: () => ref('loss'),
  parts: () => list({
    type: 'object', additionalProperties: false, required: ['weight', 'law'],
    properties: { weight: { type: 'number', minimum: 0, maximum: 1e9 }, law: ref('law') },
  }, { maxItems: 100 }),
  quantiles: () => list(pair({ type: 'number', minimum: 0, maximum: 1 }, ref('duration')), { maxItems: 10_000 }),
  series: () => ({
    anyOf: [
      list(ref('duration'), { maxItems: 100_000 }),
      { type: 'object', additionalProperties: false, minProperties: 1, maxProperties: 1, properties: many },
    ],
  }),
  process: () => ref('selector'),
  processes: () => ref('selector'),
  groups: () => list(ref('selector'), { minItems: 2 }),
  pairs: () => list(ref('pair')),
  todo: () => ({
    anyOf: [{ const: 'drop' }, { type: 'object', additionalProperties: false, required: ['delay'], properties: { delay: ref('duration') } }],
  }),
};
