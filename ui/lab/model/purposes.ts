import type { AnyDetector, Purpose } from '../../../src/contract.ts';
import type { Registry } from '../../../sim/registry.ts';

/** What each message kind is for, as the detectors and services of the registry declare it; else as its name suggests. */
export function purposesOf(kinds: readonly string[], registry?: Registry): (Purpose | null)[] {
  const declared = new Map<string, Purpose>();
  for (const detector of tablesOf(registry)) {
    for (const [kind, { purpose }] of Object.entries(detector.messages as Record<string, { purpose: Purpose }>)) declared.set(kind, purpose);
  }
  return kinds.map(kind => declared.get(kind) ?? suggested(kind));
}

function tablesOf(registry: Registry | undefined): AnyDetector[] {
  if (!registry) return [];
  return [...Object.values(registry.detectors), ...Object.values(registry.services).map(service => service.over(null))];
}

const suggestions: readonly (readonly [RegExp, Purpose])[] = [
  [/ack|reply|answer|pong/i, 'ack'], [/beat|ping|probe|check/i, 'heartbeat'], [/gossip/i, 'gossip'], [/relay|indirect/i, 'relay'],
  [/vote|elect|promot|claim|lead|grant/i, 'election'],
];

function suggested(kind: string): Purpose | null {
  if (kind.startsWith('transport.')) return null;
  return suggestions.find(([pattern]) => pattern.test(kind))?.[1] ?? 'application';
}
