/**
 * The links of kronosnet 1.25 (libknet, threads_heartbeat.c, threads_rx.c, transport_udp.c), one to each node. One thread looks
 * at all of them every 200 ms, so pings come at the first look after their interval, and a link goes down at a look. An answer
 * that is missing for the timeout takes it down, after a setback only for a multiple of that; and a kernel that says that nobody
 * listens takes it down at the next look, whatever was sent there. What cannot use a link is not sent, and not heard.
 */
import type { Duration, Port, ProcessId, Time } from '../../contract.ts';
import { ms } from '../../time.ts';
import type { Ping, Pong } from './messages.ts';

/** KNET_THREADS_TIMERES. */
export const look: Duration = 200 * ms;
/** KNET_LINK_PONG_TIMEOUT_BACKOFF and KNET_LINK_PONG_TIMEOUT_LAT_MUL; the first falls by one in so many looks. */
const [backoff, latencies, looksPerStep] = [10, 2, 5];
/** Answers over which the latency is averaged: knet_ping_precision. */
const precision = 2_048;

export interface Link {
  readonly peer: ProcessId;
  isConnected: boolean;
  isRefused: boolean;
  /** −1 before the first. */
  pingLast: Time;
  pongLast: Time;
  pongs: number;
  backoff: number;
  timeout: Duration;
  latency: number;
  samples: number;
}

export interface Links {
  readonly pingInterval: Duration;
  readonly pingTimeout: Duration;
  readonly pongCount: number;
  readonly all: readonly Link[];
  /** −1 where there is none. */
  readonly slots: Int32Array;
  looks: number;
  lookAt: Time;
}

interface LinkOptions { readonly pingInterval: Duration; readonly pingTimeout: Duration; readonly pongCount: number }
/** What becomes of a link. */
export type Told = (peer: ProcessId, isConnected: boolean) => void;

export function openLinks(peers: readonly ProcessId[], processes: number, options: LinkOptions, firstLook: Time): Links {
  const slots = new Int32Array(processes).fill(-1);
  peers.forEach((peer, slot) => { slots[peer] = slot; });
  const all = peers.map((peer): Link => ({
    peer, isConnected: false, isRefused: false, pingLast: -1, pongLast: -1, pongs: 0, backoff, timeout: options.pingTimeout * backoff, latency: 0, samples: 0,
  }));
  return { pingInterval: options.pingInterval, pingTimeout: options.pingTimeout, pongCount: options.pongCount, all, slots, looks: 0, lookAt: firstLook };
}

export const linkTo = ({ all, slots }: Links, peer: ProcessId): Link | undefined => all[slots[peer] ?? -1];
export const isReachable = (links: Links, peer: ProcessId): boolean => linkTo(links, peer)?.isConnected === true;

function fall(link: Link, told: Told): void {
  link.pongs = 0;
  link.pongLast = -1;
  link.backoff = backoff;
  link.isRefused = false;
  if (!link.isConnected) return;
  link.isConnected = false;
  told(link.peer, false);
}

function check({ pingInterval }: Links, link: Link, now: Time, port: Port<Ping>, told: Told): void {
  if (link.isRefused) {
    fall(link, told);
    return;
  }
  if (link.pingLast < 0 || now - link.pingLast >= pingInterval) {
    link.pingLast = now;
    port.send(link.peer, { kind: 'totem.ping', sentAt: now });
  }
  if (link.pongLast >= 0 && now - link.pongLast >= link.timeout) fall(link, told);
}

/** The heartbeat thread's round. */
export function lookAround(links: Links, now: Time, port: Port<Ping>, told: Told): void {
  if (links.lookAt > now) return;
  links.lookAt = now + look;
  const adjusts = ++links.looks % looksPerStep === 0;
  for (const link of links.all) {
    if (adjusts) {
      link.backoff = Math.max(1, link.backoff - 1);
      link.timeout = links.pingTimeout * link.backoff + Math.floor(link.latency) * latencies;
    }
    check(links, link, now, port, told);
  }
}

/** A pong that took longer than the timeout counts only as a sign that the other runs. */
export function hearPong({ pingTimeout, pongCount }: Links, link: Link, now: Time, { sentAt }: Pong, told: Told): void {
  link.pongLast = now;
  const latency = now - sentAt;
  if (latency > pingTimeout) return;
  link.samples = Math.min(precision, link.samples + 1);
  link.latency += (latency - link.latency) / link.samples;
  if (link.isConnected || link.latency >= link.timeout) return;
  if (link.pongs < pongCount) {
    link.pongs++;
    return;
  }
  link.isConnected = true;
  told(link.peer, true);
}

/** "Nobody listens there." */
export function refused(link: Link): void {
  if (link.isConnected) link.isRefused = true;
}
