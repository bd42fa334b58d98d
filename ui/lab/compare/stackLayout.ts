import { lanesLayout, scriptOf, stacked, type LeaderRow } from '../charts/lanesLayout.ts';
import { widthOf, type Size } from '../charts/pen.ts';
import type { Pair, TraceIndex } from '../model.ts';
import { canonical } from '../patch.ts';
import { sizes } from '../tokens.ts';

/** The lanes of one pair, a column's below the other's: the same silence stands at the same place. */
export interface PairStack { readonly pair: Pair; readonly y: number; readonly lanes: readonly { readonly y: number; readonly height: number }[] }

/** The script on top, then where the columns differ, then who leads in each, then the lanes by pair, then the time axis. */
export interface StackLayout {
  readonly left: number;
  readonly right: number;
  /** One for all columns, or, where their scripts differ, one for each. */
  readonly scripts: readonly { readonly scriptY: number; readonly scriptHeight: number; readonly scriptRows: number }[];
  readonly differY: number;
  /** By column; empty where nobody ever leads. */
  readonly leads: readonly (readonly LeaderRow[])[];
  readonly stacks: readonly PairStack[];
  readonly axisY: number;
  readonly height: number;
  readonly scale: number;
}

export const differHeight = 12;
const between = 2, apart = 10, letterWidth = 22;

export function stackLayout(indexes: readonly TraceIndex[], pairs: readonly Pair[], size: Size): StackLayout {
  const index = indexes[0]!, columns = indexes.length, { width, scale = 1 } = size;
  const scripts = scriptsOf(indexes, scale), ended = scripts.at(-1)!;
  const lane = sizes.laneHeight * scale, differY = ended.scriptY + ended.scriptHeight + (ended.scriptHeight > 0 ? sizes.laneGap : 0);
  const tall = columns * (lane + between) + apart, leads = leadsOf(indexes, differY + differHeight * scale + apart, size);
  const top = leads.bottom;
  const stacks = pairs.map((pair, i): PairStack => ({
    pair, y: top + i * tall,
    lanes: Array.from({ length: columns }, (_, column) => ({ y: top + i * tall + column * (lane + between), height: lane })),
  }));
  const axisY = top + pairs.length * tall;
  const left = Math.min(nameWidth(index, pairs, scale) + letterWidth * scale, 0.32 * width);
  return {
    left, right: Math.max(left + 40, width - 10), scripts, differY, leads: leads.lanes, stacks, axisY,
    height: axisY + sizes.axisHeight * scale, scale,
  };
}

function scriptsOf(indexes: readonly TraceIndex[], scale: number): StackLayout['scripts'] {
  const alike = new Set(indexes.map(scriptText)).size === 1;
  let scriptY = 4;
  return (alike ? indexes.slice(0, 1) : indexes).map(index => {
    const rows = stacked(scriptOf(index));
    const scriptRows = Math.max(alike ? 0 : 1, Math.min(3, Math.max(-1, ...rows.values()) + 1)), scriptHeight = scriptRows * 18 * scale;
    const band = { scriptY, scriptHeight, scriptRows };
    scriptY += scriptHeight;
    return band;
  });
}

const texts = new WeakMap<TraceIndex, string>();
function scriptText(index: TraceIndex): string {
  let text = texts.get(index);
  if (text === undefined) texts.set(index, text = canonical(index.scenario.faults));
  return text;
}

/** Of more resources than these, the first stand for all. */
const fewResources = 2;

/** Who leads, a column's lanes below the other's. */
function leadsOf(indexes: readonly TraceIndex[], top: number, size: Size): { readonly lanes: StackLayout['leads']; readonly bottom: number } {
  let y = top;
  const lanes = indexes.map(index => {
    const { leaders } = lanesLayout(index, { pairs: [], resources: index.leadership.resources.slice(0, fewResources) }, size);
    const moved = leaders?.lanes.map(lane => ({ ...lane, y: lane.y - leaders.y + y })) ?? [];
    y += leaders ? leaders.height + between : 0;
    return moved;
  });
  return lanes.every(list => list.length === 0) ? { lanes: [], bottom: top } : { lanes, bottom: y + apart };
}

function nameWidth({ names }: TraceIndex, pairs: readonly Pair[], scale: number): number {
  const widest = Math.max(0, ...pairs.map(({ monitor, peer }) => widthOf(`${names[monitor]!} watches ${names[peer]!}`, sizes.small * scale)));
  return Math.min(190 * scale, Math.max(80 * scale, widest + 16 * scale));
}

/** Whose lanes lie at this height; null between them. */
export const stackAt = (layout: StackLayout, y: number): Pair | null =>
  layout.stacks.find(({ y: top, lanes }) => y >= top && y <= lanes.at(-1)!.y + lanes.at(-1)!.height)?.pair ?? null;
