import { ScenarioError } from '../../sim/scenario.ts';
import { readValue, replaced, steps } from '../../sim/sweep/path.ts';
import { badInput, usage } from './failure.ts';

export { readValue, steps };

/** The scenario with each `path=value` written into it, in order. The document itself stays as it was. */
export function override(document: unknown, settings: readonly string[]): unknown {
  return settings.reduce<unknown>((changed, setting) => {
    const equals = setting.indexOf('=');
    const trail = equals > 0 ? steps(setting.slice(0, equals).trim()) : undefined;
    if (!trail) throw usage(`--set ${setting}: expected path=value, such as detector.interval=500ms or faults[0].at=10s`);
    try {
      return replaced(changed, trail, readValue(setting.slice(equals + 1)));
    } catch (error) {
      throw error instanceof ScenarioError ? badInput(`--set ${error.message}`) : error;
    }
  }, document);
}
