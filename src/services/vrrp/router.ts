import type { Duration, Message, Port, ProcessId, Start, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import type { VrrpParams } from './parameters.ts';
import { masterSilence, ownersPriority, skewTime, stopping } from './rules.ts';

/** To everybody on the network: "I answer for the address." */
export interface VrrpAdvert extends Message {
  readonly kind: 'vrrp.advert';
  readonly instance: number;
  readonly priority: number;
  readonly interval: Duration;
  readonly version: VrrpParams['version'];
}

/** One virtual router. `sands` is keepalived's word for its one timer: the next advertisement, or the end of patience. */
export interface Instance {
  readonly id: number;
  state: 'BACKUP' | 'MASTER' | 'stopped';
  masterInterval: Duration;
  patience: Duration;
  sands: Time;
  /** When a lower master has been borne for long enough; NEVER while none is. */
  preemptAt: Time;
  /** Whom it heard last as master; −1 before. */
  master: ProcessId;
  /** How often it has been master in this life. */
  reign: number;
}

export interface Router {
  readonly params: VrrpParams;
  readonly self: ProcessId;
  readonly priority: number;
  readonly peers: readonly ProcessId[];
  readonly startsAt: Time;
  readonly instances: readonly Instance[];
  /** 1 where it has an opinion, and 1 where it has heard of that one. */
  readonly watched: Uint8Array;
  readonly heard: Uint8Array;
  /** 1 where suspected. */
  readonly suspected: Uint8Array;
  stopsAt: Time;
}

const silence = ({ params: { timers, version, advertsMissed }, priority }: Router, { masterInterval }: Instance): Duration =>
  Math.max(1, Math.ceil(masterSilence(timers, version, priority, masterInterval, advertsMissed)));

export function startRouter(start: Start<VrrpParams>, port: Port<VrrpAdvert>): Router {
  const { params, self, roles, peers, watches, now } = start;
  const priority = params.priority > 0 ? params.priority : roles[self] === 'master' ? ownersPriority : 100;
  const instances = Array.from({ length: params.instances }, (_, id): Instance => ({
    id, state: 'BACKUP', masterInterval: params.advertInterval, patience: 1, sands: NEVER, preemptAt: NEVER, master: -1, reign: 0,
  }));
  const column = (): Uint8Array => new Uint8Array(roles.length);
  const router: Router = {
    params, self, priority, peers, startsAt: now + params.startDelay + Math.floor(port.random() * params.startSpread), instances,
    watched: column().map((_, id) => Number(watches.includes(id))), heard: column(), suspected: column(),
    // a stop that is over is not one of this life
    stopsAt: params.stopsAt > now ? params.stopsAt : NEVER,
  };
  for (const instance of instances) {
    // everybody begins as backup; an owner for a microsecond only (vrrp_init_state)
    if (priority !== ownersPriority) instance.patience = silence(router, instance);
    setSands(router, instance, now);
  }
  return router;
}

/** vrrp_init_instance_sands. */
function setSands({ params, startsAt }: Router, instance: Instance, now: Time): void {
  instance.sands = instance.state === 'MASTER' ? now + params.advertInterval : Math.max(now, startsAt) + instance.patience;
}

function advertise({ params: { version, advertInterval }, peers }: Router, { id }: Instance, priority: number, port: Port<VrrpAdvert>): void {
  const advert: VrrpAdvert = { kind: 'vrrp.advert', instance: id, priority, interval: advertInterval, version };
  for (const peer of peers) port.send(peer, advert);
}

/** The advertisement goes first, so that an old master gives the address up (vrrp_state_master_tx). */
function becomeMaster(router: Router, instance: Instance, now: Time, port: Port<VrrpAdvert>): void {
  const { master, id } = instance;
  instance.state = 'MASTER';
  instance.reign++;
  advertise(router, instance, router.priority, port);
  port.note({ kind: 'reaches', milestone: 'master', about: router.self });
  port.note({ kind: 'claims', resource: id, epoch: instance.reign });
  port.note({ kind: 'acts', resource: id, epoch: instance.reign, until: NEVER });
  if (router.watched[master] === 1 && router.suspected[master] === 0) {
    router.suspected[master] = 1;
    port.suspect(master);
  }
  setSands(router, instance, now);
}

function leaveMaster(router: Router, instance: Instance, now: Time, port: Port<VrrpAdvert>): void {
  instance.state = 'BACKUP';
  instance.preemptAt = NEVER;
  instance.patience = silence(router, instance);
  port.note({ kind: 'reaches', milestone: 'backup', about: router.self });
  port.note({ kind: 'yields', resource: instance.id, epoch: instance.reign });
  setSands(router, instance, now);
}

/** SIGTERM: whoever leads says that it no longer does. */
function stop(router: Router, port: Port<VrrpAdvert>): void {
  router.stopsAt = NEVER;
  for (const instance of router.instances) {
    if (instance.state === 'MASTER') {
      advertise(router, instance, stopping, port);
      port.note({ kind: 'yields', resource: instance.id, epoch: instance.reign });
    }
    instance.state = 'stopped';
    instance.sands = NEVER;
  }
  port.note({ kind: 'reaches', milestone: 'stopped', about: router.self });
}

/** Its word stands: it is better, or may not be deposed, or not yet. */
function isAccepted({ params: { preempt, preemptDelay }, priority }: Router, { preemptAt }: Instance, advert: VrrpAdvert, now: Time): boolean {
  return !preempt || advert.priority >= priority || (preemptDelay > 0 && (preemptAt === NEVER || preemptAt > now));
}

/** vrrp_state_backup. An advertisement that is passed over lets the timer run on. */
function hearAsBackup(router: Router, instance: Instance, from: ProcessId, advert: VrrpAdvert, now: Time): void {
  const { params, priority } = router;
  if (advert.priority === stopping) {
    instance.patience = Math.max(1, Math.ceil(skewTime(params.timers, params.version, priority, instance.masterInterval)));
  } else if (isAccepted(router, instance, advert, now)) {
    if (params.version === '3') instance.masterInterval = advert.interval;
    instance.patience = silence(router, instance);
    instance.master = from;
    if (advert.priority >= priority) instance.preemptAt = NEVER;
    else if (params.preemptDelay > 0 && instance.preemptAt === NEVER) instance.preemptAt = now + params.preemptDelay;
  } else {
    instance.patience = Math.max(0, instance.sands - now);
    instance.master = from;
    return;
  }
  setSands(router, instance, now);
}

/** vrrp_state_master_rx. Whatever it hears puts its own next advertisement off. */
function hearAsMaster(router: Router, instance: Instance, from: ProcessId, advert: VrrpAdvert, now: Time, port: Port<VrrpAdvert>): void {
  const { params: { version, answersLower, answersHigher }, priority, self } = router;
  const isBetter = advert.priority > priority || (advert.priority === priority && from > self);
  if (advert.priority === stopping || (isBetter ? answersHigher : answersLower)) advertise(router, instance, priority, port);
  if (isBetter) {
    if (version === '3') instance.masterInterval = advert.interval;
    instance.master = from;
    leaveMaster(router, instance, now, port);
  } else if (answersLower) setSands(router, instance, now);
}

/** A master's word ends a suspicion, but for the word that it stops. */
function regard({ watched, heard, suspected }: Router, from: ProcessId, { priority }: VrrpAdvert, port: Port<VrrpAdvert>): void {
  if (watched[from] === 0 || (heard[from] === 1 && (suspected[from] === 0 || priority === stopping))) return;
  heard[from] = 1;
  suspected[from] = 0;
  port.trust(from);
}

export function receiveAdvert(router: Router, now: Time, from: ProcessId, advert: VrrpAdvert, port: Port<VrrpAdvert>): void {
  const instance = router.instances[advert.instance];
  if (!instance || instance.state === 'stopped') return;
  const { version, advertInterval } = router.params;
  // version 2 takes another interval for a mistake (vrrp_check_packet)
  if (advert.version !== version || (version === '2' && advert.interval !== advertInterval)) return;
  regard(router, from, advert, port);
  if (instance.state === 'MASTER') hearAsMaster(router, instance, from, advert, now, port);
  else hearAsBackup(router, instance, from, advert, now);
}

/** vrrp_dispatcher_read_timeout. */
export function wakeRouter(router: Router, now: Time, port: Port<VrrpAdvert>): void {
  if (router.stopsAt <= now) stop(router, port);
  for (const instance of router.instances) {
    if (instance.sands > now) continue;
    if (instance.state === 'BACKUP') becomeMaster(router, instance, now, port);
    else {
      advertise(router, instance, router.priority, port);
      setSands(router, instance, now);
    }
  }
}

export const routerDeadline = ({ instances, stopsAt }: Router): Time => instances.reduce((next, { sands }) => Math.min(next, sands), stopsAt);
