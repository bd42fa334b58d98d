/** Whom a request is sent to. */
import type { ProcessId } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import type { LoadBalancerParams } from './parameters.ts';

/** What a balancer knows of one backend. */
export interface Target {
  readonly id: ProcessId;
  trusted: boolean;
  /** Since when it is trusted again; NEVER before the first suspicion, when there is nothing to be slow about. */
  trustedAt: Time;
  /** As last told, and how much was sent there since. */
  load: number;
  sentSince: number;
  /** Sent there, and not answered. */
  outstanding: number;
  /** Of smooth weighted round robin; else the lower, the later it was chosen. */
  credit: number;
}

export const newTarget = (id: ProcessId, trusted: boolean): Target =>
  ({ id, trusted, trustedAt: NEVER, load: 0, sentSince: 0, outstanding: 0, credit: 0 });

/** Envoy's slow start with aggression 1, and HAProxy's: a line from `leastWeight` to 1. */
export function weightOf({ trustedAt }: Target, now: Time, { slowStart, leastWeight }: Pick<LoadBalancerParams, 'slowStart' | 'leastWeight'>): number {
  if (trustedAt === NEVER || slowStart === 0 || now - trustedAt >= slowStart) return 1;
  return Math.max(leastWeight, (now - trustedAt) / slowStart);
}

/** Envoy: strictly less than the threshold. With nobody at all it makes no difference. */
export const isPanicking = (targets: readonly Target[], threshold: number): boolean =>
  targets.filter(({ trusted }) => trusted).length < threshold * targets.length;

/** Whom a request may go to: those that are trusted, or all in a panic. */
export function eligible(targets: readonly Target[], threshold: number): readonly Target[] {
  return isPanicking(targets, threshold) ? targets : targets.filter(({ trusted }) => trusted);
}

type Draw = () => number;

/** Undefined where there is nobody. */
export function choose(among: readonly Target[], now: Time, params: LoadBalancerParams, random: Draw): Target | undefined {
  if (among.length <= 1) return among[0];
  const weights = among.map(target => weightOf(target, now, params));
  if (params.policy === 'roundRobin') return inTurn(among, weights);
  if (params.policy === 'twoChoices') return ofTwo(among, weights, random);
  const burden = params.policy === 'leastLoad' ? loadOf : (target: Target) => target.outstanding;
  return least(among, (target, place) => (burden(target) + 1) / weights[place]!);
}

const loadOf = ({ load, sentSince }: Target): number => load + sentSince;

/** Of equals, who was chosen longest ago: HAProxy's leastconn takes turns among them. */
function least(among: readonly Target[], cost: (target: Target, place: number) => number): Target {
  let [best, price] = [among[0]!, Infinity];
  among.forEach((target, place) => {
    const own = cost(target, place);
    if (own < price || (own === price && target.credit > best.credit)) [best, price] = [target, own];
  });
  best.credit = Math.min(...among.map(({ credit }) => credit)) - 1;
  return best;
}

/** nginx's: each gains its weight, the richest is chosen and pays for all. So shares hold, and turns are spread. */
function inTurn(among: readonly Target[], weights: readonly number[]): Target {
  let total = 0;
  among.forEach((target, place) => {
    target.credit += weights[place]!;
    total += weights[place]!;
  });
  const chosen = among.reduce((best, target) => (target.credit > best.credit ? target : best));
  chosen.credit -= total;
  return chosen;
}

/** Two different ones at random, and of them the one with less to do. */
function ofTwo(among: readonly Target[], weights: readonly number[], random: Draw): Target {
  const first = Math.floor(random() * among.length);
  const other = Math.floor(random() * (among.length - 1));
  const second = other < first ? other : other + 1;
  const cost = (place: number): number => (loadOf(among[place]!) + 1) / weights[place]!;
  return among[cost(second) < cost(first) ? second : first]!;
}
