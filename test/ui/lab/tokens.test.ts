import { describe, expect, test } from 'vitest';
import { ciede2000, contrast, difference, visions, type Rgb } from '../../support/colour.ts';
import { dark, light, rampStops, sizes, textures, type Theme } from '../../../ui/lab/tokens.ts';

/** Floors are stated to a tenth: what rounds to them keeps them. */
const tenth = 0.05;

const beliefs = ({ trusted, suspected, failed }: Theme): string[] => [trusted, suspected, failed];
const verdicts = ({ falsePositive, undetected, truePositive }: Theme): string[] => [falsePositive, undetected, truePositive];

describe('the colour maths', () => {
  // Sharma, Wu and Dalal (2005), table 1
  test.each<[Rgb, Rgb, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425], [[50, -1, 2], [50, 0, 0], 2.3669], [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 2.5, 0], [73, 25, -18], 27.1492], [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373], [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ])('CIEDE2000 of %j and %j is %f', (one, other, expected) => {
    expect(ciede2000(one, other)).toBeCloseTo(expected, 4);
    expect(ciede2000(other, one)).toBeCloseTo(expected, 4);
  });

  test('contrast is 21 between black and white, and 1 with itself', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 9);
    expect(contrast('#B7832E', '#B7832E')).toBe(1);
  });

  test('a green, amber and red that many use would not pass: in grey they are one', () => {
    const usual = ['#22C55E', '#F59E0B', '#EF4444'];
    expect(smallest(usual, 'greyscale')).toBeLessThan(5);
  });
});

function smallest(colours: readonly string[], vision: (typeof visions)[number]): number {
  let least = Infinity;
  colours.forEach((one, i) => colours.slice(i + 1).forEach(other => { least = Math.min(least, difference(one, other, vision)); }));
  return least;
}

/** In the order of `visions`: normal, protanopia, deuteranopia, tritanopia, greyscale. */
const apart: readonly [string, Theme, readonly string[], readonly number[]][] = [
  ['beliefs', light, beliefs(light), [40.7, 29.7, 35.2, 33.5, 17.0]],
  ['beliefs', dark, beliefs(dark), [39.2, 29.7, 30.1, 38.5, 16.8]],
  ['verdicts', light, verdicts(light), [47.5, 32.3, 32.8, 35.6, 16.5]],
  ['verdicts', dark, verdicts(dark), [49.0, 28.3, 29.0, 36.2, 15.2]],
  ['epochs', light, light.epochs, [18.8, 18.8, 18.8, 18.8, 10.1]],
  ['epochs', dark, dark.epochs, [18.8, 18.8, 18.8, 18.8, 10.05]],
];

describe.each(visions.map((vision, i) => [vision, i] as const))('to an eye of %s', (vision, i) => {
  test.each(apart)('%s stay apart', (_, theme, colours, floors) => {
    expect(smallest(colours, vision), theme.name).toBeGreaterThanOrEqual(floors[i]! - tenth);
  });

  test.each([[light, 9.0, 6.8], [dark, 10.9, 10.0]] as const)('neighbours on the ramp stay apart', (theme, hue, grey) => {
    for (const [k, colour] of theme.ramp.slice(1).entries()) {
      expect(difference(theme.ramp[k]!, colour, vision), `${theme.name} ${colour}`).toBeGreaterThanOrEqual((vision === 'greyscale' ? grey : hue) - tenth);
    }
  });
});

/** On the page and on a panel. */
const floors: readonly [keyof Theme, number, number][] = [
  ['text', 15.6, 13.7], ['muted', 7.8, 7.2], ['axis', 5.8, 5.4], ['link', 7.6, 7.0], ['border', 3.7, 3.4], ['focus', 6.4, 5.9],
  ['trusted', 6.1, 5.6], ['suspected', 3.3, 3.1], ['failed', 3.9, 3.4], ['falsePositive', 3.06, 3.06], ['undetected', 3.06, 3.06],
  ['truePositive', 3.06, 3.06], ['unheard', 3, 3], ['message', 3, 3], ['loss', 3, 3], ['crashed', 3, 3],
];

describe.each([light, dark])('$name contrast', theme => {
  test.each(floors)('%s', (token, onPage, onPanel) => {
    expect(contrast(theme[token] as string, theme.page)).toBeGreaterThanOrEqual(onPage - tenth);
    expect(contrast(theme[token] as string, theme.panel)).toBeGreaterThanOrEqual(onPanel - tenth);
  });

  test('text and its reverse are readable (WCAG 1.4.3): on the page, on a crashed body, on the cursor', () => {
    for (const [ink, ground] of [[theme.text, theme.page], [theme.muted, theme.panel], [theme.page, theme.crashed], [theme.page, theme.focus], [theme.text, theme.running]]) {
      expect(contrast(ink!, ground!)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('epochs are seen on the page', () => {
    for (const epoch of theme.epochs) expect(contrast(epoch, theme.page)).toBeGreaterThanOrEqual(3);
  });
});

describe('what says the same without colour', () => {
  test('size grows with the gravity of a belief, by two pixels and a fifth of a cell at least', () => {
    const { ring, cell } = sizes;
    for (const [calm, grave] of [[ring.unheard, ring.trusted], [ring.trusted, ring.suspected], [ring.suspected, ring.failed]] as const) expect(grave - calm).toBeGreaterThanOrEqual(2);
    for (const [calm, grave] of [[cell.trusted, cell.suspected], [cell.suspected, cell.failed]] as const) expect(grave - calm).toBeGreaterThanOrEqual(0.2);
    expect(ring.trusted).toBeGreaterThanOrEqual(5);
  });

  test('every verdict has its own texture', () => {
    const { falsePositive, undetected, truePositive, excused } = textures;
    expect(new Set([falsePositive, undetected, truePositive, excused]).size).toBe(4);
  });

  test('the ramp has a colour for each stop, and the decision is one of them', () => {
    for (const theme of [light, dark]) expect(theme.ramp).toHaveLength(rampStops.length);
    expect(rampStops).toContain(1);
  });
});
