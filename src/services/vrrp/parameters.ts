import type { Duration, ParameterTable } from '../../contract.ts';
import { NEVER, sec } from '../../time.ts';
import type { VrrpTimers, VrrpVersion } from './rules.ts';

export interface VrrpParams {
  readonly version: VrrpVersion;
  readonly advertInterval: Duration;
  readonly priority: number;
  readonly advertsMissed: number;
  readonly preempt: boolean;
  readonly preemptDelay: Duration;
  readonly answersLower: boolean;
  readonly answersHigher: boolean;
  readonly startDelay: Duration;
  readonly startSpread: Duration;
  readonly timers: VrrpTimers;
  readonly instances: number;
  readonly stopsAt: Duration;
}

const keepalived = 'keepalived 2.2.7';

export const vrrpParameters: ParameterTable<VrrpParams> = {
  version: {
    kind: 'choice', default: '2', choices: ['2', '3'],
    low: '2: the skew is a part of a second, however short the interval; routers with another interval are not heard.',
    high: '3: the skew is a part of the interval, and backups learn the interval from the master.',
    source: `vrrp_version: ${keepalived}`,
  },
  advertInterval: {
    kind: 'duration', default: 1 * sec, min: 10_000, max: 255 * sec,
    low: 'A few packets lost, or a short pause, and two routers are master.',
    high: 'Nobody answers for the address for three of these after each crash.',
    source: `advert_int: ${keepalived}; RFC 5798: hundredths of a second, up to 40.95 s`,
  },
  priority: {
    kind: 'count', default: 0, min: 0, max: 255,
    low: '0: none given, so that the role decides: 255 of the master, 100 of the others. The highest leads; a tie goes to the higher address.',
    high: '255: it owns the address, and is master at once when it starts.',
    source: `priority: ${keepalived}`,
  },
  advertsMissed: {
    kind: 'count', default: 3, min: 1, max: 100,
    low: '1: any lost advertisement makes a second master.',
    high: 'Takeover is later by an interval for each.',
    source: `down_timer_adverts: ${keepalived}; RFC 5798: 3`,
  },
  preempt: {
    kind: 'flag', default: true,
    low: 'Off: whoever leads goes on; a better router waits, and there is one change less.',
    high: 'On: a better router that returns takes the address back.',
    source: `nopreempt: ${keepalived}`,
  },
  preemptDelay: {
    kind: 'duration', default: 0, min: 0,
    low: '0: a better router waits for its down timer only.',
    high: 'A worse router leads for so long after the better one has returned.',
    source: `preempt_delay: ${keepalived}`,
  },
  answersLower: {
    kind: 'flag', default: true,
    low: 'Off: two masters are one again only when the better one next advertises.',
    high: 'On: a master answers an advertisement of lower priority at once.',
    source: `vrrp_lower_prio_no_advert, off: ${keepalived}`,
  },
  answersHigher: {
    kind: 'flag', default: false,
    low: 'Off: a master that hears a better one steps back without a word.',
    high: 'On: it advertises once more first.',
    source: `vrrp_higher_prio_send_advert, off: ${keepalived}`,
  },
  startDelay: {
    kind: 'duration', default: 0, min: 0,
    low: '0: it may take over as soon as its down timer has passed.',
    high: 'After each start it stays backup for so long more.',
    source: `vrrp_startup_delay: ${keepalived}`,
  },
  startSpread: {
    kind: 'duration', default: 0, min: 0,
    low: '0: every start takes as long.',
    high: 'How much longer than that a start may take, by chance: programs do not start at once.',
  },
  timers: {
    kind: 'choice', default: 'keepalived', choices: ['keepalived', 'frr', 'exact'],
    low: 'frr: whole hundredths of a second, so with short intervals all backups take over at once.',
    high: 'exact: without rounding.',
    source: 'keepalived 2.2.7, vrrp.h; FRR at fbfc8222da75, vrrpd/vrrp.c',
  },
  instances: {
    kind: 'count', default: 1, min: 1, max: 100,
    low: 'One address.',
    high: 'As many addresses, each with a master of its own; all in one process, which fails as one.',
  },
  stopsAt: {
    kind: 'duration', default: NEVER, min: 1,
    low: 'By its own clock it is told to end: it says so with priority 0, and the next takes over after its skew.',
    high: 'never: it ends only by a fault, without a word.',
    source: `shutdown_vrrp_instances: ${keepalived}`,
  },
};
