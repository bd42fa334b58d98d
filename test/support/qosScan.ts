/**
 * The measures a second time, slow and plain: every microsecond of a short trace is looked at, and each figure counts
 * the microseconds, or walks from one to the next, as MEASURES.md words it. It shares no code with sim/measures.
 */
import { Row, type Trace } from '../../sim/trace.ts';

export interface Setting { readonly watches: readonly (readonly number[])[]; readonly warmUp: number; readonly horizon: number }

/** The world after all rows of one microsecond. */
interface Moment {
  readonly crashed: boolean[];
  readonly paused: boolean[];
  readonly cut: Set<string>;
  /** By pair. */
  readonly suspects: Map<string, boolean>;
  readonly heard: Map<string, boolean>;
  readonly awaits: Map<string, boolean>;
  /** What a pair that joined in this microsecond began with. */
  readonly began: Map<string, boolean>;
}

export interface Spells { ended: number[]; censored: number[] }
const spells = (): Spells => ({ ended: [], censored: [] });
export interface Scanned {
  exposure: number; wrong: number; mistakes: number[]; episodes: number[];
  slices: { exposure: number; wrong: number; mistakes: number[] }[];
  duration: Spells; good: Spells; recurrence: Spells; recovery: Spells; unheard: Spells;
  detection: Record<'each' | 'first' | 'majority' | 'last', { crashes: number; detected: number[]; censored: number[]; missed: number }>;
  accusation: number[]; collective: number[];
}

export function scan(setting: Setting, trace: Trace, level: 'suspected' | 'failed'): Scanned {
  return new Scan(setting, trace, level).all();
}

class Scan {
  private readonly moments: Moment[] = [];
  private readonly pairs: readonly (readonly [number, number])[];

  constructor(private readonly setting: Setting, trace: Trace, private readonly level: 'suspected' | 'failed') {
    this.pairs = setting.watches.flatMap((row, q) => row.map(p => [q, p] as const));
    for (let t = 0; t < setting.horizon; t++) this.moments.push(this.moment(trace, t));
  }

  private moment(trace: Trace, t: number): Moment {
    const last = this.moments[t - 1];
    const n = this.setting.watches.length;
    const now: Moment = {
      crashed: last ? [...last.crashed] : Array<boolean>(n).fill(false), paused: last ? [...last.paused] : Array<boolean>(n).fill(false),
      cut: new Set(last?.cut), suspects: new Map(last?.suspects), heard: new Map(last?.heard), awaits: new Map(last?.awaits), began: new Map(),
    };
    const evidence = new Set<string>();
    for (let i = 0; i < trace.length; i++) {
      if (trace.time[i] !== t) continue;
      const [a, b] = [trace.a[i]!, trace.b[i]!];
      const key = `${a} ${b}`;
      switch (trace.code[i]) {
        case Row.crashes: now.crashed[a] = true; break;
        case Row.recovers: now.crashed[a] = false; break;
        case Row.pauses: now.paused[a] = true; break;
        case Row.resumes: now.paused[a] = false; break;
        case Row.cuts: now.cut.add(key); break;
        case Row.joins: now.cut.delete(key); break;
        case Row.trusts: case Row.suspects: case Row.fails: {
          const suspects = trace.code[i] === Row.fails || (trace.code[i] === Row.suspects && this.level === 'suspected');
          now.suspects.set(key, suspects);
          if (trace.m[i] === 1) {
            now.began.set(key, suspects);
            now.heard.set(key, false);
            now.awaits.set(key, false);
            evidence.delete(key);
          } else if (trace.code[i] === Row.trusts) evidence.add(key);
        }
      }
    }
    for (const [q, p] of this.pairs) this.settle(now, last, q, p, evidence);
    return now;
  }

  private settle(now: Moment, last: Moment | undefined, q: number, p: number, evidence: Set<string>): void {
    const key = `${q} ${p}`;
    const before = now.began.get(key) ?? last?.suspects.get(key) ?? false;
    const after = now.suspects.get(key) ?? false;
    if (evidence.has(key) || (after && !before)) now.heard.set(key, true);
    if (now.crashed[p] && !last?.crashed[p]) now.awaits.set(key, false);
    if (!now.crashed[p] && last?.crashed[p]) now.awaits.set(key, after);
    if (!after && before) now.awaits.set(key, false);
  }

  private suspects(q: number, p: number, t: number): boolean { return this.moments[t]?.suspects.get(`${q} ${p}`) ?? false; }
  private before(q: number, p: number, t: number): boolean {
    return this.moments[t]!.began.get(`${q} ${p}`) ?? (t > 0 && this.suspects(q, p, t - 1));
  }
  private turnsS(q: number, p: number, t: number): boolean { return this.suspects(q, p, t) && !this.before(q, p, t); }
  private turnsT(q: number, p: number, t: number): boolean { return !this.suspects(q, p, t) && this.before(q, p, t); }
  private crashed(x: number, t: number): boolean { return t >= 0 && this.moments[t]!.crashed[x]!; }
  private paused(x: number, t: number): boolean { return t >= 0 && this.moments[t]!.paused[x]!; }

