import { lanesHeight } from '../charts/lanes.ts';
import type { Size } from '../charts/pen.ts';
import type { Pair, TraceIndex } from '../model.ts';

/** The lanes that are seen: `pairs` of `of`, from the `first` on. The same object as long as nothing changes. */
export interface LanePage {
  readonly pairs: readonly Pair[];
  readonly first: number;
  readonly of: number;
  readonly height: number;
  /** Whether there is room for another future under each lane. */
  readonly beside: boolean;
}

export interface LaneChoice {
  /** Of the process that is looked at, as many as fit in about a quarter of the screen. */
  readonly lanes: (index: TraceIndex, chosen: Pair | null, size: Size, screen: number, beside: boolean) => LanePage;
  /** The next page of lanes, or the one before. */
  readonly turn: (by: number) => void;
}

/** So many watched pairs all have a lane, whoever is chosen; fewer where leaders have lanes of their own. */
const fewPairs = 6, fewBesideLeaders = 2;

export function laneChoice(): LaneChoice {
  let last: { readonly index: TraceIndex; readonly chosen: Pair | null; readonly screen: number; readonly width: number; page: LanePage } | null = null;
  return {
    turn(by) {
      if (!last) return;
      const { index, screen, width, page: { pairs, first, beside } } = last;
      last = { ...last, page: paged(index, last.chosen, { width, height: 0 }, screen, first + by * pairs.length, beside) };
    },
    lanes(index, chosen, size, screen, beside) {
      if (last && last.index === index && last.chosen === chosen && last.screen === screen && last.width === size.width && last.page.beside === beside) return last.page;
      const first = last?.index === index && last.chosen?.peer === chosen?.peer ? last.page.first : 0;
      const page = paged(index, chosen, size, screen, first, beside, true);
      last = { index, chosen, screen, width: size.width, page };
      return page;
    },
  };
}

/** `first` is moved so that the page is full and, if `holding`, holds the chosen pair. */
function paged(index: TraceIndex, chosen: Pair | null, size: Size, screen: number, first: number, beside: boolean, holding = false): LanePage {
  const all = candidates(index, chosen);
  const bare = lanesHeight(index, [], size);
  const each = Math.max(1, lanesHeight(index, all.slice(0, 1), size, beside) - bare);
  const room = Math.max(2, Math.floor((Math.min(320, Math.max(170, screen * 0.27)) - bare) / each));
  const at = all.findIndex(pair => pair.monitor === chosen?.monitor && pair.peer === chosen.peer);
  const wanted = holding && at >= 0 && (at < first || at >= first + room) ? at - (at % room) : first;
  const start = Math.max(0, Math.min(wanted, all.length - room));
  const pairs = all.slice(start, start + room);
  return { pairs, first: start, of: all.length, height: lanesHeight(index, pairs, size, beside), beside };
}

function candidates({ scenario, leadership }: TraceIndex, chosen: Pair | null): readonly Pair[] {
  const all = scenario.watches.flatMap((peers, monitor) => peers.map(peer => ({ monitor, peer })));
  const few = leadership.segments.length > 0 ? fewBesideLeaders : fewPairs;
  return all.length <= few ? all : all.filter(pair => pair.peer === (chosen?.peer ?? 0));
}
