import { measure, type Measured } from '../../sim/qos.ts';
import { version } from '../../sim/version.ts';
import type { Registry } from '../../sim/registry.ts';
import type { Report } from '../../sim/report.ts';
import { replicate } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { pool } from '../../sim/statistics.ts';
import { warnings } from '../../sim/warnings.ts';
import type { Plan } from './plan.ts';
import type { Work } from './verb.ts';

/** One scenario, run and measured. */
export interface Outcome {
  readonly label: string;
  readonly scenario: Scenario;
  readonly measured: readonly Measured[];
  readonly report: Report;
}

function one(label: string, scenario: Scenario, runs: number, registry: Registry, onProgress: (share: number) => void): Outcome {
  const measured: Measured[] = [];
  for (const run of replicate(scenario, runs, { registry, onProgress: share => onProgress((measured.length + share) / runs) })) {
    measured.push(measure(run));
  }
  return { label, scenario, measured, report: pool(measured, { scenario, version, detector: label, warnings: warnings(scenario) }) };
}

/** Runs everything planned, `runs` times each, and measures it. The trace of a run is let go before the next one. */
export function outcomes({ entries, registry }: Plan, runs: number, { progressed }: Work): Outcome[] {
  return entries.map(({ label, scenario }, i) => one(label, scenario, runs, registry, share => progressed((i + share) / entries.length)));
}

/** What is unwise in any of them, once each; where only some say it, who. */
export function allWarnings(of: readonly Outcome[]): string[] {
  const texts = [...new Set(of.flatMap(({ report }) => report.warnings))];
  return texts.map(text => {
    const by = of.filter(({ report }) => report.warnings.includes(text));
    return `flatline: warning: ${by.length === of.length ? '' : `${by.map(({ label }) => label).join(', ')}: `}${text}`;
  });
}