  private exposed(q: number, p: number, t: number): boolean {
    const key = `${q} ${p}`;
    const { heard, awaits } = this.moments[t]!;
    return t >= this.setting.warmUp && !this.crashed(q, t) && !this.paused(q, t) && !this.crashed(p, t)
      && (heard.get(key) ?? false) && !(awaits.get(key) ?? false);
  }
  private mistake(q: number, p: number, t: number): boolean { return this.exposed(q, p, t) && this.turnsS(q, p, t); }

  private cause(q: number, p: number, t: number): number {
    if (this.paused(q, t)) return 0;
    for (let end = t; end > 0; end--) {
      if (!this.paused(q, end - 1) || this.paused(q, end)) continue;
      let length = 0;
      while (this.paused(q, end - 1 - length)) length++;
      if (t - end <= length) return 0;
      break;
    }
    if (this.paused(p, t)) return 1;
    return this.moments[t]!.cut.has(`${p} ${q}`) ? 2 : 3;
  }

  private times(): number[] { return this.moments.map((_, t) => t); }

  all(): Scanned {
    const { warmUp, horizon } = this.setting;
    const result: Scanned = {
      exposure: 0, wrong: 0, mistakes: [0, 0, 0, 0, 0], episodes: this.episodes(), slices: [],
      duration: spells(), good: spells(), recurrence: spells(), recovery: spells(), unheard: spells(),
      detection: this.detection(), accusation: this.lengths((wrong) => wrong > 0), collective: this.lengths((wrong, m) => wrong > m / 2),
    };
    for (let i = 0; i < 20; i++) result.slices.push({ exposure: 0, wrong: 0, mistakes: [0, 0, 0, 0, 0] });
    for (const [q, p] of this.pairs) {
      for (const t of this.times()) {
        if (!this.exposed(q, p, t)) continue;
        // the slices are [from + span × i / 20, from + span × (i + 1) / 20), rounded down
        const slice = result.slices.find((_, i) => t < warmUp + Math.floor(((horizon - warmUp) * (i + 1)) / 20))!;
        for (const sum of [result, slice]) {
          sum.exposure++;
          if (this.suspects(q, p, t)) sum.wrong++;
          if (!this.turnsS(q, p, t)) continue;
          sum.mistakes[0]!++;
          sum.mistakes[1 + this.cause(q, p, t)]!++;
        }
      }
      this.spellsOf(q, p, result);
      this.recoveries(q, p, result.recovery);
      this.silences(q, p, result.unheard);
    }
    return result;
  }

  private ends(q: number, p: number, u: number): boolean {
    return u >= this.setting.horizon || this.crashed(q, u) || this.crashed(p, u) || this.moments[u]!.began.has(`${q} ${p}`);
  }

  private spellsOf(q: number, p: number, { duration, good, recurrence }: Scanned): void {
    const walk = (from: number, into: Spells, turn: (u: number) => 'ended' | 'censored' | null): void => {
      let clock = 0;
      for (let u = from; ; u++) {
        const how = u > from ? (this.ends(q, p, u) ? 'censored' : turn(u)) : null;
        if (how) {
          into[how].push(clock);
          return;
        }
        if (this.exposed(q, p, u)) clock++;
      }
    };
    const next = (u: number): 'ended' | 'censored' | null => (this.turnsS(q, p, u) ? (this.exposed(q, p, u) ? 'ended' : 'censored') : null);
    for (const t of this.times()) {
      if (this.mistake(q, p, t)) {
        walk(t, duration, u => (this.turnsT(q, p, u) ? 'ended' : null));
        walk(t, recurrence, next);
      }
      if (this.exposed(q, p, t) && this.turnsT(q, p, t)) walk(t, good, next);
    }
  }

  /** At each microsecond: is any counted mistake (of that cause) open, and was none open just before? */
  private episodes(): number[] {
    const open = this.times().map(() => [0, 0, 0, 0, 0]);
    for (const [q, p] of this.pairs) {
      for (const t of this.times()) {
        if (!this.mistake(q, p, t)) continue;
        const cause = 1 + this.cause(q, p, t);
        for (let u = t; u === t || !(this.ends(q, p, u) || this.turnsT(q, p, u)); u++) {
          open[u]![0]!++;
          open[u]![cause]!++;
        }
      }
    }
    return [0, 1, 2, 3, 4].map(i => open.filter((now, t) => now[i]! > 0 && (open[t - 1]?.[i] ?? 0) === 0).length);
  }

