/** The fault script: when each line's occurrences begin and end. Its random times are keyed by the line's id. */
import type { Duration, Time } from '../src/contract.ts';
import { Rank, type Core } from './core.ts';
import type { FaultLaw, Powers } from './faults/fault.ts';
import { Draw, hashText } from './random.ts';
import { sampleLatency } from './sampleLatency.ts';
import type { Fault, When } from './scenario.ts';
import { Row } from './trace.ts';

const Part = { at: 1, lasts: 2, every: 3, until: 4 } as const;

export class Script {
  constructor(private readonly core: Core, private readonly powers: Powers) {}

  /** Puts the first occurrence of every line into the queue. */
  start(): void {
    this.core.scenario.faults.forEach((fault, i) => {
      if (fault.kind === 'message') return;
      const at = this.draw(fault, 0, Part.at, fault.at);
      if (at < this.draw(fault, 0, Part.until, fault.until)) this.schedule(at, i, 0, true);
    });
  }

  happen(index: number): void {
    const { fault: line, number, begins } = this.core.world.occurrences[index]!;
    const fault = this.core.scenario.faults[line]!;
    const law = this.core.registry.faults[fault.kind]!;
    this.core.row(begins ? Row.begins : Row.ends, line, number, 0, 0);
    if (begins) this.begin(fault, law, line, number);
    else law.end(fault.params, this.powers, fault.id);
  }

  private begin(fault: Fault, law: FaultLaw<unknown>, line: number, number: number): void {
    const { now } = this.core.world;
    law.begin(fault.params, this.powers, fault.id);
    if (fault.lasts !== null) this.schedule(now + Math.max(1, this.draw(fault, number, Part.lasts, fault.lasts)), line, number, false);
    if (fault.every === null) return;
    const next = now + Math.max(1, this.draw(fault, number, Part.every, fault.every));
    if (next < this.draw(fault, 0, Part.until, fault.until)) this.schedule(next, line, number + 1, true);
  }

  private schedule(time: Time, fault: number, number: number, begins: boolean): void {
    if (time > this.core.scenario.horizon) return;
    this.core.push(time, Rank.fault, this.core.world.occurrences.push({ fault, number, begins }) - 1);
  }

  private draw(fault: Fault, number: number, part: number, when: When): Duration {
    if (typeof when === 'number') return when;
    const key = this.core.key(hashText('fault'), hashText(fault.id), number, part);
    return sampleLatency(when, new Draw().start(key.a, key.b), this.core.registry.latencies);
  }
}
