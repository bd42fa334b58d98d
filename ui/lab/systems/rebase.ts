import type { ScenarioFile } from '../../../sim/scenario.ts';
import { applied, difference, same } from '../patch.ts';

/** What may be changed by hand without a word about the system itself. */
const free = new Set(['faults', 'seed', 'horizon', 'title', 'story', 'notes', 'expect']);

/** Whether the options still say what the system is: only the script, the seed and the like were changed by hand. */
export function isIntact(base: ScenarioFile, file: ScenarioFile): boolean {
  const patch = difference(base, file);
  return patch !== undefined && Object.keys(patch).every(field => free.has(field));
}

/** What was changed by hand on `before`, on `next`: the system's own fault comes when the new options say, and lines added to it stay. */
export function rebased(before: ScenarioFile, file: ScenarioFile, next: ScenarioFile): ScenarioFile {
  const own = before.faults?.length ?? 0;
  const added = (file.faults ?? []).slice(own);
  const kept = same((file.faults ?? []).slice(0, own), before.faults ?? []);
  const patch = difference({ ...before, faults: [] }, { ...file, faults: [] }) ?? {};
  return { ...applied(next, patch) as ScenarioFile, ...(kept ? { faults: [...next.faults ?? [], ...added] } : { faults: file.faults ?? [] }) };
}
