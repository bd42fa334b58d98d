/** The map while it is made: coarse cells, some of them split, each with what its runs have shown so far. */
import type { Verdict } from '../../../../sim/solve/problem.ts';
import type { Axis } from './axis.ts';
import { fieldOf, measures, verdictOf, type Cell, type Field, type Found, type Plan, type Reading, type Task } from './cells.ts';

/** A stretch of columns and rows, in fine cells, and the setting in its middle. */
export interface Block { readonly column: number; readonly row: number; readonly left: number; readonly bottom: number; readonly width: number; readonly height: number }

const middle = ({ split }: Axis, i: number): number => i * split + (split - 1) / 2;

export class Board {
  private readonly cells = new Map<number, Cell>();
  private readonly fine = new Set<number>();
  /** Grows with whatever is put onto it. */
  version = 0;
  readonly columns: number;
  readonly rows: number;

  constructor(readonly plan: Plan) {
    [this.columns, this.rows] = [plan.x.values.length / plan.x.split, plan.y.values.length / plan.y.split];
  }

  /** By its place among the fine ones. */
  cell(column: number, row: number): Cell | undefined { return this.cells.get(this.key(column, row)); }

  all(): readonly Cell[] { return [...this.cells.values()].sort((a, b) => a.column - b.column || a.row - b.row); }

  verdict(cell: Cell): Verdict { return verdictOf(this.plan, cell.readings); }

  put({ field, x, ys, runs }: Task, found: Found): void {
    const column = this.plan.x.values.indexOf(x);
    const level = this.plan.ladders[field].indexOf(runs);
    this.version++;
    ys.forEach((y, i) => {
      const row = this.plan.y.values.indexOf(y);
      const before = this.cell(column, row) ?? { column, row, level: { asIs: -1, quiet: -1 }, readings: {} };
      this.cells.set(this.key(column, row), { ...before, level: { ...before.level, [field]: level }, readings: { ...before.readings, ...found[i] } });
    });
  }

  /** The coarse map, by its settings. */
  coarse(): readonly { readonly column: number; readonly row: number }[] {
    const { plan: { x, y }, columns, rows } = this;
    return Array.from({ length: columns * rows }, (_, i) => ({ column: middle(x, Math.floor(i / rows)), row: middle(y, i % rows) }));
  }

  /** Splits those coarse cells that are undecided, or judged otherwise than one beside them; answers the settings that this adds. */
  split(): readonly { readonly column: number; readonly row: number }[] {
    const { plan: { x, y }, columns, rows } = this;
    if (x.split === 1 && y.split === 1) return [];
    const at = (i: number, j: number): Verdict | undefined => {
      const cell = i < 0 || j < 0 || i >= columns || j >= rows ? undefined : this.cell(middle(x, i), middle(y, j));
      return cell && this.verdict(cell);
    };
    const contested = (i: number, j: number): boolean => {
      const own = at(i, j);
      return own === 'open' || [at(i - 1, j), at(i + 1, j), at(i, j - 1), at(i, j + 1)].some(other => other !== undefined && other !== own);
    };
    const added: { column: number; row: number }[] = [];
    for (let i = 0; i < columns; i++) for (let j = 0; j < rows; j++) {
      if (!contested(i, j)) continue;
      this.fine.add(i * rows + j);
      for (let c = i * x.split; c < (i + 1) * x.split; c++) for (let r = j * y.split; r < (j + 1) * y.split; r++) {
        if (!this.isWhole(c, r)) added.push({ column: c, row: r });
      }
    }
    return added;
  }

  /** Every part of the map with its setting: whole coarse cells, and the parts of those that are split. */
  blocks(): readonly Block[] {
    const { plan: { x, y }, columns, rows } = this;
    const blocks: Block[] = [];
    for (let j = rows - 1; j >= 0; j--) for (let i = 0; i < columns; i++) {
      const [left, bottom] = [i * x.split, j * y.split];
      if (!this.isSplit(i, j)) {
        blocks.push({ column: middle(x, i), row: middle(y, j), left, bottom, width: x.split, height: y.split });
        continue;
      }
      for (let r = bottom + y.split - 1; r >= bottom; r--) for (let c = left; c < left + x.split; c++) blocks.push({ column: c, row: r, left: c, bottom: r, width: 1, height: 1 });
    }
    return blocks;
  }

  /** What the next runs of an undecided cell are to be: of each field that leaves a goal open, a step up its ladder. */
  wants(cell: Cell): readonly { readonly field: Field; readonly runs: number }[] {
    const { plan } = this;
    if (this.verdict(cell) !== 'open') return [];
    const open = measures.filter(measure => plan.goals[measure] && cell.readings[measure]?.verdict !== 'meets');
    return [...new Set(open.map(measure => fieldOf(plan, measure)))].flatMap(field => {
      const steps = plan.ladders[field].slice(cell.level[field] + 1);
      const needed = Math.max(...open.filter(measure => fieldOf(plan, measure) === field).map(measure => neededRuns(cell.readings[measure])));
      const runs = steps.find(step => step >= needed) ?? steps.at(-1);
      return runs === undefined ? [] : [{ field, runs }];
    });
  }

  /** Its parts are shown when all of them have had their runs: until then what the coarse cell says is the better answer. */
  private isSplit(i: number, j: number): boolean {
    const { plan: { x, y }, rows } = this;
    if (!this.fine.has(i * rows + j)) return false;
    for (let c = i * x.split; c < (i + 1) * x.split; c++) for (let r = j * y.split; r < (j + 1) * y.split; r++) {
      if (!this.isWhole(c, r) || this.wants(this.cell(c, r)!).length > 0) return false;
    }
    return true;
  }

  /** It has had its first look, in every field. */
  private isWhole(column: number, row: number): boolean {
    const cell = this.cell(column, row);
    return cell !== undefined && cell.level.asIs >= 0 && (cell.level.quiet >= 0 || this.plan.quiet === null);
  }

  private key(column: number, row: number): number { return column * this.plan.y.values.length + row; }
}

/** Fewer cannot show that the goal is kept. */
function neededRuns(reading: Reading | undefined): number {
  if (!reading?.lacks) return 0;
  const { what, needed, had } = reading.lacks;
  return what === 'runs' ? needed : Math.ceil((reading.runs * needed) / had);
}
