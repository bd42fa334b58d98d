import { lanesLayout, type LanesShown } from '../charts/lanes.ts';
import type { Pair, TraceIndex } from '../model.ts';

/** The lanes that are seen: `count` of `of`, from the `first` on. The same object as long as nothing changes. */
export interface LanePage extends Required<LanesShown> {
  readonly first: number;
  readonly count: number;
  readonly of: number;
  readonly height: number;
}

/** What decides which lanes are seen. */
export interface LaneWish {
  readonly chosen: Pair | null;
  readonly width: number;
  /** How much larger than usual all is drawn, as for a room. */
  readonly scale?: number;
  /** Height of the screen. */
  readonly screen: number;
  /** Room for another future under each lane, and for the load. */
  readonly beside: boolean;
  readonly load: boolean;
}

export interface LaneChoice {
  /** Of the process that is looked at, as many as fit in about a quarter of the screen. */
  readonly lanes: (index: TraceIndex, wish: LaneWish) => LanePage;
  /** The next page of lanes, or the one before. */
  readonly turn: (by: number) => void;
}

/** So many watched pairs all have a lane, whoever is chosen; fewer where leaders have lanes of their own. */
const fewPairs = 6, fewBesideLeaders = 2;

export function laneChoice(): LaneChoice {
  let last: { readonly index: TraceIndex; readonly wish: LaneWish; page: LanePage } | null = null;
  return {
    turn(by) {
      if (last) last = { ...last, page: paged(last.index, last.wish, pages => pages.findIndex(page => page.first === last!.page.first) + by) };
    },
    lanes(index, wish) {
      if (last?.index === index && same(last.wish, wish)) return last.page;
      const before = last?.index === index && last.wish.chosen?.peer === wish.chosen?.peer && last.wish.chosen?.monitor === wish.chosen?.monitor ? last.page.first : -1;
      const page = paged(index, wish, pages => {
        const still = pages.findIndex(({ first }) => first === before);
        return still >= 0 ? still : Math.max(0, pages.findIndex(({ items }) => items.some(item => isPair(item) && equal(item, wish.chosen))));
      });
      last = { index, wish, page };
      return page;
    },
  };
}

const same = (one: LaneWish, other: LaneWish): boolean => (Object.keys(one) as (keyof LaneWish)[]).every(key => one[key] === other[key]);
const equal = (one: Pair, other: Pair | null): boolean => one.monitor === other?.monitor && one.peer === other.peer;

/** A resource, by its number, or a pair. */
type Item = number | Pair;
const isPair = (item: Item): item is Pair => typeof item !== 'number';
interface Page { readonly first: number; readonly items: readonly Item[] }

function paged(index: TraceIndex, wish: LaneWish, choose: (pages: readonly Page[]) => number): LanePage {
  const { resources } = index.leadership, pinned = resources.length === 1 ? resources : [];
  const all: readonly Item[] = [...(pinned.length > 0 ? [] : resources), ...candidates(index, wish.chosen)];
  const shownOf = (items: readonly Item[]): Required<LanesShown> => ({
    pairs: items.filter(isPair), resources: [...pinned, ...items.filter((item): item is number => !isPair(item))], beside: wish.beside, load: wish.load,
  });
  const { scale = 1 } = wish;
  const heightOf = (items: readonly Item[]): number => lanesLayout(index, shownOf(items), { width: wish.width, height: 0, scale }).height;
  const pages = pagesOf(all, Math.min(320, Math.max(170, wish.screen * 0.27)), scale > 1 ? 1 : 2, heightOf);
  const { first, items } = pages[Math.min(pages.length - 1, Math.max(0, choose(pages)))]!;
  return { ...shownOf(items), first, count: items.length, of: all.length, height: heightOf(items) };
}

/** As many on each page as fit, and never fewer than `least`. */
function pagesOf(all: readonly Item[], room: number, least: number, heightOf: (items: readonly Item[]) => number): Page[] {
  const pages: Page[] = [];
  for (let first = 0; first < all.length || pages.length === 0;) {
    let count = Math.min(least, all.length - first);
    while (first + count < all.length && heightOf(all.slice(first, first + count + 1)) <= room) count++;
    pages.push({ first, items: all.slice(first, first + count) });
    first += Math.max(1, count);
  }
  return pages;
}

function candidates({ scenario, leadership }: TraceIndex, chosen: Pair | null): readonly Pair[] {
  const all = scenario.watches.flatMap((peers, monitor) => peers.map(peer => ({ monitor, peer })));
  const few = leadership.segments.length > 0 ? fewBesideLeaders : fewPairs;
  return all.length <= few ? all : all.filter(pair => pair.peer === (chosen?.peer ?? 0));
}
