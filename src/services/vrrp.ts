/**
 * The Virtual Router Redundancy Protocol as keepalived 2.2.7 runs it (vrrp.c and vrrp_scheduler.c; RFC 3768 is version 2,
 * RFC 5798 version 3): routers share an address, and the one of the highest priority that is heard answers for it. The master
 * advertises; its advertisements are the heartbeat, so this takes no detector. A backup that hears none for about three
 * intervals becomes master, the better ones a little earlier.
 *
 * There is no quorum, and nobody asks anybody: where routers do not hear each other each is master, by design, until the worse
 * one hears the better. Everybody starts as backup, also one that will be master. A router acts while it is in the state
 * MASTER. Its opinion is of the last master only: of one that is backup nothing is ever heard.
 *
 * Higher numbers of processes stand for higher addresses. Not here: synchronised groups, tracked scripts and interfaces,
 * authentication, unicast, and gratuitous ARP, which is instantaneous.
 *
 * Milestones: master, backup, stopped.
 */
import type { AnyDetector, Detector, Service, ServiceParams } from '../contract.ts';
import { vrrpParameters, type VrrpParams } from './vrrp/parameters.ts';
import { receiveAdvert, routerDeadline, startRouter, wakeRouter, type Router, type VrrpAdvert } from './vrrp/router.ts';

export type { VrrpParams } from './vrrp/parameters.ts';
export type { VrrpAdvert } from './vrrp/router.ts';
export type VrrpState = Router;

const detector: Detector<ServiceParams<VrrpParams>, VrrpState, VrrpAdvert> = {
  name: 'vrrp',
  // they are `vrrp.parameters`
  parameters: {} as Detector<ServiceParams<VrrpParams>, VrrpState, VrrpAdvert>['parameters'],
  // IP header 20, VRRP header 8, one address 4, and in version 2 authentication data 8
  messages: { 'vrrp.advert': { purpose: 'heartbeat', bytes: ({ version }) => (version === '2' ? 40 : 32) } },
  init: (start, port) => startRouter({ ...start, params: start.params.service }, port),
  receive(state, now, from, message, port) {
    if (message.kind === 'vrrp.advert') receiveAdvert(state, now, from, message, port);
  },
  wake: wakeRouter,
  deadline: routerDeadline,
  opinion: ({ suspected }, peer) => (suspected[peer] === 1 ? 'suspected' : 'trusted'),
};

/** @throws with a detector inside: a master's advertisements are the heartbeat. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('vrrp has a heartbeat of its own, so it takes no detector');
  return detector;
}

export const vrrp: Service<VrrpParams> = {
  name: 'vrrp',
  summary: 'VRRP as keepalived runs it: the best router that is heard answers for a shared address; cut apart, each does.',
  parameters: vrrpParameters,
  inner: 'none',
  roles: (_, count) => Array.from({ length: count }, (__, i) => (i === 0 ? 'master' : 'backup')),
  over,
};