  private crashesOf(p: number): number[] {
    return this.times().filter(t => this.crashed(p, t) && !this.crashed(p, t - 1));
  }

  /** T_D of one monitor, and how it came out. */
  private outcome(q: number, p: number, c: number): { kind: 'detected' | 'censored' | 'missed'; length: number } {
    let e = c + 1;
    while (e < this.setting.horizon && this.crashed(p, e) && !this.crashed(q, e)) e++;
    if (this.suspects(q, p, e - 1)) {
      let s = e - 1;
      while (s > 0 && this.suspects(q, p, s - 1) && !this.moments[s]!.began.has(`${q} ${p}`)) s--;
      return { kind: 'detected', length: Math.max(0, s - c) };
    }
    const recovered = e < this.setting.horizon && !this.crashed(p, e);
    return recovered ? { kind: 'missed', length: Infinity } : { kind: 'censored', length: e - c };
  }

  private detection(): Scanned['detection'] {
    const empty = (): Scanned['detection']['each'] => ({ crashes: 0, detected: [], censored: [], missed: 0 });
    const found = { each: empty(), first: empty(), majority: empty(), last: empty() };
    const add = (to: Scanned['detection']['each'], kind: 'detected' | 'censored' | 'missed', length: number): void => {
      to.crashes++;
      if (kind === 'missed') to.missed++;
      else to[kind].push(length);
    };
    for (let p = 0; p < this.setting.watches.length; p++) {
      for (const c of this.crashesOf(p)) {
        const monitors = this.pairs.filter(pair => pair[1] === p && !this.crashed(pair[0], c)).map(pair => pair[0]);
        for (const q of monitors) {
          const { kind, length } = this.outcome(q, p, c);
          add(found.each, kind, length);
        }
        const running = monitors.filter(q => !this.paused(q, c)).map(q => this.outcome(q, p, c));
        const m = running.length;
        if (m === 0) continue;
        for (const [name, rank] of [['first', 1], ['majority', Math.floor(m / 2) + 1], ['last', m]] as const) {
          const detected = running.filter(o => o.kind === 'detected').map(o => o.length).sort((x, y) => x - y);
          const limits = running.filter(o => o.kind !== 'missed').map(o => o.length).sort((x, y) => x - y);
          if (detected.length >= rank) add(found[name], 'detected', detected[rank - 1]!);
          else if (limits.length >= rank) add(found[name], 'censored', limits[rank - 1]!);
          else add(found[name], 'missed', 0);
        }
      }
    }
    return found;
  }

  private recoveries(q: number, p: number, into: Spells): void {
    for (const r of this.times()) {
      const recovers = r > 0 && this.crashed(p, r - 1) && !this.crashed(p, r);
      if (!recovers || this.crashed(q, r) || this.crashed(q, r - 1)) continue;
      if (!this.suspects(q, p, r) && !this.before(q, p, r)) continue;
      let u = r;
      while (u < this.setting.horizon && !this.turnsT(q, p, u) && !(u > r && (this.crashed(q, u) || this.crashed(p, u)))) u++;
      const ended = u < this.setting.horizon && !(u > r && (this.crashed(q, u) || this.crashed(p, u)));
      into[ended ? 'ended' : 'censored'].push(u - r);
    }
  }

  private silences(q: number, p: number, into: Spells): void {
    const key = `${q} ${p}`;
    const starts = this.times().filter(t => t === 0 || this.moments[t]!.began.has(key));
    starts.forEach((from, i) => {
      const until = starts[i + 1] ?? this.setting.horizon;
      let u = from;
      while (u < until && !(this.moments[u]!.heard.get(key) ?? false)) u++;
      if (u < until) {
        into.ended.push(u - from);
        return;
      }
      // silent to the end of this life: until the crash before the restart, or the one in force at the horizon
      while (u > from && this.crashed(q, u - 1)) u--;
      if (u > from) into.censored.push(u - from);
    });
  }

  /** Of maximal intervals, by process, in which `holds` of how many monitors are wrong, and how many are running. */
  private lengths(holds: (wrong: number, running: number) => boolean): number[] {
    const lengths: number[] = [];
    for (let p = 0; p < this.setting.watches.length; p++) {
      const monitors = this.pairs.filter(pair => pair[1] === p).map(pair => pair[0]);
      let length = 0;
      for (const t of [...this.times(), this.setting.horizon]) {
        const wrong = t === this.setting.horizon ? 0 : monitors.filter(q => this.exposed(q, p, t) && this.suspects(q, p, t)).length;
        const running = t === this.setting.horizon ? 0 : monitors.filter(q => !this.crashed(q, t) && !this.paused(q, t)).length;
        if (wrong > 0 && holds(wrong, running)) length++;
        else if (length > 0) {
          lengths.push(length);
          length = 0;
        }
      }
    }
    return lengths;
  }
}
