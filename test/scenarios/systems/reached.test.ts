/** What every named system owes its users of its milestones: each comes, none before it can, and a fault changes nothing before itself. */
import { describe, expect, test } from 'vitest';
import { begin } from '../../../sim/run.ts';
import { stepsOf, type Step } from '../../../scenarios/systems/history.ts';
import { systems } from '../../../scenarios/systems/index.ts';
import { play, played, type Question } from '../../../scenarios/systems/play.ts';
import type { Answer } from '../../../scenarios/systems/summary.ts';
import type { FaultName, System } from '../../../scenarios/systems/system.ts';
import { parseDuration } from '../../../src/parameters.ts';
import { sec } from '../../../src/time.ts';

/** One play, of options that are off by default, in which what no default shows is reached. */
const shown: Readonly<Record<string, Omit<Question, 'system'>>> = {
  'kubernetes-node': {
    fault: 'partition', lasts: 90 * sec,
    settings: { workload: 'forced', 'node-monitor-grace-period': '20s', 'default-unreachable-toleration-seconds': '5', nodes: '3', nodeLeaseDurationSeconds: '20' },
  },
  'grpc-keepalive': { fault: 'none', lasts: 300 * sec, settings: { keepalive_time: '10000' } },
  patroni: { fault: 'hang', target: 'patroni', settings: { watchdog: 'true' } },
  elasticsearch: { settings: { 'update-every': '1s' } },
  'kafka-consumer': { settings: { 'max.poll.interval.ms': '400' } },
  'kafka-kraft': { lasts: 10 * sec, settings: { 'broker.session.timeout.ms': '90000' } },
};

/** One fault on one node is too little for them. */
const many: Readonly<Record<string, readonly string[]>> = { 'kubernetes-node': ['fullDisruption', 'partialDisruption'] };

/** Those that watch only who leads, or who holds: of one that comes back and does neither they have nothing new to say. */
const watchWhoLeads = ['consul', 'consul-session', 'etcd-lease', 'kafka-controllers', 'keepalived-vrrp', 'kubernetes-leader-election', 'patroni', 'zookeeper'];

/** Clients that write less often cost less, and show the same. */
const quietly = ({ options }: System): Pick<Question, 'settings'> => ('write-every' in options ? { settings: { 'write-every': '500ms' } } : {});

const faults = ['kill', 'hang', 'blackhole', 'partition'] as const;
const situations = ({ name, roles }: System): Omit<Question, 'system'>[] => [
  ...(shown[name] ? [shown[name]] : []),
  ...[60 * sec, undefined].flatMap(lasts => Object.keys(roles).flatMap(target => faults.map(fault => ({ fault, target, ...(lasts !== undefined && { lasts }) })))),
  { fault: 'none', lasts: 60 * sec },
];

function stepsUntil(question: Question, end: (fault: number, horizon: number) => number): Step[] {
  const file = played(question);
  const engine = begin(file);
  engine.advance(end(parseDuration(file.faults![0]!.at as string)!, engine.scenario.horizon));
  return stepsOf(engine.trace());
}

/** "3 suspects 0" */
function stillSuspected(steps: readonly Step[]): string[] {
  const open = new Set<string>();
  for (const { name, by, about } of steps) {
    if (name === 'suspects' || name === 'fails') open.add(`${by} suspects ${about}`);
    else if (name === 'trusts') open.delete(`${by} suspects ${about}`);
  }
  return [...open];
}

const verdicts = ({ falseVerdicts }: Answer): number => Object.values(falseVerdicts).reduce((sum, { count }) => sum + count, 0);

describe.each(systems)('$name', system => {
  test('every milestone comes under one fault or another', () => {
    const missing = new Set(Object.keys(system.milestones));
    for (const name of many[system.name] ?? []) missing.delete(name);
    for (const situation of situations(system)) {
      if (missing.size === 0) break;
      for (const [name, { n }] of Object.entries(play({ system, runs: 1, seed: 'reach', ...quietly(system), ...situation }).milestones)) if (n > 0) missing.delete(name);
    }
    expect([...missing]).toEqual([]);
  });

  test('a fault changes nothing before itself', () => {
    const before = (fault: FaultName): Step[] => stepsUntil({ system, fault, seed: 'before', lasts: sec, ...quietly(system) }, at => at - 1);
    expect(before('blackhole')).toEqual(before('kill'));
  });

  test('a kill is an instant, and by itself makes nobody say anything false', () => {
    const answer = play({ system, runs: 2, seed: 'kill', ...quietly(system) });
    for (const [name, { min, max }] of Object.entries(answer.milestones)) {
      if (system.milestones[name]!.from === 'length' || min === null) continue;
      expect([name, min >= 0, Number.isFinite(max)]).toEqual([name, true, true]);
    }
    expect(verdicts(answer)).toBe(0);
  });

  const returned = (): string[] => stillSuspected(stepsUntil({ system, fault: 'kill', seed: 'back', lasts: 60 * sec, ...quietly(system) }, (_, horizon) => horizon));
  if (watchWhoLeads.includes(system.name)) test('of who was killed and came back somebody says nothing new, for that one does not lead', () => expect(returned()).not.toEqual([]));
  else test('who was killed and came back is suspected by nobody in the end', () => expect(returned()).toEqual([]));
});

test('who watches only who leads is a system', () => expect(watchWhoLeads.filter(name => !systems.some(each => each.name === name))).toEqual([]));
