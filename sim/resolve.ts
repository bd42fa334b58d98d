/** From what people write to what the engine reads: every default filled in, every time in microseconds, every name an index. */
import type { Registry } from './registry.ts';
import { ScenarioError, type Choice, type Scenario } from './scenario.ts';
import { readDetector, readService, type Context } from './reading/choose.ts';
import { readExpectations } from './reading/expectations.ts';
import { readFaults } from './reading/faultScript.ts';
import { readLinks, readNetwork } from './reading/links.ts';
import { readHosts, readMembers, type Members } from './reading/members.ts';
import { Place } from './reading/place.ts';
import { printed } from './reading/printed.ts';
import { readWatches } from './reading/watches.ts';
import { variantLabels } from './variants.ts';

export const version = 1;

/** Ten years: a horizon beyond it is a slip of the unit. */
export const longestHorizon = 3_653 * 86_400_000_000;

export const scenarioKeys = [
  'flatline', 'title', 'story', 'seed', 'horizon', 'warmUp', 'processes', 'watches', 'detector', 'detectors', 'service',
  'network', 'links', 'hosts', 'faults', 'expect', '$schema',
] as const;

/**
 * The scenario that a file says.
 * @throws ScenarioError with the JSON path and one sentence, also for a file of several `detectors`: see {@link resolveAll}.
 */
export function resolve(file: unknown, registry: Registry): Scenario {
  const all = resolveAll(file, registry);
  if (all.length > 1) throw new ScenarioError('$.detectors', `holds ${all.length} detectors, and so ${all.length} runs: choose one, or compare them`);
  return all[0]!.scenario;
}

/** One scenario for each of its `detectors`, all under the same weather; just one where the file names just one. */
export function resolveAll(file: unknown, registry: Registry): readonly { readonly label: string; readonly scenario: Scenario }[] {
  const place = new Place(file);
  checkKeys(place);
  const service = place.at('service').given ? readService(place.at('service'), { registry }) : null;
  const detectors = readDetectors(place, service, { registry });
  const labels = variantLabels(file as Readonly<Record<string, unknown>>);
  return detectors.map((detector, i) => ({ label: labels[i]!, scenario: readScenario(place, detector, service, registry) }));
}

function checkKeys(place: Place): void {
  place.record('a scenario');
  const stated = place.at('flatline');
  if (!stated.given) stated.fail(`says which version of the format this is: write "flatline": ${version}`);
  if (stated.value !== version) stated.fail(`is version ${printed(stated.value)}, and this program reads version ${version}`);
  place.keys(scenarioKeys, 'a scenario');
}

function readDetectors(place: Place, service: Choice | null, context: Context): readonly (Choice | null)[] {
  const [one, many] = [place.at('detector'), place.at('detectors')];
  if (one.given && many.given) many.fail('stands beside "detector": give one of the two');
  if (one.given) return [innerOf(one, readDetector(one, context), service, context.registry)];
  if (many.given) {
    const places = many.list('detectors', 100);
    if (places.length === 0) many.fail('detectors must hold at least one');
    return places.map(item => innerOf(item, readDetector(item, context), service, context.registry));
  }
  if (!service) place.fail('names no detector: give "detector", "detectors" or "service"');
  return [innerOf(place.at('service'), null, service, context.registry)];
}

/** A service may need a detector inside, or refuse one: it says so when it is put together. */
function innerOf(place: Place, detector: Choice | null, service: Choice | null, registry: Registry): Choice | null {
  if (!service) return detector;
  try {
    registry.services[service.kind]!.over(detector && registry.detectors[detector.kind]!);
  } catch (error) {
    place.fail(error instanceof Error ? error.message : String(error));
  }
  return detector;
}

function readScenario(place: Place, detector: Choice | null, service: Choice | null, registry: Registry): Scenario {
  const horizon = readHorizon(place.at('horizon'));
  const members = readMembers(place.at('processes'), detector, service, { registry });
  const network = readNetwork(place.at('network'), { registry });
  const context = { registry, select: members.select, messages: messagesOf(detector, service, registry) };
  return {
    ...readNames(place), horizon, warmUp: readWarmUp(place.at('warmUp'), horizon), ...readPeople(place, members), detector, service, network,
    links: readLinks(place.at('links'), network, context),
    faults: readFaults(place.at('faults'), horizon, context),
    expect: readExpectations(place.at('expect')),
  };
}

function messagesOf(detector: Choice | null, service: Choice | null, registry: Registry): readonly string[] {
  const inner = detector && registry.detectors[detector.kind]!;
  const whole = service ? registry.services[service.kind]!.over(inner) : inner;
  return Object.keys(whole?.messages ?? {});
}

function readNames(place: Place): Pick<Scenario, 'title' | 'story' | 'seed'> {
  const text = (key: string): string => place.at(key).given ? place.at(key).text(key) : '';
  return { title: text('title'), story: text('story'), seed: readSeed(place.at('seed')) };
}

function readSeed(place: Place): string {
  if (!place.given) return 'flatline';
  return typeof place.value === 'number' ? String(place.count('seed', { min: -Number.MAX_SAFE_INTEGER })) : place.text('seed', 200);
}

function readHorizon(place: Place): number {
  if (!place.given) place.fail('says how long the run lasts: a duration such as "2m"');
  return place.duration('horizon', { min: 1, max: longestHorizon });
}

function readWarmUp(place: Place, horizon: number): number {
  const warmUp = place.given ? place.duration('warmUp', { min: 0 }) : 0;
  return warmUp < horizon ? warmUp : place.fail(`warmUp must be shorter than the horizon, or nothing is measured`);
}

function readPeople(place: Place, members: Members): Pick<Scenario, 'processes' | 'hosts' | 'watches'> {
  return {
    processes: members.processes, hosts: readHosts(place.at('hosts'), members),
    watches: readWatches(place.at('watches'), members.counted, members.processes.length, members.select),
  };
}
