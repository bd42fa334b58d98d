/** What stands in the cells of the matrix: opinions, levels of suspicion, or who accused first. Graver marks are larger, too. */
import type { Accusers } from '../model/accusers.ts';
import type { Moment } from '../model/slices.ts';
import { beliefCode, type TraceIndex } from '../model/traceIndex.ts';
import { suspects } from '../model/truth.ts';
import { rampStops, sizes, type Theme } from '../tokens.ts';
import { beliefInks } from './beliefRing.ts';
import { mixed } from './mixed.ts';

/** By pair, monitor × count + peer. Filled again for the next picture. */
export interface Marks {
  readonly palette: readonly string[];
  /** Index into the palette; 0 where nothing stands. */
  readonly ink: Uint8Array;
  /** Share of the cell's side. */
  readonly side: Float32Array;
  /** A dashed outline, not an area. */
  readonly outlined: Uint8Array;
  readonly words: (pair: number) => string;
}

const unheard = beliefCode('unheard'), suspected = beliefCode('suspected'), failed = beliefCode('failed');
const shares = [0, sizes.cell.unheard, sizes.cell.trusted, sizes.cell.suspected, sizes.cell.failed];
const ramps = 40;

let room = { ink: new Uint8Array(0), side: new Float32Array(0), outlined: new Uint8Array(0) };

function roomFor(pairs: number): typeof room {
  if (room.ink.length !== pairs) room = { ink: new Uint8Array(pairs), side: new Float32Array(pairs), outlined: new Uint8Array(pairs) };
  return room;
}

export function stateMarks({ beliefs }: Moment, theme: Theme): Marks {
  const marks = roomFor(beliefs.length);
  beliefs.forEach((belief, pair) => setState(marks, pair, belief));
  return { ...marks, palette: paletteOf(theme), words: pair => (beliefs[pair] === suspected ? '?' : beliefs[pair] === failed ? '×' : '') };
}

function setState({ ink, side, outlined }: typeof room, pair: number, belief: number): void {
  ink[pair] = belief;
  side[pair] = shares[belief]!;
  outlined[pair] = Number(belief === unheard);
}

const palettes = new WeakMap<Theme, readonly string[]>();

/** The inks of opinions, then the ramp, then one for what is over. */
function paletteOf(theme: Theme): readonly string[] {
  let palette = palettes.get(theme);
  if (!palette) {
    const ramp = Array.from({ length: ramps }, (_, i) => rampAt(theme, 1.5 * i / (ramps - 1)));
    palettes.set(theme, palette = [...beliefInks(theme).map(ink => ink ?? ''), ...ramp, theme.muted]);
  }
  return palette;
}

/** The ink of a level of suspicion: 1 is the decision. */
export function rampAt({ ramp }: Theme, level: number): string {
  for (let i = 1; i < rampStops.length; i++) {
    const [from, to] = [rampStops[i - 1]!, rampStops[i]!];
    if (level <= to) return mixed(ramp[i - 1]!, ramp[i]!, Math.max(0, (level - from) / (to - from)));
  }
  return ramp.at(-1)!;
}

/** Where nobody can be asked for a level, the opinion stands. */
export function levelMarks({ beliefs }: Moment, level: Float32Array, theme: Theme): Marks {
  const marks = roomFor(beliefs.length);
  beliefs.forEach((belief, pair) => {
    const s = level[pair]!;
    setState(marks, pair, belief);
    if (belief <= unheard || Number.isNaN(s)) return;
    marks.ink[pair] = 5 + Math.round(Math.min(1, Math.max(0, s / 1.5)) * (ramps - 1));
    marks.side[pair] = 0.4 + 0.6 * Math.min(1, Math.max(0, s));
  });
  return { ...marks, palette: paletteOf(theme), words: pair => (beliefs[pair]! > unheard && level[pair]! >= 1 ? '×' : '') };
}

/** An accusation that stands fills its cell; who merely follows is an outline; one that is over leaves its count. */
export function accuserMarks(index: TraceIndex, { beliefs }: Moment, { begun, standing }: Accusers, theme: Theme): Marks {
  const marks = roomFor(beliefs.length);
  beliefs.forEach((belief, pair) => {
    const follows = suspects(index, belief), ink = standing[pair] ? suspected : follows ? suspected : begun[pair]! > 0 ? 5 + ramps : 0;
    marks.ink[pair] = ink;
    marks.side[pair] = standing[pair] ? 1 : follows ? 0.6 : 0.36;
    marks.outlined[pair] = Number(!standing[pair] && follows);
  });
  return { ...marks, palette: paletteOf(theme), words: pair => (standing[pair] && begun[pair]! > 0 ? String(begun[pair]) : '') };
}
