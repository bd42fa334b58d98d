/** The one place that holds the state of the view, and has the work done. */
import type { Presets } from '../address.ts';
import type { Answers } from './tuneWorker.ts';
import { openCrew, probeTune, type Advance, type Crew } from '../outside/tuning.ts';
import { settled, throttled } from '../playback.ts';
import type { Script } from '../state.ts';
import { inLab, inLabAt, tuneAddressOf, withSetting } from './address.ts';
import { holdBest } from './holder.ts';
import { adviceOf, type Advice } from './model/advice.ts';
import { Board } from './model/board.ts';
import type { Cell, Field, Measure, Plan, Reading } from './model/cells.ts';
import { tightest } from './model/tightest.ts';
import type { TunePage } from './page.ts';
import { crossOf, type TuneState, type Wish } from './state.ts';

interface Around {
  readonly presets: Presets;
  readonly signal: AbortSignal;
  readonly theme: TunePage['theme'];
  /** Something has changed. */
  readonly draw: () => void;
}

export class Bench implements TunePage {
  /** The address as it was last written here: only another one is news. */
  written = '';
  private current: TuneState;
  private readonly crew: Crew = openCrew();
  private readonly probe = probeTune(() => this.current.board?.all() ?? [], () => this.current.held);
  private readonly rewrite = throttled(250, () => this.write(false));
  /** Often enough to be followed. */
  private readonly advanced = throttled(150, (board: Board, advance: Advance) => {
    if (board === this.current.board && this.current.work.kind === 'running') this.change({ work: { kind: 'running', advance }, serial: board.version });
  });
  private readonly measured = settled(150, () => this.measureCross());
  /** The coarse map is there, or nobody waits for it. */
  private mapped = false;
  private advised: { readonly board: Board; readonly serial: number; readonly refused: readonly Cell[]; readonly advice: Advice } | null = null;

  constructor(first: Script, private readonly around: Around) {
    this.current = { wish: { script: first, calm: false, shade: 'goal' }, work: { kind: 'planning' }, plan: null, board: null, serial: 0, chosen: null, own: null, held: null, refused: [], notice: '' };
    around.signal.addEventListener('abort', this.crew.close);
  }

  state = (): TuneState => this.current;
  theme: TunePage['theme'] = () => this.around.theme();

  advice = (): Advice | null => {
    const { board, serial, refused } = this.current;
    if (!board) return null;
    if (this.advised?.board !== board || this.advised.serial !== serial || this.advised.refused !== refused) this.advised = { board, serial, refused, advice: adviceOf(board, refused) };
    return this.advised.advice;
  };

  begin(wish: Wish, notice = ''): void {
    this.crew.stop();
    this.mapped = false;
    this.change({ wish, work: { kind: 'planning' }, held: null, refused: [], notice });
    const { script: { file, variant }, calm, x, y, goals } = wish;
    const asked = { file, variant, calm, ...(x !== undefined && { x }), ...(y !== undefined && { y }), ...(goals && { goals }) };
    this.crew.ask({ ask: 'plan', asked }, plan => {
      if (this.current.wish !== wish) return;
      this.change({ plan, board: new Board(plan), serial: 0, chosen: null, own: null, held: null, refused: [] });
      this.start();
      this.measured();
    }, this.failed);
  }

  wish: TunePage['wish'] = next => {
    this.begin({ ...this.current.wish, ...next });
    this.write(true);
  };

  look: TunePage['look'] = ({ wish, ...next }) => {
    const moves = wish !== undefined && 'at' in wish;
    this.change({ ...next, ...(wish && { wish: { ...this.current.wish, ...wish } }), ...(moves && { chosen: null }) });
    if (wish) this.rewrite();
    if (moves) this.measured();
  };

  stop = (): void => {
    this.crew.stop();
    this.ease();
    const { work, held, board } = this.current;
    if (work.kind !== 'running' && held) this.change({ held: { ...held, hold: { kind: 'stopped' } } });
    else this.change({ work: { kind: 'stopped' }, serial: board?.version ?? 0 });
  };

