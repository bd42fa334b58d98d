/** MEASURES.md, "A group", sentence by sentence. */
import { describe, expect, it } from 'vitest';
import type { Note } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { histories, leadership } from '../../sim/leadership.ts';
import type { LeadershipData } from '../../sim/measures/measured.ts';
import type { Pooled } from '../../sim/report.ts';
import { measured, plotted, report, told, type Plot } from '../support/measuredStory.ts';
import { Script } from '../support/writeTrace.ts';

const ms = (t: number): number => t * 1_000;
const plot: Plot = { watches: [[1, 2], [0, 2], [0, 1], []], service: { kind: 'primaryBackup', params: { opTimeout: ms(50) } } };
const resource = 0;

/** A story of three servers and a client (3). */
class Tale extends Script {
  acts(t: number, process: number, epoch = 1, until = NEVER): this { return this.say(t, process, { kind: 'acts', resource, epoch, until }); }
  claims(t: number, process: number, epoch = 1): this { return this.say(t, process, { kind: 'claims', resource, epoch }); }
  yields(t: number, process: number, epoch = 1): this { return this.say(t, process, { kind: 'yields', resource, epoch }); }
  accepts(t: number, process: number, operation: number, epoch = 1): this { return this.say(t, process, { kind: 'accepts', resource, operation, epoch }); }
  stores(t: number, process: number, operation: number, epoch = 1): this { return this.say(t, process, { kind: 'stores', resource, operation, epoch }); }
  fences(t: number, process: number, operation: number, epoch = 1): this { return this.say(t, process, { kind: 'fences', resource, operation, epoch }); }
  discards(t: number, process: number, operation: number): this { return this.say(t, process, { kind: 'discards', resource, operation, epoch: 1 }); }
  serves(t: number, process: number, operation: number, reflects: number): this {
    return this.say(t, process, { kind: 'serves', resource, operation, reflects, epoch: 1 });
  }
  asks(t: number, operation: number, access: 'read' | 'write' = 'write'): this { return this.say(t, 3, { kind: 'invokes', resource, operation, access }); }
  hears(t: number, operation: number, access: 'read' | 'write' = 'write'): this {
    return this.say(t, 3, { kind: 'acknowledged', resource, operation, access });
  }
  private say(t: number, process: number, note: Note): this { return this.note(ms(t), process, note); }
}

const of = (tale: Script, more: Plot = {}): LeadershipData => measured(tale, { ...plot, ...more }).leadership!;
const figures = (tale: Script): Pooled => told(tale, plot);
const splits = (tale: Script): number[][] =>
  histories(plotted(plot), tale.end())[0]!.splitBrain.map(({ from, to }) => [from / 1_000, to / 1_000]);

