/**
 * One process of a UDP cluster: runs the detector that its argument describes, and tells what happens, a JSON line each.
 * All instants are microseconds of the clock that the detector reads, which the processes of one host share: the system's
 * monotonic one, unless it asks for the wall clock.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AnyDetector, Note } from '../../src/contract.ts';
import { detectorNamed } from '../../src/detectors/index.ts';
import { services } from '../../src/services/index.ts';
import { runOverUdp, type Address } from '../../src/udp.ts';
import { talker } from './talker.ts';

export interface ChildConfig {
  readonly self: number;
  readonly addresses: readonly Address[];
  /** A detector, a service, or the talker of the tests. */
  readonly detector: string;
  /** The detector that the service stands over, if it does. */
  readonly inner?: string;
  readonly params: unknown;
  readonly roles?: readonly string[];
  readonly incarnation: number;
  /** Whom each watches; everybody by default. */
  readonly watches?: readonly (readonly number[])[];
  /** A file for what has to survive a kill; it is lost without one. */
  readonly disk?: string;
}

export type ChildLine =
  | { readonly kind: 'ready' | 'pulse'; readonly at: number; /** The longest that its event loop was late so far. */ readonly stall: number }
  | { readonly kind: 'opinion'; readonly at: number; readonly peer: number; readonly opinion: string; readonly stall: number }
  | { readonly kind: 'note'; readonly at: number; readonly note: Note; readonly stall: number };

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

/** In one piece: a kill in the middle leaves what was there before. */
function store(disk: string, durable: unknown): void {
  writeFileSync(`${disk}.new`, JSON.stringify(durable));
  renameSync(`${disk}.new`, disk);
}

function named(detector: string, inner?: string): AnyDetector | undefined {
  const service = Object.entries(services).find(([known]) => known === detector)?.[1];
  return detector === 'talker' ? talker : service ? service.over(inner === undefined ? null : detectorNamed(inner)!) : detectorNamed(detector);
}

const { detector, inner, disk, ...config } = JSON.parse(process.argv[2]!) as ChildConfig;
await runOverUdp({
  ...config, detector: named(detector, inner)!,
  ...(disk !== undefined && { store: (durable: unknown) => store(disk, durable) }),
  ...(disk !== undefined && existsSync(disk) && { durable: JSON.parse(readFileSync(disk, 'utf8')) as unknown }),
  onOpinion: (peer, opinion, at) => tell({ kind: 'opinion', at, peer, opinion, stall: lateness() }),
  onNote: (note, at) => tell({ kind: 'note', at, note, stall: lateness() }),
});
tell({ kind: 'ready', at: clock(), stall });
