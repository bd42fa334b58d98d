/** MEASURES.md, "A pair", sentence by sentence. Times are in milliseconds, told to the trace in microseconds. */
import { describe, expect, it } from 'vitest';
import { told } from '../support/measuredStory.ts';
import { Script } from '../support/writeTrace.ts';

const ms = (t: number): number => t * 1_000;
/** Heard from the start. */
const heard = (): Script => new Script().starts(0, 0, 1).trusts(0, 0, 1);

describe('exposure', () => {
  it('is time after the warm-up', () => {
    const pooled = told(heard().suspects(ms(100), 0, 1).trusts(ms(300), 0, 1), { warmUp: ms(200) });
    expect(pooled.exposure.value).toBe(800);
    // the mistake began before it: its time counts, its number does not
    expect(pooled.mistakes).toBe(0);
    expect(pooled.queryAccuracy.value).toBeCloseTo(1 - 100 / 800, 12);
  });

  it('ends and begins with the monitor’s pause, the monitored one’s pause leaves it alone', () => {
    expect(told(heard().pauses(ms(100), 0).resumes(ms(300), 0)).exposure.value).toBe(800);
    expect(told(heard().pauses(ms(100), 1).resumes(ms(300), 1)).exposure.value).toBe(1_000);
  });

  it('knows no crashed process on either side, however it crashed', () => {
    for (const how of ['kill', 'hang', 'blackhole'] as const) {
      expect(told(heard().crashes(ms(400), 1, how).recovers(ms(500), 1)).exposure.value).toBe(900);
      expect(told(heard().crashes(ms(400), 0, how).recovers(ms(500), 0)).exposure.value).toBe(900);
    }
  });

  it('runs the durations: a mistake does not grow while its monitor is paused', () => {
    const pooled = told(heard().suspects(ms(100), 0, 1).pauses(ms(150), 0).resumes(ms(650), 0).trusts(ms(700), 0, 1));
    expect(pooled.mistakeDuration.max.value).toBe(100);
    expect(pooled.mistakeDuration.mean.value).toBe(100);
    expect(pooled.exposure.value).toBe(500);
  });
});

describe('mistakes', () => {
  const twice = heard().suspects(ms(100), 0, 1).trusts(ms(150), 0, 1).suspects(ms(400), 0, 1).trusts(ms(550), 0, 1);

  it('make λ_M, E(T_MR), E(T_M), E(T_G) and P_A as quotients of sums', () => {
    const pooled = told(twice);
    expect(pooled.mistakes).toBe(2);
    expect(pooled.mistakeRate.total.value).toBe(2);
    expect(pooled.mistakeRecurrence.mean.value).toBe(500);
    expect(pooled.mistakeDuration.mean.value).toBe(100);
    expect(pooled.goodPeriod.mean.value).toBe(400);
    expect(pooled.queryAccuracy.value).toBe(0.8);
    expect(pooled.queryAccuracy.value).toBe(1 - pooled.mistakeDuration.mean.value! / pooled.mistakeRecurrence.mean.value!);
  });

  it('recur from start to start, last from S to T, and leave good periods from T to S', () => {
    const pooled = told(twice);
    expect([pooled.mistakeRecurrence.p50.value, pooled.mistakeDuration.p50.value, pooled.goodPeriod.p50.value]).toEqual([300, 50, 250]);
    // the second mistake has no successor, so the longest recurrence is only known to exceed what was left
    expect(pooled.mistakeRecurrence.max).toMatchObject({ value: null, bound: { atLeast: 600 } });
    expect(pooled.mistakeDuration.max.value).toBe(150);
  });

  it('are read after all events of an instant', () => {
    const blink = heard().suspects(ms(100), 0, 1).trusts(ms(100), 0, 1);
    expect(told(blink).mistakes).toBe(0);
    expect(told(heard().crashes(ms(100), 1).suspects(ms(100), 0, 1)).mistakes).toBe(0);
    expect(told(heard().suspects(ms(100), 0, 1).trusts(ms(200), 0, 1).suspects(ms(200), 0, 1)).mistakes).toBe(1);
  });

  it('that are open at the end count in number and time', () => {
    for (const end of [heard().suspects(ms(900), 0, 1), heard().suspects(ms(900), 0, 1).crashes(999_999, 1)]) {
      const pooled = told(end);
      expect(pooled.mistakes).toBe(1);
      expect(pooled.mistakeDuration.mean.value).toBeCloseTo(100, 2);
      expect(pooled.mistakeDuration.p50).toMatchObject({ value: null, ci95: null, n: { samples: 0, censored: 1 } });
      expect(pooled.mistakeDuration.p50.bound!.atLeast).toBeCloseTo(100, 2);
    }
  });

  it('do not happen at the horizon itself', () => {
    expect(told(heard().suspects(ms(1_000), 0, 1)).mistakes).toBe(0);
  });

  it('of pairs nobody named are nobody’s', () => {
    expect(told(heard().suspects(ms(100), 1, 0)).mistakes).toBe(0);
  });

  it('are none: two-sided [0, 3.69/E], one-sided 3.00/E', () => {
    const { total } = told(heard()).mistakeRate;
    expect(total.value).toBe(0);
    expect(total.ci95![1]).toBeCloseTo(3.6889, 4);
    expect(total.bound!.atMost).toBeCloseTo(2.9957, 4);
    const { mean } = told(heard()).mistakeRecurrence;
    expect(mean.value).toBeNull();
    expect(mean.bound!.atLeast).toBeCloseTo(1_000 / 2.9957, 2);
  });

  it('and no exposure at all is no figure at all', () => {
    const pooled = told(new Script().starts(0, 0, 1));
    expect(pooled.mistakeRate.total).toMatchObject({ value: null, ci95: null });
    expect(pooled.queryAccuracy.value).toBeNull();
    expect(pooled.queryAccuracy.why).toContain('no time');
  });
});

