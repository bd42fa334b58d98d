/** The JSON Schema of a scenario file, made from the registries: what editors complete and check while a scenario is written. */
import type { Registry } from './registry.ts';
import { linkOptions } from './reading/links.ts';
import { mostProcesses } from './reading/members.ts';
import { longestHorizon, version } from './resolve.ts';
import { formatDuration } from '../src/parameters.ts';
import { choiceSchemas, durationSchema, lawSchema, type Json } from './schema/entrySchema.ts';
import { optionSchemas, ref } from './schema/optionSchema.ts';

/** Draft 7, which every editor reads. It cannot say everything that `resolve` checks: bounds of durations, names, sums. */
export function schema(registry: Registry): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Flatline scenario',
    description: 'Seed, processes, network weather, hosts, detector, fault script and horizon: a run is a function of this file.',
    type: 'object',
    additionalProperties: false,
    required: ['flatline', 'horizon'],
    oneOf: [{ required: ['detector'] }, { required: ['detectors'] }, {
      required: ['service'], not: { anyOf: [{ required: ['detector'] }, { required: ['detectors'] }] },
    }],
    properties: properties(),
    definitions: definitions(registry),
  };
}

function properties(): Json {
  const text = (description: string, maxLength = 20_000): Json => ({ type: 'string', maxLength, description });
  const list = (items: Json, description: string, more: Json = {}): Json => ({ type: 'array', items, description, ...more });
  return {
    $schema: { type: 'string' },
    flatline: { const: version, description: 'The version of this format.' },
    title: text('One line.'),
    story: text('What happens, and what to look at: two to four sentences.'),
    seed: {
      anyOf: [{ type: 'string', maxLength: 200 }, { type: 'integer', minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }],
      description: 'All chance of the run comes from it. Default "flatline".',
    },
    horizon: { ...ref('duration'), description: `When the run ends, such as "2m"; at most ${formatDuration(longestHorizon)}.` },
    warmUp: { ...ref('duration'), description: 'Mistakes and time before it are not measured; scripted faults are. Default 0s.' },
    processes: {
      description: 'How many, or one by one. Default 5.',
      anyOf: [
        { type: 'integer', minimum: 1, maximum: mostProcesses },
        list(ref('process'), 'One by one.', { minItems: 1, maxItems: mostProcesses }),
      ],
    },
    watches: { ...ref('watches'), description: 'Who watches whom. Default "all": those that `processes` counts watch each other.' },
    detector: { ...ref('detector'), description: 'Who sends what to whom, and how silence is judged.' },
    detectors: list(ref('detector'), 'Several, each simulated under the same weather.', { minItems: 1, maxItems: 100 }),
    service: { ...ref('service'), description: 'What is done about a suspicion.' },
    network: { ...ref('network'), description: 'The weather of every link.' },
    links: list(ref('link'), 'Links that differ from the network. Later lines lie over earlier ones.'),
    hosts: list(ref('host'), 'Hosts that differ: clock, speed, buffer. Later lines lie over earlier ones.'),
    faults: list(ref('fault'), 'The fault script.', { maxItems: 100_000 }),
    expect: list(
      { type: 'string', maxLength: 200, pattern: '[<>=]' },
      'Assertions such as "splitBrain.count == 0" or "detectionTime.p99 <= 10s".', { maxItems: 1_000 },
    ),
  };
}

