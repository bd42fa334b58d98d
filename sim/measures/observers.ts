/** Several monitors of one process: who of them is running, and how many of those are wrong. */
import type { ProcessId, Time } from '../../src/contract.ts';
import type { QualityData } from './measured.ts';
import { Spans } from './spans.ts';
import type { Truth } from './truth.ts';

export class Observers {
  private readonly wrong: Int32Array;
  /** Whether any was wrong when last read. */
  private readonly wasWrong: Uint8Array;
  private readonly accusations: Spans;
  private readonly collectives: Spans;

  /** `watchedBy`: by process, its monitors. `span`: the time after the warm-up. */
  constructor(private readonly watchedBy: readonly (readonly ProcessId[])[], span: number) {
    this.wrong = new Int32Array(watchedBy.length);
    this.wasWrong = new Uint8Array(watchedBy.length);
    const room = span * watchedBy.filter(monitors => monitors.length > 0).length;
    this.accusations = new Spans(room);
    this.collectives = new Spans(room);
  }

  change(process: ProcessId, by: 1 | -1): void {
    this.wrong[process]! += by;
  }

  running(process: ProcessId, truth: Truth): number {
    let count = 0;
    for (const monitor of this.watchedBy[process]!) if (truth.running(monitor)) count++;
    return count;
  }

  /** The instant is over: read who is wrong about `process` now. */
  settle(process: ProcessId, now: Time, truth: Truth): void {
    const wrong = this.wrong[process]!;
    if (wrong === 0 && this.wasWrong[process] === 0) return;
    this.wasWrong[process] = wrong > 0 ? 1 : 0;
    this.accusations.set(process, wrong > 0, now);
    this.collectives.set(process, wrong > 0 && wrong > this.running(process, truth) / 2, now);
  }

  finish(now: Time): Pick<QualityData, 'accusation' | 'collective'> {
    return { accusation: this.accusations.finish(now), collective: this.collectives.finish(now) };
  }
}