describe('the decisive opinion', () => {
  const three = heard().suspects(ms(100), 0, 1).fails(ms(300), 0, 1).trusts(ms(400), 0, 1).suspects(ms(600), 0, 1).trusts(ms(700), 0, 1);

  it('is `failed` for a detector that ever uses it, and the earlier one is told beside it', () => {
    const pooled = told(three);
    expect(pooled.mistakes).toBe(1);
    expect(pooled.mistakeDuration.mean.value).toBe(100);
    expect(pooled.suspected!.mistakes).toBe(2);
    expect(pooled.suspected!.mistakeDuration.mean.value).toBe(200);
    expect(pooled.pairs['n0>n1']!.mistakes).toBe(1);
  });

  it('is `suspected` otherwise', () => {
    const pooled = told(heard().suspects(ms(100), 0, 1).trusts(ms(200), 0, 1));
    expect(pooled.mistakes).toBe(1);
    expect(pooled.suspected).toBeUndefined();
  });
});

describe('the cause of a mistake', () => {
  const causeOf = (script: Script): string[] =>
    Object.entries(told(script).mistakeRate.byCause).filter(([, figure]) => figure.value! > 0).map(([cause]) => cause);

  it('is the first that applies', () => {
    expect(causeOf(heard().suspects(ms(100), 0, 1))).toEqual(['innocent']);
    expect(causeOf(heard().cuts(ms(50), 1, 0).suspects(ms(100), 0, 1))).toEqual(['noPath']);
    expect(causeOf(heard().cuts(ms(50), 1, 0).pauses(ms(60), 1).suspects(ms(100), 0, 1))).toEqual(['peerPaused']);
    expect(causeOf(heard().pauses(ms(10), 0).cuts(ms(50), 1, 0).pauses(ms(60), 1).resumes(ms(100), 0).suspects(ms(100), 0, 1)))
      .toEqual(['observerPaused']);
  });

  it('is the way from the monitored one, not the way to it', () => {
    expect(causeOf(heard().cuts(ms(50), 0, 1).suspects(ms(100), 0, 1))).toEqual(['innocent']);
    expect(causeOf(heard().cuts(ms(50), 1, 0).joins(ms(60), 1, 0).suspects(ms(100), 0, 1))).toEqual(['innocent']);
  });

  it('is the observer’s pause for as long after it as it lasted', () => {
    const paused = (): Script => heard().pauses(ms(100), 0).resumes(ms(140), 0);
    expect(causeOf(paused().suspects(ms(180), 0, 1))).toEqual(['observerPaused']);
    expect(causeOf(paused().suspects(ms(181), 0, 1))).toEqual(['innocent']);
  });

  it('never leaves the total', () => {
    const pooled = told(heard().pauses(ms(50), 1).suspects(ms(100), 0, 1).trusts(ms(200), 0, 1).resumes(ms(300), 1).suspects(ms(400), 0, 1));
    expect(pooled.mistakeRate.total.value).toBe(2);
    expect(pooled.mistakeRate.byCause.peerPaused.value).toBe(1);
    expect(pooled.mistakeRate.byCause.innocent.value).toBe(1);
  });
});

