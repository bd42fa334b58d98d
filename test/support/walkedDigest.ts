/** The engine's digest of a run that no engine made: the same facts, chained in the same order. An oracle. */
import type { ProcessId, Time } from '../../src/contract.ts';
import { Rank } from '../../sim/core.ts';
import { Sum, chain } from '../../sim/digest.ts';
import type { CrashParams } from '../../sim/faults/crash.ts';
import { hashText } from '../../sim/random.ts';
import { Row } from '../../sim/trace.ts';
import { arrivals } from '../../sim/walk/arrivals.ts';
import { Judge } from '../../sim/walk/judge.ts';
import type { Link } from '../../sim/walk/link.ts';
import type { Cause } from '../../sim/walk/verdicts.ts';
import type { WalkedWorld } from '../../sim/walk/world.ts';

/** Something arrived on a link: a beat, or the signal of a kernel. */
interface Arrived { readonly time: Time; readonly sentAt: Time; readonly word: number; readonly isBeat: boolean }
/** Something happened at a process because of another. */
interface Fact { readonly time: Time; readonly cause: Cause; readonly to: ProcessId; readonly from: ProcessId; readonly word: number }
interface Traffic { readonly from: ProcessId; readonly to: ProcessId; readonly link: Link; readonly arrived: Arrived[]; sends: number }

const unreachable = hashText('transport.unreachable');

/** 16 hexadecimal digits, as of `simulate`. */
export function walkedDigest(world: WalkedWorld): string {
  const facts: Fact[] = [];
  const traffic = new Map<number, Traffic>();
  const on = (from: ProcessId, to: ProcessId): Traffic => {
    const key = from * world.crashAt.length + to;
    if (!traffic.has(key)) traffic.set(key, { from, to, link: world.link(from, to), arrived: [], sends: 0 });
    return traffic.get(key)!;
  };
  world.pairs.monitor.forEach((q, pair) => beats(world, pair, on(world.pairs.monitored[pair]!, q), facts));
  killedAt(world).forEach((at, p) => {
    for (const q of world.scenario.watches[p]!) answers(world, on(q, p), on(p, q), at, facts);
  });
  return summed(world, [...traffic.values()], facts);
}

function beats(world: WalkedWorld, pair: number, on: Traffic, facts: Fact[]): void {
  const { from, to, link, arrived } = on;
  on.sends += world.schedule(from).count();
  const told = { initial: [], add: (time: Time, _pair: number, code: number, cause: Cause): void => void facts.push({ time, cause, to, from, word: code }) };
  const judge = new Judge(world, to, pair, world.params(to), told);
  for (const arrival of arrivals(link, world.schedule(from), world.beatHash, world.scenario.horizon)) {
    const { time, sentAt, duplicate } = arrival;
    arrived.push({ time, sentAt, word: world.beatHash + duplicate, isBeat: true });
    if (time < world.deafFrom(to)) facts.push({ time, cause: Rank.delivery, to, from, word: world.beatHash });
    judge.hear(arrival);
  }
  judge.finish();
}

/** When a kernel begins to answer for its process; after the horizon for one that goes on, or only hangs. */
function killedAt({ truth, scenario: { faults, horizon, processes } }: WalkedWorld): readonly Time[] {
  const at = processes.map(() => horizon + 1);
  for (let row = truth.length - 1; row >= 0; row--) {
    if (truth.code[row] !== Row.begins) continue;
    const { how, process } = faults[truth.a[row]!]!.params as unknown as CrashParams;
    if (how === 'kill') for (const each of process) at[each] = truth.time[row]!;
  }
  return at;
}

/** Each beat to a process that has ended is answered, which the beating process takes, and makes nothing of; an answer never is. */
function answers(world: WalkedWorld, beaten: Traffic, back: Traffic, since: Time, facts: Fact[]): void {
  let [last, copy] = [-1, 0];
  for (const { time } of beaten.arrived.filter(({ time, isBeat }) => isBeat && time >= since)) {
    copy = time === last ? copy + 1 : 0;
    last = time;
    back.sends++;
    back.link.send(time, unreachable + copy);
    [back.link.arrival, back.link.twin].forEach((arrival, duplicate) => {
      if (arrival > world.scenario.horizon) return;
      back.arrived.push({ time: arrival, sentAt: time, word: unreachable + duplicate, isBeat: false });
      if (arrival < world.deafFrom(back.to)) facts.push({ time: arrival, cause: Rank.delivery, to: back.to, from: back.from, word: unreachable });
    });
  }
}

function summed(world: WalkedWorld, traffic: readonly Traffic[], facts: readonly Fact[]): string {
  const sum = new Sum();
  const add = (words: Int32Array): void => words.forEach(word => sum.add(word));
  // A link on which nobody ever sent is none.
  for (const { arrived } of traffic.filter(({ sends }) => sends > 0).sort((a, b) => a.from - b.from || a.to - b.to)) {
    const words = new Int32Array(2);
    for (const { time, sentAt, word } of arrived.toSorted((a, b) => a.time - b.time)) chain(words, 0, time, word, sentAt | 0);
    add(words);
  }
  const processes = world.scenario.processes.map(() => new Int32Array(2));
  for (const { time, to, from, word } of facts.toSorted((a, b) => a.time - b.time || a.cause - b.cause || a.from - b.from)) chain(processes[to]!, 0, time, word, from);
  processes.forEach(add);
  return sum.hex();
}
