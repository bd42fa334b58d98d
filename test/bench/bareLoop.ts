/**
 * The workloads with nothing else: no detector, no measures, no trace. The yardstick in the engine's own language; the
 * same loop as `yardstick.cpp`. Measured in the same process as the engine, so that ratios survive a busy machine.
 */
import { BareCalendar } from './bareCalendar.ts';
import { Dice } from './dice.ts';

export interface Counts { readonly ticks: number; readonly delivered: number; readonly suspicions: number }

const second = 1_000_000;
const timeout = 3 * second;
/** A code is a link and one of these. */
const delivery = 0;
const timer = 1 << 28;
const tick = 2 << 28;
const linkMask = timer - 1;

/** Link: the sender in a star; sender × n + monitor in a mesh. A deadline of 0: suspected, and its timer is off. */
export function bareLoop(shape: 'star' | 'mesh', n: number, seconds: number, seed = 1): Counts {
  const mesh = shape === 'mesh';
  const links = mesh ? n * n : n;
  const end = seconds * second;
  const crash = end / 2;
  const queue = new BareCalendar(2 * links + 2 * n + 4_096, mesh ? n + 1.5 * n * n : 2.5 * n, 5 * second);
  const dice = new Dice(seed);
  const deadline = new Float64Array(links).fill(timeout);
  let [ticks, delivered, suspicions] = [0, 0, 0];
  for (let i = 0; i < n; i++) queue.push(Math.floor(dice.uniform() * second), tick | i);
  for (let link = 0; link < links; link++) if (!mesh || Math.floor(link / n) !== link % n) queue.push(timeout, timer | link);
  for (;;) {
    const code = queue.pop();
    const now = queue.time;
    const link = code & linkMask;
    if (now >= end) return { ticks, delivered, suspicions };
    if (code >= tick) {
      if (link === 0 && now >= crash) continue;
      ticks++;
      queue.push(now + second, code);
      const first = mesh ? link * n : link;
      const self = mesh ? first + link : -1;
      for (let to = first, last = mesh ? first + n - 1 : first; to <= last; to++) {
        if (to !== self && dice.uniform() >= 0.01) queue.push(now + 1_000 + Math.floor(20_000 * dice.exponential()), delivery | to);
      }
      continue;
    }
    if (mesh && now >= crash && link % n === 0) continue;
    const due = deadline[link]!;
    if (code < timer) {
      delivered++;
      if (due === 0) queue.push(now + timeout, timer | link);
      deadline[link] = now + timeout;
    } else if (due > now) {
      queue.push(due, code);
    } else {
      suspicions++;
      deadline[link] = 0;
    }
  }
}