describe('never heard', () => {
  it('lasts until the first trust, whatever the detector starts with', () => {
    for (const opinion of ['trusts', 'suspects'] as const) {
      const pooled = told(new Script().starts(0, 0, 1, opinion).trusts(ms(250), 0, 1));
      expect(pooled.exposure.value).toBe(750);
      // the first T-transition ends no mistake
      expect(pooled.mistakes).toBe(0);
      expect(pooled.queryAccuracy.value).toBe(1);
      expect(pooled.unheard).toMatchObject({ samples: 1, censored: 0, max: { value: 250 } });
    }
  });

  it('lasts until the first S-transition, which is a mistake if the process runs', () => {
    const pooled = told(new Script().starts(0, 0, 1).suspects(ms(400), 0, 1));
    expect(pooled.exposure.value).toBe(600);
    expect(pooled.mistakes).toBe(1);
    expect(pooled.unheard.max.value).toBe(400);
  });

  it('is no S-transition where the detector began suspecting and says so again', () => {
    const pooled = told(new Script().starts(0, 0, 1, 'suspects').suspects(ms(400), 0, 1));
    expect(pooled.exposure.value).toBe(0);
    expect(pooled.unheard).toMatchObject({ samples: 0, censored: 1 });
  });

  it('comes again with a new life of the monitor', () => {
    const pooled = told(heard().crashes(ms(300), 0).recovers(ms(400), 0, 1).starts(ms(400), 0, 1, 'suspects').trusts(ms(600), 0, 1));
    expect(pooled.exposure.value).toBe(300 + 400);
    expect(pooled.mistakes).toBe(0);
    expect(pooled.unheard).toMatchObject({ samples: 2, max: { value: 200 } });
  });

  it('is not ended by what the detector starts with', () => {
    const script = new Script().trusts(0, 0, 1).starts(0, 0, 1);
    expect(told(script).exposure.value).toBe(0);
  });
});

