import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Entries } from './tables.ts';

/** Another service, or none: one that stands alone puts the detectors away, any other needs one inside. */
export function withService(file: ScenarioFile, service: Readonly<Record<string, unknown>> | null, services: Entries): ScenarioFile {
  const { service: _before, detector, detectors, ...rest } = file;
  if (service && services[String(service['kind'])]?.standsAlone) return { ...rest, service };
  const inside = detectors ? { detectors } : { detector: detector ?? { kind: 'push' } };
  return { ...rest, ...inside, ...(service && { service }) };
}