  /** From where the board is. */
  start = (): void => {
    const { board } = this.current;
    if (!board) return;
    this.change({ work: { kind: 'running', advance: null }, held: null, refused: [] });
    this.crew.fill(board, {
      advanced: advance => {
        this.advanced(board, advance);
        if (advance.stage !== 'coarse' || advance.share < 1) return;
        this.probe.ready();
        this.ease();
      },
      done: () => {
        this.change({ work: { kind: 'done' }, serial: board.version });
        this.probe.done();
        // one run after the other it would take long: then the reader says so
        if (!board.plan.simulated) this.hold();
      },
      failed: this.failed,
    });
  };

  hold = (): void => holdBest(this.crew, { state: this.state, advice: this.advice, change: next => this.change(next) });

  openWorst = (cell: Cell, wanted?: Measure): void => {
    const { plan, wish: { script } } = this.current;
    const measure = plan && (wanted ?? tightest(plan, cell));
    const run = measure ? cell.readings[measure]?.worst?.run : undefined;
    if (!plan || !measure || run === undefined) return this.change({ notice: 'No run of this setting went wrong: there is nothing to open' });
    this.change({ notice: 'Opening the worst run of this setting in the Lab' });
    this.crew.ask({ ask: 'moment' as const, plan, measure, x: plan.x.values[cell.column]!, y: plan.y.values[cell.row]!, run },
      moment => this.go(inLabAt(moment, script, this.around.presets)),
      problem => this.change({ notice: `The worst run cannot be opened: ${problem}` }));
  };

  openCross = (): void => {
    const [{ plan, wish }, cross] = [this.current, crossOf(this.current)];
    if (plan && cross) this.go(inLab(withSetting(wish.script, plan, ...cross), this.around.presets));
  };

  /** Nothing hurries any more: the setting of the cross has its turn. */
  private ease(): void {
    if (this.mapped) return;
    this.mapped = true;
    this.measured();
  }

  say = (notice: string): void => this.change({ notice });

  private change(next: Partial<TuneState>): void {
    this.current = { ...this.current, ...next };
    this.around.draw();
  }

  private readonly failed = (problem: string): void => {
    this.change({ work: { kind: 'failed', problem } });
    this.probe.ready();
    this.probe.done();
  };

  private go(address: string): void {
    if (!this.around.signal.aborted) location.hash = address;
  }

  private write(entry: boolean): void {
    const { wish, plan } = this.current;
    if (this.around.signal.aborted) return;
    this.written = tuneAddressOf(wish, plan, this.around.presets);
    if (this.written === location.hash) return;
    if (entry) history.pushState(null, '', this.written);
    else history.replaceState(null, '', this.written);
  }

  /** A first look at the setting of the cross, then as many runs as it takes; not before there is a map, which they would hold up. */
  private measureCross(): void {
    const [{ plan }, cross] = [this.current, crossOf(this.current)];
    if (!plan || !cross) return;
    const { asIs, quiet } = plan.ladders;
    const rest = plan.simulated ? [{ field: 'asIs' as const, runs: asIs[1]! }] : [{ field: 'asIs' as const, runs: asIs.at(-1)! }];
    const more = [...last(quiet, 0), ...rest, ...last(quiet, quiet.length - 1)];
    this.measureNext(plan, cross, {}, [{ field: 'asIs', runs: asIs[0]! }, ...this.mapped ? more : []]);
  }

  private measureNext(plan: Plan, [x, y]: readonly [number, number], known: Partial<Record<Measure, Reading>>, [next, ...rest]: readonly Look[]): void {
    if (!next) return;
    this.crew.ask({ ask: 'task', plan, task: { ...next, x, ys: [y] } }, (found: Answers['task']) => {
      const cross = crossOf(this.current);
      if (this.current.plan !== plan || cross?.[0] !== x || cross[1] !== y) return;
      const readings = { ...known, ...found[0] };
      this.change({ own: { x, y, readings } });
      this.measureNext(plan, [x, y], readings, rest);
    }, problem => this.change({ notice: problem }));
  }
}

interface Look { readonly field: Field; readonly runs: number }

const last = (ladder: readonly number[], i: number): readonly Look[] => (ladder[i] === undefined ? [] : [{ field: 'quiet', runs: ladder[i] }]);