describe('acting', () => {
  it('lasts from the note to what comes first: until, yields, a kill', () => {
    expect(of(new Tale().acts(100, 0, 1, ms(400))).leaderless.total).toBe(ms(700));
    expect(of(new Tale().acts(100, 0, 1, ms(400)).yields(300, 0)).leaderless.total).toBe(ms(800));
    expect(of(new Tale().acts(100, 0).crashes(ms(250), 0, 'kill')).leaderless.total).toBe(ms(850));
  });

  it('is ended by a yield of whatever epoch', () => {
    expect(of(new Tale().acts(100, 0, 7).yields(300, 0, 3)).leaderless.total).toBe(ms(800));
  });

  it('is replaced by a later `acts` of the same process on the same resource', () => {
    expect(of(new Tale().acts(100, 0, 1, ms(900)).acts(200, 0, 1, ms(300))).leaderless.total).toBe(ms(800));
    expect(of(new Tale().acts(100, 0, 1, ms(300)).acts(200, 0, 1, ms(900))).leaderless).toMatchObject({ count: 2, total: ms(200) });
  });

  it('does not survive a restart', () => {
    expect(of(new Tale().acts(100, 0).crashes(ms(200), 0).recovers(ms(300), 0, 1)).leaderless.total).toBe(ms(900));
  });

  it('is interrupted by a pause, a hang and a blackhole, and counts again from the end', () => {
    expect(of(new Tale().acts(0, 0).pauses(ms(200), 0).resumes(ms(300), 0)).leaderless).toMatchObject({ count: 1, total: ms(100) });
    for (const how of ['hang', 'blackhole'] as const) {
      expect(of(new Tale().acts(0, 0).crashes(ms(200), 0, how).recovers(ms(300), 0)).leaderless).toMatchObject({ count: 1, total: ms(100) });
    }
  });

  it('is over if `until` has passed meanwhile', () => {
    expect(of(new Tale().acts(0, 0, 1, ms(250)).pauses(ms(200), 0).resumes(ms(300), 0)).leaderless.total).toBe(ms(800));
  });

  it('ends when the process’s own clock says so', () => {
    // half as fast: 200 ms on its clock are 400 ms of true time
    const slow = new Tale().clock({ process: 0, from: 0, local: 0, driftPpm: -500_000 }).acts(0, 0, 1, ms(200));
    expect(of(slow).leaderless.total).toBe(ms(600));
    const stepped = new Tale().clock({ process: 0, from: 0, local: 0, driftPpm: 0 }, { process: 0, from: ms(100), local: ms(300), driftPpm: 0 });
    expect(of(stepped.acts(0, 0, 1, ms(200))).leaderless.total).toBe(ms(900));
    const other = new Tale().clock({ process: 1, from: 0, local: ms(500), driftPpm: 0 }).acts(0, 0, 1, ms(200));
    expect(of(other).leaderless.total).toBe(ms(800));
  });
});

describe('split-brain', () => {
  it('is two that act on one resource: count, total and longest', () => {
    const tale = new Tale().acts(0, 0, 1, ms(300)).acts(100, 1, 2, ms(400)).acts(350, 2, 3, ms(600)).acts(580, 0, 4);
    expect(of(tale).splitBrain).toMatchObject({ count: 3, total: ms(200 + 50 + 20), longest: ms(200) });
    expect(splits(tale)).toEqual([[100, 300], [350, 400], [580, 600]]);
  });

  it('is not two that act on different resources, nor a handover', () => {
    const two = new Script().note(0, 0, { kind: 'acts', resource: 0, epoch: 1, until: NEVER }).note(0, 1, { kind: 'acts', resource: 1, epoch: 1, until: NEVER });
    expect(of(two).splitBrain.count).toBe(0);
    expect(of(new Tale().acts(0, 0, 1, ms(300)).acts(300, 1, 2)).splitBrain.count).toBe(0);
  });

  it('is not two that merely claim: that is dualClaim, legal in Raft', () => {
    const data = of(new Tale().claims(0, 0, 1).acts(0, 0, 1, ms(200)).claims(300, 1, 2).acts(300, 1, 2).yields(600, 0));
    expect(data.splitBrain.count).toBe(0);
    expect(data.dualClaim).toMatchObject({ count: 1, total: ms(300) });
    expect(data.leaderless.total).toBe(ms(100));
  });

  it('begins with the warm-up at the earliest', () => {
    expect(of(new Tale().acts(0, 0).acts(100, 1, 2, ms(400)), { warmUp: ms(300) }).splitBrain).toMatchObject({ count: 1, total: ms(100) });
  });

  it('is an operation accepted while another acts, whatever the intervals say', () => {
    // a paused primary wakes after its lease, works off its backlog and yields in one step
    const tale = new Tale().acts(0, 0, 1, ms(150)).pauses(ms(100), 0).acts(200, 1, 2).resumes(ms(500), 0)
      .accepts(500, 0, 1).accepts(500, 0, 2).yields(500, 0);
    const data = of(tale);
    expect(data.splitBrain).toMatchObject({ count: 1, total: 0 });
    expect(data.overlapWrites).toEqual({ 0: 2 });
    expect(splits(tale)).toEqual([[500, 500]]);
    const { splitBrain } = figures(tale);
    expect(splitBrain).toMatchObject({ count: 1, writes: 2, writesByEach: { n0: 2 }, total: { value: 0 } });
  });

  it('does not count an operation again that an interval covers, and has the writes of each', () => {
    const tale = new Tale().acts(0, 0).accepts(50, 0, 9).acts(100, 1, 2).accepts(150, 0, 1).accepts(200, 1, 2, 2)
      .accepts(250, 1, 3, 2).yields(300, 0).accepts(400, 1, 5, 2);
    expect(of(tale).splitBrain.count).toBe(1);
    expect(of(tale).overlapWrites).toEqual({ 0: 1, 1: 2 });
  });
});