function definitions(registry: Registry): Json {
  const when = { anyOf: [ref('law'), { enum: ['never', null] }] };
  const id = { type: 'string', minLength: 1, maxLength: 200, description: 'Its own; its random times are keyed by it.' };
  const timing = {
    at: { ...ref('law'), description: 'When it begins: a duration after the start, or a law to draw it from.' },
    for: { ...when, description: 'How long it lasts; for ever by default. After a crash: until it recovers.' },
    every: { ...when, description: 'From one beginning to the next.' },
    until: { ...when, description: 'No occurrence begins at or after this.' },
  };
  return {
    duration: durationSchema(false), anyDuration: durationSchema(true),
    bandwidth: {
      type: 'string', pattern: '^(unlimited|\\s*[0-9]+(\\.[0-9]+)? ?[kMG]?bit/s\\s*)$', description: '"64kbit/s", "10Mbit/s" or "unlimited".',
    },
    bytes: { type: 'string', pattern: '^\\s*[0-9]+(\\.[0-9]+)? ?([kMG]?B|[KMG]iB)\\s*$', description: '"64kB".' },
    selector: selectorSchema(),
    pair: { type: 'array', items: [ref('selector'), ref('selector')], minItems: 2, maxItems: 2, additionalItems: false },
    name: { type: 'string', minLength: 1, maxLength: 80 },
    process: processSchema(registry), watches: watchesSchema(),
    law: lawSchema(registry.latencies),
    loss: { anyOf: choiceSchemas(registry.losses) },
    estimator: { anyOf: choiceSchemas(registry.estimators) },
    detector: { anyOf: choiceSchemas(registry.detectors) },
    service: { anyOf: choiceSchemas(registry.services) },
    fault: {
      anyOf: choiceSchemas(registry.faults, entry => 'sent' in entry.parameters
        ? { properties: { id }, required: ['id'] } : { properties: { id, ...timing }, required: ['id', 'at'] }),
    },
    network: { type: 'object', additionalProperties: false, properties: optionSchemas(linkOptions) },
    link: {
      type: 'object', additionalProperties: false, required: ['from', 'to'],
      properties: {
        from: ref('selector'), to: ref('selector'), both: { type: 'boolean', description: 'The way back too.' }, ...optionSchemas(linkOptions),
      },
    },
    host: hostSchema(),
  };
}

function selectorSchema(): Json {
  const word = { type: 'string' };
  return {
    description: 'A process by id or name; several by a list, a role, a host or a group.',
    anyOf: [
      { type: 'integer', minimum: 0 }, word,
      { type: 'array', items: ref('selector'), minItems: 1 },
      {
        type: 'object', additionalProperties: false, minProperties: 1, maxProperties: 1,
        properties: { process: word, role: word, host: word, group: word },
      },
    ],
  };
}

function processSchema(registry: Registry): Json {
  const entries = [registry.detectors, registry.services].flatMap(shelf => Object.values(shelf));
  const options = entries.flatMap(entry => Object.keys(entry.parameters));
  return {
    type: 'object', additionalProperties: false,
    properties: {
      name: ref('name'), role: ref('name'), host: { ...ref('name'), description: 'Processes on one host share its clock, speed and fate.' },
      group: { ...ref('name'), description: 'A rack, a zone: for faults to name.' },
      params: {
        type: 'object', description: "Options of the detector or service in which this process differs.",
        propertyNames: { enum: [...new Set(options)].sort() },
      },
    },
  };
}

function watchesSchema(): Json {
  return {
    anyOf: [
      { enum: ['all', 'star'], description: '"star": the last process watches the others.' },
      {
        type: 'object', additionalProperties: false, required: ['ring'],
        properties: { ring: { type: 'integer', minimum: 1, description: 'Each watches its next k.' } },
      },
      { type: 'array', minItems: 1, items: ref('pair'), description: '[monitor, monitored] pairs.' },
    ],
  };
}

function hostSchema(): Json {
  return {
    type: 'object', additionalProperties: false,
    oneOf: [{ required: ['process'] }, { required: ['host'] }],
    properties: {
      process: { ...ref('selector'), description: 'The hosts that these run on.' }, host: ref('name'),
      clock: {
        type: 'object', additionalProperties: false,
        properties: {
          offset: { ...ref('anyDuration'), description: 'What its wall clock is ahead by at the start.' },
          driftPpm: { type: 'number', minimum: -500_000, maximum: 500_000, description: 'How much faster than true time it runs, in parts per million.' },
        },
      },
      serviceTime: { ...ref('duration'), description: 'Time to serve one message; 0s for at once.' },
      buffer: {
        type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER,
        description: 'How many messages wait for a paused process before further ones are dropped. Default 10000.',
      },
    },
  };
}
