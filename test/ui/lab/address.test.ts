import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { addressOf, readAddress, type Presets } from '../../../ui/lab/address.ts';
import { base64url, fromBase64url, longest, packedJson } from '../../../ui/lab/packing.ts';
import { longestName, mostBranches } from '../../../ui/lab/branches.ts';
import { initialState, usualSpan, type Branch, type Future, type LabState, type Script } from '../../../ui/lab/state.ts';
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
  message: fc.option(fc.record({ from: fc.nat({ max: 99 }), to: fc.nat({ max: 99 }), sent: fc.nat({ max: 3_600_000_000 }), kind: fc.constantFrom('push.beat', 'lifeguard.pingReq', 'transport.ack'), copy: fc.nat({ max: 3 }) })),
  variant: fc.nat({ max: 5 }), preset: fc.constantFrom('', 'base', 'gone', '__proto__', 'constructor'),
});

describe('state → link → state', () => {
  test('holds every scenario and every moment, exactly', () => {
    fc.assert(fc.property(scenario, view, (file, { variant, preset, ...moment }) => {
      const script = { preset, file, variant };
      const made = { engine: '0.1.0', marks: '01'.repeat(variant) };
      const link = addressOf({ script, ...moment }, presets, '0123456789abcdef', made);
      const { address, damage } = readAddress(link, presets);
      expect(damage).toEqual([]);
      expect(canonical(address.script)).toBe(canonical(script));
      expect(address).toMatchObject({ cursor: moment.cursor, digest: '01234567', made });
      expect(address.pair ?? null).toEqual(moment.pair);
      expect(address.message ?? null).toEqual(moment.message);
      expect(address.window ?? null).toEqual(moment.window);
      if (!moment.window) expect(address.span ?? usualSpan).toBe(moment.span);
      const again = addressOf({ ...moment, script: address.script! }, presets, address.digest!, address.made);
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
    const state = stateOf(scriptOf({ ...base, processes: 25, faults }), { cursor: 45_231_250, pair: { monitor: 1, peer: 3 }, window: { from: 40_000_000, to: 60_000_000 } });
    expect(addressOf(state, presets, '0123456789abcdef', { engine: '10.20.30', marks: '9f'.repeat(16) }).length).toBeLessThan(1_000);
  });

  test('a preset can be named in plain words', () => {
    expect(readAddress('#/lab?preset=other', presets).address.script).toEqual(scriptOf(presets['other']!, 'other'));
  });

  test('no link at all says nothing', () => {
    for (const hash of ['', '#', '#/lab', '#/lab?']) expect(readAddress(hash, presets)).toEqual({ address: {}, damage: [] });
  });
});

describe('branches in a link', () => {
  const edited = (file: ScenarioFile, more: FaultLine[], seed: ScenarioFile['seed']): ScenarioFile => ({ ...file, ...(seed !== undefined && { seed }), faults: [...(file.faults ?? []), ...more] });
  /** What a hand makes of a scenario, what a stranger could write, and another scenario altogether. */
  const future = fc.record({
    file: fc.oneof(
      fc.tuple(fc.array(fault, { maxLength: 3 }), fc.option(word, { nil: undefined })).map(([more, seed]) => (open: ScenarioFile) => edited(open, more, seed)),
      fc.nat({ max: 5 }).map(keep => (open: ScenarioFile) => ({ ...open, faults: (open.faults ?? []).slice(keep).toReversed() })),
      fc.constant((open: ScenarioFile) => { const { faults: _faults, ...rest } = open; return rest; }),
      fc.constant((open: ScenarioFile) => open),
      fc.constant((open: ScenarioFile) => ({ ...open, network: null, faults: [3, null] }) as unknown as ScenarioFile),
      scenario.map(other => () => other as ScenarioFile)),
    preset: fc.option(fc.constantFrom('', 'base', 'gone'), { nil: undefined }), variant: fc.nat({ max: 2 }),
  });
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const forks = fc.record({
    names: fc.uniqueArray(name, { minLength: 2, maxLength: mostBranches }), futures: fc.array(future, { minLength: mostBranches, maxLength: mostBranches }),
    open: fc.nat({ max: mostBranches }), beside: fc.nat({ max: mostBranches }),
  });
  const branched = (file: ScenarioFile, preset: string, { names, futures, open }: { names: string[]; futures: { file: (open: ScenarioFile) => ScenarioFile; preset: string | undefined; variant: number }[]; open: number }): Script => {
    const branches = names.map((one, i): Branch => ({
      name: one, future: i === open % names.length ? null : { preset: futures[i]!.preset ?? preset, file: futures[i]!.file(file), variant: futures[i]!.variant },
    }));
    return { preset, file, variant: 0, branches };
  };

  test('encode, open, encode: byte for byte, whatever the names, the notes and the forks', () => {
    fc.assert(fc.property(scenario, view, forks, (file, { variant: _variant, preset, ...moment }, drawn) => {
      const script = branched(file as ScenarioFile, preset, drawn);
      const other = script.branches![drawn.beside % script.branches!.length]!;
      const beside = other.future ? other.name : null;
      const link = addressOf({ script, beside, ...moment }, presets, '0123456789abcdef');
      const { address, damage } = readAddress(link, presets);
      expect(damage).toEqual([]);
      expect(canonical(address.script)).toBe(canonical(script));
      expect(address.beside ?? null).toBe(beside);
      expect(addressOf({ ...moment, script: address.script!, beside: address.beside ?? null }, presets, address.digest!)).toBe(link);
    }), { numRuns: 200, seed: 6 });
  });

  const line: FaultLine = { id: 'hand1', at: '5s', kind: 'pause', for: '4s', process: 1 };
  const kept: Future = { preset: 'base', file: base, variant: 0 };
  const open: Script = { preset: 'base', file: edited(base, [line], undefined), variant: 0, branches: [{ name: 'original', future: kept }, { name: 'pause n1', future: null }] };
  const lengthOf = (script: Script): number => addressOf(stateOf(script), presets).length;

  test('a branch that differs by a line costs little, and a link without branches nothing', () => {
    const { branches: _branches, ...alone } = open;
    expect(addressOf(stateOf(alone), presets)).not.toContain('b=');
    expect(lengthOf(open) - lengthOf(alone)).toBeLessThan(80);
  });

  test.each([
    ['b', packedJson({}), 'holds no branches'],
    ['b', packedJson(['alone']), 'holds 1 branches; there are 2 to 8'],
    ['b', packedJson(Array.from({ length: 9 }, (_, i) => (i ? { name: String(i) } : 'open'))), 'holds 9 branches'],
    ['b', packedJson(['one', 'two']), 'does not say which branch is the open one'],
    ['b', packedJson([{ name: 'one' }, { name: 'two' }]), 'does not say which branch is the open one'],
    ['b', packedJson(['one', { name: 'one' }]), 'calls two branches "one"'],
    ['b', packedJson(['one', { name: 'x'.repeat(longestName + 1) }]), 'names branch 2 with 61 characters'],
    ['b', packedJson(['one', {}]), 'holds a branch without a name'],
    ['b', packedJson(['one', 3]), 'holds a branch without a name'],
    ['b', packedJson(['one', { name: 'two', lines: [7] }]), 'asks for line 7 of the open branch in branch "two"'],
    ['b', packedJson(['one', { name: 'two', with: null }]), 'holds no scenario for branch "two"'],
    ['b', packedJson(['one', { name: 'two', variant: -1 }]), 'does not say what branch "two" shows'],
    ['b', packedJson(['one', { name: 'two' }]).slice(0, 9), 'does not unpack'],
    ['b', 'A'.repeat(longest + 1), 'at most 200000'],
    ['c', `${packedJson(['one', { name: 'two' }])}&c=0`, '"0" is no number of a branch beside the open one'],
  ])('names what is wrong with %s in %.40s, and opens the rest', (field, text, problem) => {
    const { address, damage } = readAddress(`#/lab?preset=base&b=${text}&t=1`, presets);
    expect(damage.map(one => one.field)).toEqual([field]);
    expect(damage[0]!.problem).toContain(problem);
    expect(address).toMatchObject({ cursor: 1_000, script: { preset: 'base', file: base } });
  });

  test('one wrong letter anywhere is found or harmless', () => {
    const b = /b=([^&]*)/.exec(addressOf(stateOf(open), presets))![1]!;
    fc.assert(fc.property(fc.nat({ max: b.length - 1 }), fc.constantFrom(...'AZaz09-_*%'), (at, letter) => {
      const { address, damage } = readAddress(`#/lab?preset=base&b=${b.slice(0, at)}${letter}${b.slice(at + 1)}`, presets);
      expect(damage.every(one => one.field === 'b') && damage.length <= 1).toBe(true);
      expect(address.script?.file).toEqual(base);
    }), { numRuns: 200, seed: 7 });
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
    ['msg', `s=${s}&msg=1-2-push.beat`, 'names no message'],
    ['msg', `s=${s}&msg=1-2-1.2.3-push.beat`, 'is no time in milliseconds'],
    ['w', `s=${s}&w=10-5`, 'ends before it begins'],
    ['w', `s=${s}&w=1-2-3`, 'no pair of times'],
    ['v', `s=${s}&v=-1`, 'no number'],
    ['d', `s=${s}&d=xyz`, 'no digest'],
    ['m', `s=${s}&m=0.1.0~abc`, 'no version of Flatline'],
    ['m', `s=${s}&m=new~ab`, 'no version of Flatline'],
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