describe('detection time', () => {
  it('runs from the crash to the suspicion that lasted to the horizon', () => {
    const pooled = told(heard().crashes(ms(300), 1).suspects(ms(450), 0, 1));
    expect(pooled.detectionTime.mean.value).toBe(150);
    expect(pooled.detectionTime).toMatchObject({ crashes: 1, samples: 1, missed: 0, censored: 0 });
    expect(pooled.undetected).toBe(0);
    expect(pooled.detectedShare.value).toBe(1);
  });

  it('is the last suspicion where a late heartbeat ended the first', () => {
    const pooled = told(heard().crashes(ms(300), 1).suspects(ms(310), 0, 1).trusts(ms(320), 0, 1).suspects(ms(500), 0, 1));
    expect(pooled.detectionTime.mean.value).toBe(200);
  });

  it('is 0 for who was suspected already, and for good', () => {
    expect(told(heard().suspects(ms(200), 0, 1).crashes(ms(300), 1)).detectionTime.mean.value).toBe(0);
    // suspected at the crash, but trusted again once more: then it is the suspicion after that
    expect(told(heard().suspects(ms(200), 0, 1).crashes(ms(300), 1).trusts(ms(310), 0, 1).suspects(ms(350), 0, 1)).detectionTime.mean.value).toBe(50);
  });

  it('misses what recovers first', () => {
    const pooled = told(heard().crashes(ms(300), 1).recovers(ms(400), 1).suspects(ms(500), 0, 1));
    expect(pooled.detectionTime).toMatchObject({ crashes: 1, samples: 0, missed: 1, censored: 0 });
    expect(pooled.undetected).toBe(1);
    expect(pooled.detectedShare.value).toBe(0);
    // and the suspicion of a process that runs again is a mistake
    expect(pooled.mistakes).toBe(1);
  });

  it('is censored by the horizon and by the monitor’s own crash, and then bounds the mean', () => {
    for (const script of [heard().crashes(ms(900), 1), heard().crashes(ms(300), 1).crashes(ms(400), 0)]) {
      const { detectionTime, undetected, detectedShare } = told(script);
      expect(detectionTime).toMatchObject({ samples: 0, missed: 0, censored: 1 });
      expect(detectionTime.mean).toMatchObject({ value: null, bound: { atLeast: 100 } });
      expect(detectionTime.p99).toMatchObject({ value: null, bound: { atLeast: 100 } });
      expect(undetected).toBe(1);
      expect(detectedShare.value).toBeNull();
    }
  });

  it('counts a suspicion at the very instant of recovery as too late', () => {
    expect(told(heard().crashes(ms(300), 1).suspects(ms(400), 0, 1).recovers(ms(400), 1)).detectionTime.missed).toBe(1);
    expect(told(heard().crashes(ms(300), 1).suspects(399_999, 0, 1).recovers(ms(400), 1)).detectionTime.samples).toBe(1);
  });

  it('is true time: the monitor’s pauses are in it', () => {
    const script = heard().crashes(ms(300), 1).pauses(ms(310), 0).resumes(ms(800), 0).suspects(ms(800), 0, 1);
    expect(told(script).detectionTime.mean.value).toBe(500);
  });

  it('is not dropped by the warm-up', () => {
    const pooled = told(heard().crashes(ms(100), 1).suspects(ms(200), 0, 1), { warmUp: ms(500) });
    expect(pooled.detectionTime.mean.value).toBe(100);
  });

  it('ranks the censored above everything', () => {
    const watches = [[3], [3], [3], []];
    const script = new Script();
    for (const q of [0, 1, 2]) script.starts(0, q, 3).trusts(0, q, 3);
    script.crashes(ms(300), 3).suspects(ms(400), 0, 3).suspects(ms(500), 1, 3).crashes(ms(350), 2);
    const { detectionTime } = told(script, { watches });
    expect(detectionTime.p50.value).toBe(200);
    expect(detectionTime.p99).toMatchObject({ value: null });
    expect(detectionTime.mean.bound!.atLeast).toBeCloseTo((100 + 200 + 50) / 3, 9);
  });
});

describe('several observers', () => {
  const watches = [[4], [4], [4], [4], []];
  const all = (): Script => {
    const script = new Script();
    for (const q of [0, 1, 2, 3]) script.starts(0, q, 4).trusts(0, q, 4);
    return script;
  };

  it('detect first, as a majority and last', () => {
    const script = all().crashes(ms(100), 4).suspects(ms(110), 2, 4).suspects(ms(130), 0, 4).suspects(ms(160), 1, 4).suspects(ms(200), 3, 4);
    const { first, majority, last } = told(script, { watches }).detectionTime;
    // of four, ⌊4/2⌋ + 1 is three
    expect([first.mean.value, majority.mean.value, last.mean.value]).toEqual([10, 60, 100]);
  });

  it('are those who run at the crash', () => {
    const script = all().pauses(ms(50), 3).crashes(ms(60), 2).crashes(ms(100), 4).suspects(ms(130), 0, 4).suspects(ms(160), 1, 4)
      .resumes(ms(300), 3).suspects(ms(310), 3, 4);
    const { first, majority, last, samples } = told(script, { watches }).detectionTime;
    expect([first.mean.value, majority.mean.value, last.mean.value]).toEqual([30, 60, 60]);
    // process 2 was crashed itself; the paused one counts for its own pair
    expect(samples).toBe(3);
  });

  it('accuse where one is wrong, and do so together where a majority is', () => {
    const script = all().suspects(ms(100), 0, 4).suspects(ms(150), 1, 4).suspects(ms(200), 2, 4).trusts(ms(250), 0, 4).trusts(ms(400), 1, 4)
      .trusts(ms(500), 2, 4).suspects(ms(700), 3, 4).trusts(ms(710), 3, 4);
    const { accusation, collective } = told(script, { watches });
    expect(accusation).toMatchObject({ count: 2, total: { value: 410 }, longest: { value: 400 } });
    expect(collective).toMatchObject({ count: 1, total: { value: 50 } });
    expect(accusation.share.value).toBeCloseTo(0.41, 12);
  });

  it('need fewer for a majority when some of them have crashed', () => {
    const script = all().suspects(ms(100), 0, 4).crashes(ms(200), 1).crashes(ms(200), 2).crashes(ms(200), 3).trusts(ms(300), 0, 4);
    expect(told(script, { watches }).collective).toMatchObject({ count: 1, total: { value: 100 } });
  });
});

