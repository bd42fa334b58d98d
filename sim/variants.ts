import { canonical } from './canonical.ts';
import type { ScenarioFile } from './scenario.ts';

type Options = Readonly<Record<string, unknown>>;

/** A file of several `detectors` as one file for each, all under the same weather; a file of one as itself. */
export function variants(file: ScenarioFile): readonly { readonly label: string; readonly file: ScenarioFile }[] {
  const labels = variantLabels(file as unknown as Options);
  const { detectors, ...rest } = file;
  if (!detectors) return [{ label: labels[0]!, file }];
  return detectors.map((detector, i) => ({ label: labels[i]!, file: { ...rest, detector } }));
}

/** What tells the detectors of a file apart: kind and estimator, then the options in which they differ. */
export function variantLabels(file: Options): readonly string[] {
  const list = Array.isArray(file.detectors) ? file.detectors as Options[] : [(file.detector ?? file.service ?? {}) as Options];
  const flat = list.map(item => flattened(item, ''));
  const differing = [...new Set(flat.flatMap(options => [...options.keys()]))]
    .filter(key => !key.endsWith('kind') && new Set(flat.map(options => options.get(key))).size > 1);
  const labels = flat.map(options => [
    [options.get('kind') ?? 'none', options.get('estimator.kind')].filter(Boolean).join(' '),
    ...differing.filter(key => options.has(key)).map(key => `${key.replace(/^estimator\./, '')} ${options.get(key)}`),
  ].join(', '));
  return labels.map((label, i) => labels.indexOf(label) === i ? label : `${label} (${i + 1})`);
}

function flattened(options: unknown, before: string): ReadonlyMap<string, string> {
  if (typeof options !== 'object' || options === null) return new Map();
  return new Map(Object.entries(options).flatMap(([key, value]): [string, string][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [...flattened(value, `${before}${key}.`)]
      : [[before + key, typeof value === 'string' ? value : canonical(value)]]));
}
