/** Which pairs can be walked alone, and so be split; and why others cannot. */
import { ScenarioError, type LinkSpec, type Scenario } from '../scenario.ts';
import type { Pair } from './lane.ts';

const worlds = 'the branches of a whole world share one key, so only a pair that is walked alone can be split';

/** @throws ScenarioError for what cannot be split, with the place and the reason */
export function checkEligible(scenario: Scenario, pair: Pair): void {
  const { detector, service, faults, hosts, processes } = scenario;
  if (service) refuse('$.service', `is judged by all its processes together, and ${worlds}`);
  if (detector?.kind !== 'push') refuse('$.detector', `"${detector?.kind}" asks or tells others, and ${worlds}: choose "push", with any estimator`);
  if (faults.length > 0) refuse('$.faults', 'holds faults: mistakes are split at missed beats under the weather alone, or by the random length ("for") of one single fault');
  for (const process of [pair.monitor, pair.monitored]) {
    const host = processes[process]!.host;
    if (hosts[host]!.serviceTime > 0) refuse(`$.hosts[${host}].serviceTime`, 'lets the beats of several senders queue: leave it out');
  }
  const index = scenario.links.findIndex(({ from, to }) => from === pair.monitored && to === pair.monitor);
  checkLink(index < 0 ? '$.network' : `$.links[${index}]`, index < 0 ? scenario.network : scenario.links[index]!.spec);
}

function checkLink(place: string, { bandwidth, coherence, duplicate, reorder, latency }: LinkSpec): void {
  if (bandwidth > 0) refuse(`${place}.bandwidth`, 'lets beats queue behind those of others: leave it out');
  if (coherence > 0) refuse(`${place}.coherence`, 'gives one luck to all beats of a slot, which branches cannot part: leave it out');
  if (duplicate > 0) refuse(`${place}.duplicate`, 'is not walked: leave it out');
  if (reorder > 0) refuse(`${place}.reorder`, 'is not walked: leave it out');
  if (JSON.stringify(latency).includes('"recorded"')) refuse(`${place}.latency`, 'is a recording, which is the same in every branch: give a law');
}

function refuse(path: string, problem: string): never {
  throw new ScenarioError(path, problem);
}
