/** What is heard on a link by a rule that heeds only news: a beat counts if none sent after it has come before it. */
import { NEVER } from '../../src/time.ts';
import type { Link } from './link.ts';
import { overtaken, quickBeats, quickPath, type QuickPath, type Underway } from './quickBeats.ts';
import type { Schedule } from './schedule.ts';

/**
 * Such arrivals never fall, and whoever is overtaken never matters: so no order has to be restored. Beats are taken as they
 * are sent, each removes from the end what it overtakes, and what lies before the next instant of sending is settled.
 */
export class FreshArrivals {
  /** The first of `times` are the next arrivals, in order: so many. */
  settled = 0;
  private link!: Link;
  private schedule!: Schedule;
  private path: QuickPath | undefined;
  private readonly underway: Underway = { next: 0, interval: 0, until: 0, times: new Float64Array(1 << 7), count: 0 };

  /** `quick`: false to go the long way round even where the short one would do. */
  constructor(private readonly kind: number, private readonly quick = true) {}

  get times(): Float64Array { return this.underway.times; }

  /** Turns to a link, of which nothing has been sent yet. */
  turn(link: Link, schedule: Schedule): this {
    this.link = link;
    this.schedule = schedule;
    this.path = this.quick && schedule.steady ? quickPath(link) : undefined;
    this.settled = 0;
    Object.assign(this.underway, { next: schedule.next, interval: schedule.interval, until: schedule.until, count: 0 });
    return this;
  }

  /** Turns to the next stretch; false when nothing more arrives. */
  advance(): boolean {
    const { underway } = this;
    if (this.settled < underway.count) underway.times.copyWithin(0, this.settled, underway.count);
    underway.count -= this.settled;
    this.settled = 0;
    do {
      if (underway.count === underway.times.length) grow(underway);
      if (this.path) quickBeats(this.path, this.link, underway, this.kind);
      else this.send();
      this.settled = underway.next >= underway.until ? underway.count : overtaken(underway.times, underway.count, underway.next);
    } while (this.settled === 0 && underway.next < underway.until);
    return this.settled > 0;
  }

  /** Beats until there is no room for another, or none left. */
  private send(): void {
    const { link, schedule, kind, underway } = this;
    const { times } = underway;
    while (underway.count < times.length && schedule.advance()) {
      link.send(schedule.time, kind + schedule.copy);
      const arrival = Math.min(link.arrival, link.twin);
      if (arrival === NEVER) continue;
      underway.count = overtaken(times, underway.count, arrival);
      times[underway.count++] = arrival;
    }
    underway.next = schedule.next;
  }
}

function grow(underway: Underway): void {
  const { times } = underway;
  underway.times = new Float64Array(times.length * 2);
  underway.times.set(times);
}
