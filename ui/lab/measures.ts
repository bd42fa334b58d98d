/** What the run came to: fetched by the worker once its first run is shown, for it is half as large as everything before. */
import { measure } from '../../sim/qos.ts';
import type { Registry } from '../../sim/registry.ts';
import { judge } from '../../sim/report.ts';
import type { Run } from '../../sim/run.ts';
import { pool } from '../../sim/statistics.ts';
import { unwise } from '../../sim/unwise.ts';
import { version } from '../../sim/version.ts';
import type { Measured } from './protocol.ts';

export function measures(run: Run, { detectors }: Registry): Measured {
  const { scenario } = run;
  const report = pool([measure(run)], { scenario, version, warnings: unwise(scenario, detectors) });
  return { report, judgements: judge(report, scenario.expect) };
}
