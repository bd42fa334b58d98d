import type { Port } from '../../../src/contract.ts';
import { defaults } from '../../../src/parameters.ts';
import { vrrp as service, type VrrpParams, type VrrpState } from '../../../src/services/vrrp.ts';
import { centisecond, masterSilence, skewTime } from '../../../src/services/vrrp/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import { recordingPort } from '../../support/recordingPort.ts';
import type { Units } from '../vector.ts';

/** All in hundredths of a second but what says otherwise. */
function third({ priority, masterAdverIntervalCs }: { priority: number; masterAdverIntervalCs: number }): Record<string, number> {
  const interval = masterAdverIntervalCs * centisecond;
  return {
    skewCs_exact: skewTime('exact', '3', priority, interval) / centisecond, masterDownCs_exact: masterSilence('exact', '3', priority, interval) / centisecond,
    frr_skewCs: skewTime('frr', '3', priority, interval) / centisecond, frr_masterDownCs: masterSilence('frr', '3', priority, interval) / centisecond,
    keepalived_skewUs: skewTime('keepalived', '3', priority, interval), keepalived_masterDownUs: masterSilence('keepalived', '3', priority, interval),
  };
}

function second({ priority, advertIntervalS }: { priority: number; advertIntervalS: number }): Record<string, number> {
  const interval = advertIntervalS * sec;
  return {
    skewS: skewTime('exact', '2', priority, interval) / sec, masterDownS: masterSilence('exact', '2', priority, interval) / sec,
    keepalived_skewUs: skewTime('keepalived', '2', priority, interval),
  };
}

interface Reaction { readonly 'state': 'Backup' | 'Master'; readonly 'adv.priority': number | string; readonly 'preempt'?: boolean; readonly 'senderIp'?: string }

const own = 100;
const [at, learned] = [20 * sec, 2 * sec];

/** A router of priority 100, as backup or master, in version 3 so that it may learn an interval; it is process 1. */
function router(state: 'Backup' | 'Master', preempt: boolean): { router: VrrpState; port: ReturnType<typeof recordingPort>; hear: (from: number, priority: number) => void } {
  const detector = service.over(null);
  const port = recordingPort();
  const params = { ...defaults(service.parameters), version: '3', priority: own, preempt } as VrrpParams;
  const peers = [0, 2];
  const made = detector.init({ self: 1, roles: ['', '', ''], peers, watches: peers, watchedBy: peers, params: { service: params, inner: null }, now: at - 2 * sec, incarnation: 0 }, port) as VrrpState;
  if (state === 'Master') detector.wake(made, made.instances[0]!.sands, port);
  port.take();
  return { router: made, port, hear: (from, priority) => detector.receive(made, at, from, { kind: 'vrrp.advert', instance: 0, priority, interval: learned, version: '3' }, port as Port) };
}

const priorityOf = (word: number | string): number => (typeof word === 'number' ? word : /</.test(word) ? own - 1 : /^>(?!=)/.test(word) ? own + 1 : own);

/** What it did, in the words of the vectors. */
function reaction({ state, preempt = true, senderIp = '', ...input }: Reaction): string {
  const { router: { instances: [instance] }, port, hear } = router(state, preempt);
  const before = instance!.sands;
  hear(/<|lower/.test(senderIp) ? 0 : 2, priorityOf(input['adv.priority']));
  if (state === 'Master') {
    if (instance!.state === 'BACKUP') return 'become Backup';
    return input['adv.priority'] === 0 && port.effects.some(({ kind }) => kind === 'send') ? 'send advertisement immediately' : 'discard';
  }
  const waits = instance!.sands - at;
  if (instance!.sands === before) return 'discard (timer keeps running -> take over)';
  if (waits < 1 * sec) return 'down timer := skew only';
  if (instance!.masterInterval !== learned || waits < 3 * learned) return `timer at ${waits / ms} ms`;
  return preempt ? 'learn interval, restart master-down timer' : 'accept, restart timer';
}

export const vrrp: Units = {
  'vrrp/vrrpv3-skew-and-master-down-interval': third,
  'vrrp/vrrpv2-skew-256-prio-256-s': second,
  'vrrp/reaction-to-an-advertisement': reaction,
};
