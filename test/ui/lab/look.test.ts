import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, readAddress } from '../../../ui/lab/address.ts';
import { matrixOrders, matrixShades, matrixTables, stageViews, usualLook } from '../../../ui/lab/look.ts';
import { initialState } from '../../../ui/lab/state.ts';
import { update } from '../../../ui/lab/update.ts';

const first = initialState({ preset: 'base', file: { flatline: 1, seed: 's', horizon: '1s' }, variant: 0 });
const presets = { base: first.script.file };

test('every look of the stage is in the link, and comes back from it', () => {
  fc.assert(fc.property(fc.constantFrom(...stageViews), fc.constantFrom(...matrixTables), fc.constantFrom(...matrixShades), fc.constantFrom(...matrixOrders), (view, table, shade, order) => {
    const look = { view, table, shade, order };
    const link = addressOf({ ...first, look }, presets);
    const { address, damage } = readAddress(link, presets);
    expect(damage).toEqual([]);
    expect(address.look ?? usualLook).toEqual(look);
  }), { numRuns: 60, seed: 1 });
});

test('as usual it costs the link nothing, and a link without it goes back to the usual', () => {
  expect(addressOf(first, presets)).not.toMatch(/view|matrix/);
  const seen = update(first, { type: 'look', look: { view: 'spacetime' } });
  expect(addressOf(seen, presets)).toContain('&view=spacetime');
  expect(update(seen, { type: 'visit', address: {} }).look).toEqual(usualLook);
});

test.each([['view=telescope', 'view'], ['matrix=opinions+colour', 'matrix']])('a link with %s names the field', (field, named) => {
  expect(readAddress(`#/lab?preset=base&${field}`, presets).damage).toMatchObject([{ field: named }]);
});
