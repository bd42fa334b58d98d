import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { addressOf, base64url, fromBase64url, longest, readAddress, type Presets } from '../../../ui/lab/address.ts';
import { initialState, usualSpan, type LabState, type Script } from '../../../ui/lab/state.ts';
import { canonical } from '../../../ui/lab/patch.ts';

const base: ScenarioFile = {
  flatline: 1, title: 'Ein Ausfall — 一次崩溃', seed: 'first', horizon: '60s', processes: 5,
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  faults: [{ id: 'a', at: '3s', kind: 'crash', how: 'kill', process: 3 }],
};
const presets: Presets = { base, other: { ...base, title: 'Other', seed: 'other' } };
const scriptOf = (file: ScenarioFile, preset = ''): Script => ({ preset, file, variant: 0 });
const stateOf = (script: Script, more: Partial<LabState> = {}): LabState => ({ ...initialState(script), ...more });

const word = fc.string({ unit: 'grapheme', maxLength: 12 });
const duration = fc.nat({ max: 600_000 }).map(value => `${value}ms`);
const fault = fc.record({ id: word, at: duration, for: duration, kind: fc.constantFrom('crash', 'pause'), process: fc.nat({ max: 24 }), note: word });
const scenario = fc.record({
  flatline: fc.constant(1 as const), title: word, story: fc.string({ unit: 'grapheme', maxLength: 200 }), seed: fc.oneof(word, fc.integer()), horizon: duration,
  processes: fc.integer({ min: 2, max: 100 }),
  detector: fc.record({ kind: word, interval: duration, estimator: fc.dictionary(word, fc.oneof(word, fc.integer(), fc.boolean())) }),
  network: fc.dictionary(word, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<Record<string, unknown>>,
  faults: fc.array(fault, { maxLength: 20 }),
});
const view = fc.record({
  cursor: fc.nat({ max: 3_600_000_000 }), span: fc.oneof(fc.constant(usualSpan), fc.integer({ min: 2_000, max: 3_600_000_000 })),
  pair: fc.option(fc.record({ monitor: fc.nat({ max: 99 }), peer: fc.nat({ max: 99 }) })),
  window: fc.option(fc.tuple(fc.nat({ max: 1e9 }), fc.integer({ min: 1, max: 1e9 })).map(([from, length]) => ({ from, to: from + length }))),
  variant: fc.nat({ max: 5 }), preset: fc.constantFrom('', 'base', 'gone', '__proto__', 'constructor'),
});

describe('state → link → state', () => {
  test('holds every scenario and every moment, exactly', () => {
    fc.assert(fc.property(scenario, view, (file, { variant, preset, ...moment }) => {
      const script = { preset, file, variant };
      const link = addressOf({ script, ...moment }, presets, '0123456789abcdef');
      const { address, damage } = readAddress(link, presets);
      expect(damage).toEqual([]);
      expect(canonical(address.script)).toBe(canonical(script));
      expect(address).toMatchObject({ cursor: moment.cursor, digest: '01234567' });
      expect(address.pair ?? null).toEqual(moment.pair);
      expect(address.window ?? null).toEqual(moment.window);
      if (!moment.window) expect(address.span ?? usualSpan).toBe(moment.span);
      const again = addressOf({ ...moment, script: address.script! }, presets, address.digest!);
      expect(again).toBe(link);
    }), { numRuns: 200, seed: 1 });
  });

  test('the order in which a scenario is written does not show', () => {
    const { flatline, ...rest } = base;
    expect(addressOf(stateOf(scriptOf({ ...rest, flatline })), {})).toBe(addressOf(stateOf(scriptOf(base)), {}));
  });

  test('a preset is a name, and what differs from it', () => {
    const plain = addressOf(stateOf(scriptOf(base, 'base')), presets);
    const edited = { ...base, seed: 'another', faults: [...base.faults!, { id: 'hand1', at: '5s', kind: 'pause', for: '4s', process: 1 }] };
    const link = addressOf(stateOf(scriptOf(edited, 'base')), presets);
    expect(plain.length).toBeLessThan(60);
    expect(link.length).toBeLessThan(300);
    expect(readAddress(link, presets).address.script).toEqual(scriptOf(edited, 'base'));
  });

  test('a line added to the script of a preset costs little; one taken from it is still exact', () => {
    const more = { ...base, faults: [...base.faults!, { id: 'hand1', at: '5s', kind: 'pause', for: '4s', process: 1 }] };
    const length = (file: ScenarioFile): number => addressOf(stateOf(scriptOf(file, 'base')), presets).length;
    expect(length(more) - length(base)).toBeLessThan(100);
    for (const file of [more, { ...base, faults: [] }, { ...base, faults: more.faults.slice(1) }, { ...more, seed: 'x' }]) {
      expect(readAddress(addressOf(stateOf(scriptOf(file, 'base')), presets), presets).address.script!.file).toEqual(file);
    }
  });

  test('what a preset has and the scenario has not stays left out', () => {
    const { faults: _faults, seed: _seed, ...less } = base;
    const link = addressOf(stateOf(scriptOf(less as ScenarioFile, 'base')), presets);
    expect(readAddress(link, presets).address.script!.file).toEqual(less);
  });

  test('a scenario of 25 processes and 20 faults fits in a thousand characters', () => {
    const faults = Array.from({ length: 20 }, (_, i) => ({ id: `hand${i}`, at: `${i * 2_500 + 137}ms`, for: `${(i % 4) + 1}s`, kind: i % 3 ? 'pause' : 'crash', process: (i * 7) % 25 }));
    expect(addressOf(stateOf(scriptOf({ ...base, processes: 25, faults })), presets).length).toBeLessThan(1_000);
  });

  test('a preset can be named in plain words', () => {
    expect(readAddress('#/lab?preset=other', presets).address.script).toEqual(scriptOf(presets['other']!, 'other'));
  });

  test('no link at all says nothing', () => {
    for (const hash of ['', '#', '#/lab', '#/lab?']) expect(readAddress(hash, presets)).toEqual({ address: {}, damage: [] });
  });
});

describe('a damaged link', () => {
  const good = addressOf(stateOf(scriptOf(base), { cursor: 45_231_250 }), {});
  const s = /s=([^&]*)/.exec(good)![1]!;
  const fieldsOf = (hash: string): string[] => readAddress(hash, presets).damage.map(one => one.field);

  test.each([
    ['s', `s=${s.slice(0, 20)}`, 'does not unpack'],
    ['s', `s=${s.slice(0, 30)}!${s.slice(31)}`, 'character that is no base64url: "!" at 31'],
    ['s', 's=', 'does not unpack'],
    ['s', `s=${'A'.repeat(longest + 1)}`, 'at most 200000'],
    ['preset', 'preset=nowhere', 'names the scenario "nowhere"'],
    ['preset', 'preset=__proto__', 'names the scenario "__proto__"'],
    ['t', `s=${s}&t=soon`, '"soon" is no time'],
    ['t', `s=${s}&t=-5`, 'no time'],
    ['t', `s=${s}&t=1e300`, 'no time'],
    ['t', `s=${s}&t=99999999999999999`, 'too large'],
    ['sel', `s=${s}&sel=one`, 'no pair'],
    ['sel', `s=${s}&sel=1-2-3`, 'no pair'],
    ['w', `s=${s}&w=10-5`, 'ends before it begins'],
    ['w', `s=${s}&w=1-2-3`, 'no pair of times'],
    ['v', `s=${s}&v=-1`, 'no number'],
    ['d', `s=${s}&d=xyz`, 'no digest'],
  ])('names the field %s in %.60s', (field, query, problem) => {
    const { damage } = readAddress(`#/lab?${query}`, presets);
    expect(damage).toHaveLength(1);
    expect(damage[0]!.field).toBe(field);
    expect(damage[0]!.problem).toContain(problem);
  });

  test('keeps what can be read', () => {
    const { address, damage } = readAddress(`#/lab?s=${s}&t=45231.25&sel=x&d=9f31c2a0`, presets);
    expect(damage.map(one => one.field)).toEqual(['sel']);
    expect(address).toEqual({ script: scriptOf(base), cursor: 45_231_250, digest: '9f31c2a0' });
  });

  test('one wrong letter anywhere in the scenario is found or harmless, and never hangs or throws', () => {
    fc.assert(fc.property(fc.nat({ max: s.length - 1 }), fc.constantFrom(...'AZaz09-_*%'), (at, letter) => {
      const { address, damage } = readAddress(`#/lab?s=${s.slice(0, at)}${letter}${s.slice(at + 1)}&t=1`, presets);
      expect(damage.map(one => one.field).filter(field => field !== 's')).toEqual([]);
      expect(address.cursor).toBe(1_000);
      expect(damage.length === 1 || typeof address.script?.file === 'object').toBe(true);
    }), { numRuns: 300, seed: 2 });
  });

  test('any text at all is read without an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), text => { fieldsOf(`#/lab?${text}`); fieldsOf(text); }), { numRuns: 300, seed: 3 });
  });

  test('a small link that unpacks to a huge text is refused', async () => {
    const { deflateSync } = await import('fflate');
    const bomb = base64url(deflateSync(new Uint8Array(5_000_000), { level: 9 }));
    expect(bomb.length).toBeLessThan(longest);
    expect(readAddress(`#/lab?s=${bomb}`, presets).damage).toEqual([{ field: 's', problem: 'unpacks to more than 4000000 bytes' }]);
  });

  test.each(['[]', '3', 'null', '"text"'])('%s is no scenario', async text => {
    const { deflateSync, strToU8 } = await import('fflate');
    const { damage } = readAddress(`#/lab?s=${base64url(deflateSync(strToU8(text)))}`, presets);
    expect(damage).toEqual([{ field: 's', problem: 'holds no scenario' }]);
  });
});

describe('base64url', () => {
  test('is undone exactly, and has no character that an address must escape', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      const text = base64url(bytes);
      expect(text).toMatch(/^[\w-]*$/);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64url(text)).toEqual(bytes);
    }), { numRuns: 200, seed: 4 });
  });
});
