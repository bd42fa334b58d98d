import type { AnyDetector, Purpose } from '../../../src/contract.ts';
import type { Registry } from '../../../sim/registry.ts';
import type { Scenario } from '../../../sim/scenario.ts';

/** What each message kind is for, as the scenario's detector or service declares it; else as its name suggests. */
export function purposesOf(kinds: readonly string[], scenario: Scenario, registry?: Registry): (Purpose | null)[] {
  const declared = (registry ? detectorOf(scenario, registry)?.messages ?? {} : {}) as Readonly<Record<string, { purpose: Purpose }>>;
  return kinds.map(kind => declared[kind]?.purpose ?? suggested(kind));
}

function detectorOf({ detector, service }: Scenario, registry: Registry): AnyDetector | undefined {
  const inner = detector ? registry.detectors[detector.kind] : undefined;
  return service ? registry.services[service.kind]?.over(inner ?? null) : inner;
}

const suggestions: readonly (readonly [RegExp, Purpose])[] = [
  [/ack|reply|answer|pong/i, 'ack'], [/beat|ping|probe|check/i, 'heartbeat'], [/gossip/i, 'gossip'], [/relay|indirect/i, 'relay'],
  [/vote|elect|promot|claim|lead|grant/i, 'election'],
];

function suggested(kind: string): Purpose | null {
  if (kind.startsWith('transport.')) return null;
  const own = kind.slice(kind.indexOf('.') + 1);
  return suggestions.find(([pattern]) => pattern.test(own))?.[1] ?? 'application';
}