describe('leaderless', () => {
  it('is when nobody acts, and not part of unavailability', () => {
    const pooled = figures(new Tale().acts(200, 0, 1, ms(500)).acts(700, 1, 2));
    expect(pooled.leaderless).toMatchObject({ count: 2, total: { value: 400 }, longest: { value: 200 } });
    expect(pooled.unavailability!.writes.total).toMatchObject({ value: null, why: 'nobody asked' });
  });
});

describe('lost writes', () => {
  /** One write, accepted by 0 and acknowledged. */
  const written = (): Tale => new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).hears(30, 1);

  it('are acknowledged, and every process that had them discarded them', () => {
    expect(of(written().acts(100, 1, 2).yields(150, 0).discards(200, 0, 1)).lost).toEqual({ overlap: 0, replicationLag: 1, unresolved: 0 });
    expect(of(written().stores(40, 2, 1).discards(200, 0, 1)).lost).toEqual({ overlap: 0, replicationLag: 0, unresolved: 0 });
    expect(of(written().stores(40, 2, 1).discards(200, 0, 1).discards(210, 2, 1)).lost.replicationLag).toBe(1);
  });

  it('were never promised if not acknowledged', () => {
    const data = of(new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).discards(100, 0, 1));
    expect(data.lost).toEqual({ overlap: 0, replicationLag: 0, unresolved: 0 });
    expect(data.acknowledgedWrites).toBe(0);
  });

  it('are due to the overlap if accepted in one', () => {
    const tale = new Tale().acts(0, 0).acts(5, 1, 2).asks(10, 1).accepts(20, 0, 1).hears(30, 1).yields(100, 0).discards(110, 0, 1);
    expect(of(tale).lost).toEqual({ overlap: 1, replicationLag: 0, unresolved: 0 });
    expect(figures(tale).lostWrites).toEqual({ total: 1, overlap: 1, replicationLag: 0, unresolved: 0 });
  });

  it('are gone with a restart that comes back without them', () => {
    const restart = (newest: number | null): Tale => {
      const tale = written().asks(31, 2).accepts(32, 0, 2).hears(33, 2).crashes(ms(100), 0).recovers(ms(200), 0, 1);
      return newest === null ? tale : tale.stores(200, 0, newest);
    };
    expect(of(restart(null)).lost.replicationLag).toBe(0);
    expect(of(restart(1)).lost.replicationLag).toBe(1);
    expect(of(restart(-1)).lost.replicationLag).toBe(2);
  });

  it('come back if somebody stores them again', () => {
    expect(of(written().discards(200, 0, 1).stores(300, 2, 1)).lost.replicationLag).toBe(0);
  });

  it('are undecided while all who have them are crashed', () => {
    expect(of(written().crashes(ms(100), 0)).lost).toEqual({ overlap: 0, replicationLag: 0, unresolved: 1 });
    expect(of(written().crashes(ms(100), 0).recovers(ms(200), 0, 1)).lost.unresolved).toBe(0);
  });

  it('are undecided while the rivalry in which they were accepted goes on', () => {
    expect(of(new Tale().acts(0, 0).acts(5, 1, 2).asks(10, 1).accepts(20, 0, 1).hears(30, 1)).lost.unresolved).toBe(1);
  });
});

