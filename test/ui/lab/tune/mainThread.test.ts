/** What the page itself loads for the map knows no engine: whatever takes long can only be done by a worker. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** All files that this one draws in, for their values and not for their types alone. */
function closure(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, names, path] of text.matchAll(/^(?:import|export) ((?!type )[^;]*? from )?'(\.[^']+\.ts)';/gm)) {
    const onlyTypes = names !== undefined && /^\{(?:\s*type \w+(?: as \w+)?,?)+\s*\} from $/.test(names);
    if (!onlyTypes) closure(join(dirname(file), path!), seen);
  }
  return seen;
}

test('neither the engine, nor a walk, nor the reading of scenarios', () => {
  const files = [...closure('ui/lab/tune/tune.ts')];
  expect(files).toContain(join('ui/lab/tune/model/rounds.ts'));
  expect(files).toContain(join('sim/solve/reason.ts'));
  const heavy = files.filter(file => /^sim\/(engine|core|run|resolve|qos|statistics|builtIn|walk\/.*|sweep\/plan)\.ts$|^ui\/lab\/tune\/work\//.test(file.replaceAll('\\', '/')));
  expect(heavy).toEqual([]);
});
