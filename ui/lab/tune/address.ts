/** The view ↔ URL: `#/tune?s=…&calm=1&x=…&y=…&td=…&mr=…&ld=…&show=…&at=…`. `s` and `v` are the Lab's. */
import { steps, replaced } from '../../../sim/sweep/path.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { parseDuration } from '../../../src/parameters.ts';
import { addressOf as labAddressOf, readAddress, type Presets } from '../address.ts';
import { usualSpan, type Script } from '../state.ts';
import { spelt } from './model/axis.ts';
import type { Plan } from './model/cells.ts';
import { shades, type Shade } from './model/shade.ts';
import type { Wish } from './state.ts';
import type { Moment } from './work/moment.ts';

/** At the beginning of a scenario, in the Lab. */
const looked = { cursor: 0, pair: null, window: null, span: usualSpan } as const;

export function tuneAddressOf({ script, calm, x, y, goals, shade, at }: Wish, plan: Plan | null, presets: Presets): string {
  const scenario = labAddressOf({ ...looked, script }, presets).replace(/^.*\?/, '').split('&').filter(part => /^(s|v|b)=/.test(part));
  const said: readonly (readonly [string, string | undefined])[] = [
    ['calm', calm ? '1' : undefined], ['x', x], ['y', y], ['td', goals?.detection], ['mr', goals?.mistakes], ['ld', goals?.load],
    ['show', shade === 'goal' ? undefined : shade],
    ['at', at && plan ? `${spelt(plan.x.kind, at[0])},${spelt(plan.y.kind, at[1])}` : undefined],
  ];
  return `#/tune?${[...scenario, ...said.flatMap(([name, text]) => (text === undefined ? [] : [`${name}=${encodeURIComponent(text)}`]))].join('&')}`;
}

/** What can be read; the rest is as it usually is, and said. */
export function readTune(hash: string, presets: Presets, first: Script): { readonly wish: Wish; readonly problems: readonly string[] } {
  const { address, damage } = readAddress(hash, presets);
  const problems = damage.filter(({ field }) => ['s', 'preset', 'v'].includes(field)).map(({ field, problem }) => `“${field}” ${problem}`);
  const field = (name: string): string | undefined => {
    const text = new RegExp(`[?&]${name}=([^&]*)`).exec(hash)?.[1];
    try {
      return text === undefined ? undefined : decodeURIComponent(text);
    } catch {
      problems.push(`“${name}” is spelt as no link spells it`);
      return undefined;
    }
  };
  const show = field('show');
  if (show !== undefined && !shades.includes(show as Shade)) problems.push(`“show” knows ${shades.join(', ')}, and not “${show}”`);
  const goals = { detection: field('td'), mistakes: field('mr'), load: field('ld') };
  const given = Object.values(goals).some(text => text !== undefined);
  return {
    problems,
    wish: {
      // whoever comes without a scenario gets the plainest: weather, and one crash at a random instant
      script: address.script ?? first, calm: field('calm') === '1' || (address.script === undefined && problems.length === 0), x: field('x'), y: field('y'), at: readCross(field('at')),
      goals: given ? { detection: goals.detection ?? '', mistakes: goals.mistakes ?? '', load: goals.load ?? '' } : undefined,
      shade: shades.find(each => each === show) ?? 'goal',
    },
  };
}

/** "500ms,2s", "1s,8". */
function readCross(text: string | undefined): readonly [number, number] | undefined {
  const values = text?.split(',').map(part => parseDuration(part) ?? (/^\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  return values?.length === 2 && values.every(Number.isFinite) ? values as [number, number] : undefined;
}

/** The reader's own scenario with these two numbers written into it. */
export function withSetting({ file, variant, preset, branches }: Script, { file: planned, x, y }: Plan, a: number, b: number): Script {
  const several = file.detectors !== undefined;
  const place = (path: string): ReturnType<typeof steps> => (several && path.startsWith('detector.') ? ['detectors', variant, ...steps(path)!.slice(1)] : steps(path));
  const named = planned.detector?.['estimator'] as { readonly kind?: unknown } | undefined;
  const own = (several ? file.detectors![variant] : file.detector)?.['estimator'];
  const whole = named && own === undefined ? replaced(file, [...(several ? ['detectors', variant] : ['detector']), 'estimator'], { kind: named.kind }) : file;
  const value = (axis: Plan['x'], number: number): unknown => (axis.kind === 'duration' ? spelt('duration', number) : number);
  const written = replaced(replaced(whole, place(x.path)!, value(x, a)), place(y.path)!, value(y, b)) as ScenarioFile;
  return { ...(branches && { branches }), preset, file: written, variant };
}

/** The worst run, at the moment that makes it so. */
export function inLabAt({ file, at, pair }: Moment, { preset }: Script, presets: Presets): string {
  return labAddressOf({ ...looked, cursor: at ?? 0, pair, script: { preset, file, variant: 0 } }, presets);
}

export const inLab = (script: Script, presets: Presets): string => labAddressOf({ ...looked, script }, presets);