describe('other harm', () => {
  it('is a read that reflects less than was acknowledged before it was asked', () => {
    const written = new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).hears(30, 1).asks(40, 2).accepts(50, 0, 2).hears(60, 2);
    expect(of(written.asks(70, 9, 'read').serves(80, 1, 9, 1).hears(90, 9, 'read')).staleReads).toBe(1);
    const fresh = new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).hears(30, 1).asks(70, 9, 'read').serves(80, 1, 9, 1).hears(90, 9, 'read');
    expect(of(fresh).staleReads).toBe(0);
  });

  it('is no read that began before the write was acknowledged, or that nobody heard', () => {
    const early = new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).asks(25, 9, 'read').hears(30, 1).serves(80, 1, 9, -1).hears(90, 9, 'read');
    expect(of(early).staleReads).toBe(0);
    const unheard = new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).hears(30, 1).asks(70, 9, 'read').serves(80, 1, 9, -1);
    expect(of(unheard).staleReads).toBe(0);
  });

  it('is no stale read where the write was lost before: that is counted once', () => {
    const tale = new Tale().acts(0, 0).asks(10, 1).accepts(20, 0, 1).hears(30, 1).discards(50, 0, 1)
      .asks(70, 9, 'read').serves(80, 1, 9, -1).hears(90, 9, 'read');
    expect(of(tale)).toMatchObject({ staleReads: 0, lost: { replicationLag: 1 } });
  });

  it('is refused by a fence: once for each operation', () => {
    expect(of(new Tale().acts(0, 0).asks(5, 1).fences(10, 1, 1).fences(11, 2, 1).fences(12, 2, 2)).fencedWrites).toBe(2);
  });

  it('is a late effect of an old token, but not what the newest leader hands on', () => {
    const tale = new Tale().acts(0, 0, 1).accepts(10, 0, 1, 1).stores(20, 1, 1, 1).acts(100, 1, 2);
    expect(of(tale.stores(110, 2, 1, 1)).lateEffects).toBe(0);
    const late = new Tale().acts(0, 0, 1).acts(100, 1, 2).accepts(110, 0, 7, 1).stores(120, 2, 7, 1);
    expect(of(late).lateEffects).toBe(1);
  });
});

describe('unavailability', () => {
  /** A write every 100 ms; those of the list are not answered. */
  const probes = (unanswered: readonly number[], late: readonly number[] = []): Tale => {
    const tale = new Tale().acts(0, 0);
    for (let i = 0; i < 10; i++) {
      tale.asks(i * 100, i);
      if (!unanswered.includes(i)) tale.hears(i * 100 + (late.includes(i) ? 51 : 50), i);
    }
    return tale;
  };

  it('is the time of the probes that are not acknowledged within opTimeout', () => {
    const { writes, reads } = figures(probes([3, 4, 7])).unavailability!;
    expect(writes).toMatchObject({ probes: 10, failed: 3, unresolved: 0, total: { value: 300 }, longest: { value: 200 }, resolution: { value: 100 } });
    expect(reads.probes).toBe(0);
  });

  it('is not saved by an answer that comes too late', () => {
    expect(figures(probes([], [2])).unavailability!.writes).toMatchObject({ failed: 1, total: { value: 100 } });
  });

  it('leaves open what had no time', () => {
    const data = measured(probes([9]), { ...plot, horizon: ms(940) }).leadership!;
    expect(data.probes[3]!.write).toMatchObject({ failed: 0, unresolved: 1, total: 0 });
  });

  it('is told for each client apart', () => {
    const tale = probes([1]).note(ms(950), 2, { kind: 'invokes', resource, operation: 77, access: 'read' });
    const { byClient } = told(tale, { ...plot, horizon: ms(2_000) }).unavailability!;
    expect(byClient['n3']!.writes.failed).toBe(1);
    expect(byClient['n2']!.reads).toMatchObject({ probes: 1, failed: 1 });
  });
});