describe('recovery', () => {
  it('is noticed by the first T-transition, where exposure begins again', () => {
    const script = heard().crashes(ms(300), 1).suspects(ms(400), 0, 1).recovers(ms(500), 1).trusts(ms(620), 0, 1);
    const pooled = told(script);
    expect(pooled.recoveryDetection).toMatchObject({ samples: 1, max: { value: 120 } });
    expect(pooled.exposure.value).toBe(300 + 380);
    expect(pooled.mistakes).toBe(0);
    expect(pooled.queryAccuracy.value).toBe(1);
  });

  it('begins exposure at once for who trusted all along', () => {
    const pooled = told(heard().crashes(ms(300), 1).recovers(ms(500), 1));
    expect(pooled.exposure.value).toBe(800);
    expect(pooled.recoveryDetection.samples).toBe(0);
  });

  it('is not known where it is not noticed', () => {
    const pooled = told(heard().crashes(ms(300), 1).suspects(ms(400), 0, 1).recovers(ms(500), 1));
    expect(pooled.recoveryDetection).toMatchObject({ samples: 0, censored: 1, mean: { value: null, bound: { atLeast: 500 } } });
  });
});

describe('pairs and load', () => {
  it('are told by name', () => {
    const script = new Script().starts(0, 0, 1).trusts(0, 0, 1).starts(0, 1, 0).trusts(0, 1, 0).suspects(ms(500), 1, 0).crashes(ms(600), 1)
      .suspects(ms(700), 0, 1);
    const { pairs } = told(script, { watches: [[1], [0]] });
    expect(Object.keys(pairs)).toEqual(['n0>n1', 'n1>n0']);
    expect(pairs['n0>n1']).toMatchObject({ mistakes: 0, exposure: { value: 600 }, detectionTime: { samples: 1, mean: { value: 100 } } });
    expect(pairs['n1>n0']).toMatchObject({ mistakes: 1, mistakeDuration: { value: 100 }, detectionTime: { samples: 0, mean: { value: null } } });
  });

  it('is messages and bytes per process and second, by purpose', () => {
    const { load } = told(heard(), {
      load: {
        kinds: ['push.beat', 'x.gossip'], purposes: ['heartbeat', 'gossip'], messages: Float64Array.of(10, 0, 4, 6), bytes: Float64Array.of(100, 0, 40, 600),
        busiest: { from: 0, to: 1, wait: 2_500 }, queued: 4, queueWait: 5_000, queueDrops: 3,
      },
    });
    expect(load.messages.total.value).toBe(10);
    expect(load.messages.byPurpose.heartbeat!.value).toBe(7);
    expect(load.bytes.byPurpose.gossip!.value).toBe(300);
    expect(load.bytes.byProcess['n1']!.value).toBe(640);
    expect(load.busiest).toMatchObject({ link: 'n0>n1', wait: { value: 2.5 } });
    expect(load.selfInflicted).toMatchObject({ drops: 3, delayed: 4, meanWait: { value: 1.25 }, longestWait: { value: 2.5 } });
  });
});
