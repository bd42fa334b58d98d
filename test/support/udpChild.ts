/**
 * One process of a UDP cluster: runs the detector that its argument describes, and tells what happens, a JSON line each.
 * All instants are microseconds of the system's monotonic clock, which the processes of one host share.
 */
import { detectorNamed } from '../../src/detectors/index.ts';
import { runOverUdp, type Address } from '../../src/udp.ts';

export interface ChildConfig {
  readonly self: number;
  readonly addresses: readonly Address[];
  readonly detector: string;
  readonly params: unknown;
  readonly incarnation: number;
}

export type ChildLine =
  | { readonly kind: 'ready' | 'pulse'; readonly at: number; /** The longest that its event loop was late so far. */ readonly stall: number }
  | { readonly kind: 'opinion'; readonly at: number; readonly peer: number; readonly opinion: string; readonly stall: number };

const clock = (): number => Number(process.hrtime.bigint() / 1_000n);
const pulse = 10_000;
let last = clock();
let stall = 0;

/** How late the event loop is right now counts too: whoever reports from a late loop says so. */
function lateness(): number {
  stall = Math.max(stall, clock() - last - pulse);
  return stall;
}

const tell = (line: ChildLine): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };

setInterval(() => {
  lateness();
  last = clock();
  tell({ kind: 'pulse', at: last, stall });
}, pulse / 1_000);

const { detector, ...config } = JSON.parse(process.argv[2]!) as ChildConfig;
await runOverUdp({
  ...config, detector: detectorNamed(detector)!,
  onOpinion: (peer, opinion, at) => tell({ kind: 'opinion', at, peer, opinion, stall: lateness() }),
});
tell({ kind: 'ready', at: clock(), stall });