describe('failover', () => {
  const tale = (): Tale => new Tale().claims(0, 0).acts(0, 0).crashes(ms(100), 0).suspects(ms(160), 1, 0).claims(190, 1, 2);

  it('is detect + agree + act + reach', () => {
    const data = of(tale().acts(200, 1, 2).asks(205, 1).accepts(210, 1, 1, 2).hears(240, 1)).failovers;
    expect(data).toEqual([{ from: 0, to: 1, detect: ms(60), agree: ms(30), act: ms(10), reach: ms(40) }]);
    const { failover } = figures(tale().acts(200, 1, 2).asks(205, 1).accepts(210, 1, 1, 2).hears(240, 1));
    expect(failover!.total).toMatchObject({ mean: { value: 140 }, min: { value: 140 }, max: { value: 140 } });
  });

  it('is reached by an operation of the new one, not by a late answer of the old', () => {
    const data = of(tale().asks(191, 5).accepts(192, 0, 5).acts(200, 1, 2).hears(210, 5).asks(215, 6).serves(220, 1, 6, -1).hears(260, 6, 'read')).failovers;
    expect(data[0]!.reach).toBe(ms(60));
  });

  it('without a fault was needless: nothing was there to detect', () => {
    const needless = new Tale().claims(0, 0).acts(0, 0).suspects(ms(160), 1, 0);
    expect(of(needless.claims(190, 1, 2).acts(200, 1, 2)).failovers[0]).toMatchObject({ detect: null, agree: ms(30), act: ms(10), reach: null });
  });

  it('counts from the pause or the cut that silenced the old one', () => {
    const paused = new Tale().claims(0, 0).acts(0, 0).pauses(ms(120), 0).suspects(ms(160), 1, 0);
    expect(of(paused.claims(190, 1, 2).acts(200, 1, 2)).failovers[0]!.detect).toBe(ms(40));
    const cut = new Tale().claims(0, 0).acts(0, 0).cuts(ms(130), 0, 1).suspects(ms(160), 1, 0);
    expect(of(cut.claims(190, 1, 2).acts(200, 1, 2)).failovers[0]!.detect).toBe(ms(30));
  });

  it('does not count from a trouble that was over before', () => {
    const twice = new Tale().claims(0, 0).acts(0, 0).pauses(ms(20), 0).resumes(ms(50), 0).crashes(ms(100), 0).suspects(ms(160), 1, 0);
    expect(of(twice.claims(190, 1, 2).acts(200, 1, 2)).failovers[0]!.detect).toBe(ms(60));
  });

  it('is not a renewal, nor a return of the same process', () => {
    expect(of(new Tale().claims(0, 0).acts(0, 0).acts(100, 0).yields(200, 0).claims(300, 0, 2).acts(300, 0, 2)).failovers).toEqual([]);
  });

  it('is no return of the old one that only renews what it had', () => {
    const tale = new Tale().claims(0, 0).acts(0, 0).claims(100, 1, 2).acts(100, 1, 2).acts(150, 0, 1).acts(160, 1, 2);
    expect(of(tale).failovers.map(({ from, to }) => [from, to])).toEqual([[0, 1]]);
  });
});

describe('a group in a report', () => {
  it('is absent where there is no service, and zeros where it never spoke', () => {
    expect(leadership({ ...plotted(plot), service: null }, new Script().end())).toBeNull();
    expect(told(new Script()).splitBrain).toBeUndefined();
    expect(told(new Script(), plot).splitBrain!.count).toBe(0);
  });

  it('sums over runs', () => {
    const run = measured(new Tale().acts(0, 0).acts(100, 1, 2, ms(400)), plot);
    const pooled = report([run, run, run], plot).pooled;
    expect(pooled.splitBrain).toMatchObject({ count: 3, total: { value: 900 }, longest: { value: 300 } });
    expect(pooled.splitBrain!.share.value).toBeCloseTo(0.3, 12);
  });
});
