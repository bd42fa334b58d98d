import { describe, expect, test } from 'vitest';
import { NEVER, sec } from '../../../../src/time.ts';
import { index, type TraceIndex } from '../../../../ui/lab/model.ts';
import { laneChoice, type LaneChoice, type LanePage, type LaneWish } from '../../../../ui/lab/views/laneChoice.ts';
import { Story } from '../../../support/labStory.ts';

/** So many resources, each led by somebody of six. */
function led(resources: number): TraceIndex {
  const story = new Story(6, 10 * sec).start();
  for (let resource = 0; resource < resources; resource++) story.note(sec, resource % 6, { kind: 'acts', resource, epoch: 1, until: NEVER });
  return index(story.trace(), story.scenario());
}
const wish: LaneWish = { chosen: { monitor: 1, peer: 3 }, width: 818, screen: 720, beside: false, load: false };

function pagesOf(choice: LaneChoice, run: TraceIndex): LanePage[] {
  choice.lanes(run, wish);
  choice.turn(-100);
  const pages = [choice.lanes(run, wish)];
  for (;;) {
    choice.turn(1);
    const page = choice.lanes(run, wish);
    if (page.first === pages.at(-1)!.first) return pages;
    pages.push(page);
  }
}

describe('which lanes are seen', () => {
  test.each([0, 1, 2, 4, 30])('of %i resources each, and every watcher of the chosen, is on some page', resources => {
    const run = led(resources), pages = pagesOf(laneChoice(), run);
    expect([...new Set(pages.flatMap(page => page.resources))].sort((a, b) => a - b)).toEqual(Array.from({ length: resources }, (_, i) => i));
    expect(pages.flatMap(page => page.pairs).map(({ monitor }) => monitor)).toEqual([0, 1, 2, 4, 5]);
    for (const page of pages) expect(page.count).toBeGreaterThan(0);
  });

  test('the only resource stays in sight on every page', () => {
    for (const page of pagesOf(laneChoice(), led(1))) expect(page.resources).toEqual([0]);
  });

  test('it begins with the page of the chosen pair, and is the same object while nothing changes', () => {
    const choice = laneChoice(), run = led(4), page = choice.lanes(run, wish);
    expect(page.pairs).toContainEqual(wish.chosen);
    expect(choice.lanes(run, { ...wish })).toBe(page);
    expect(choice.lanes(run, { ...wish, load: true })).not.toBe(page);
  });

  test('a page is no higher than its share of the screen, as long as two lanes fit', () => {
    const tall = laneChoice().lanes(led(0), { ...wish, screen: 900 });
    expect(tall.height).toBeLessThanOrEqual(0.27 * 900);
    expect(tall.count).toBe(5);
  });

  test('for a room all is larger, and one lane is enough', () => {
    const room = laneChoice().lanes(led(1), { ...wish, scale: 1.65 }), usual = laneChoice().lanes(led(1), wish);
    expect(room.count).toBeLessThan(usual.count);
    expect(room.count).toBeGreaterThanOrEqual(1);
    expect(room.height).toBeLessThanOrEqual(0.33 * 720);
  });
});
