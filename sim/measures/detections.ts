/** T_D of every crash: of each monitor, and of the first, the majority and the last among several. */
import type { Duration, ProcessId } from '../../src/contract.ts';
import type { DetectionData, QualityData } from './measured.ts';

/** One crash, as its running monitors saw it. */
interface Group { readonly monitors: number; readonly detected: number[]; readonly censored: number[] }

export const noDetections = (): DetectionData => ({ crashes: 0, detected: [], censored: [], missed: 0 });

export class Detections {
  private readonly each = noDetections();
  private readonly groups: Group[] = [];
  private readonly current = new Map<ProcessId, Group>();

  /** `monitors`: how many of those who watch it are running (neither crashed nor paused) at its crash. */
  crash(process: ProcessId, monitors: number): void {
    const group: Group = { monitors, detected: [], censored: [] };
    this.current.set(process, group);
    if (monitors > 0) this.groups.push(group);
  }

  groupOf(process: ProcessId): Group {
    return this.current.get(process)!;
  }

  /** `group`: null for a monitor that was paused when the crash came. */
  detected(group: Group | null, after: Duration): void {
    this.each.crashes++;
    this.each.detected.push(after);
    group?.detected.push(after);
  }

  censored(group: Group | null, after: Duration): void {
    this.each.crashes++;
    this.each.censored.push(after);
    group?.censored.push(after);
  }

  missed(): void {
    this.each.crashes++;
    this.each.missed++;
  }

  finish(): QualityData['detection'] {
    return {
      each: this.each,
      first: this.ranked(() => 1), majority: this.ranked(m => Math.floor(m / 2) + 1), last: this.ranked(m => m),
    };
  }

  private ranked(rank: (monitors: number) => number): DetectionData {
    const data = noDetections();
    for (const group of this.groups) addRanked(data, group, rank(group.monitors));
    return data;
  }
}

/** The rank-th T_D of a group, where a censored one ranks as +∞ and so does one that never came. */
function addRanked(data: DetectionData, { detected, censored }: Group, rank: number): void {
  data.crashes++;
  const reached = detected.toSorted((x, y) => x - y);
  if (rank <= reached.length) data.detected.push(reached[rank - 1]!);
  else if (rank > reached.length + censored.length) data.missed++;
  // whatever the censored ones will be, the rank-th of all is no less than it would be if each came at its limit
  else data.censored.push([...reached, ...censored].toSorted((x, y) => x - y)[rank - 1]!);
}
