import type { FaultName } from '../../../scenarios/systems/system.ts';
import { sec } from '../../../src/time.ts';
import type { Measured } from './measured.ts';

interface HaproxyConfig {
  readonly inter_ms: number;
  readonly rise: number;
  readonly fall: number;
  readonly check: string;
  readonly 'fastinter/downinter': string;
  readonly timeout_check: string;
  readonly loss_pct: number;
  readonly servers: number;
}

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', blackhole: 'blackhole' };

/** Of "fastinter 200 ms, downinter 1 s" and its like; '0' where the words name none. */
const milliseconds = (text: string, name: string): string => {
  const [, value, unit] = new RegExp(`${name}\\D{0,3}(\\d+(?:\\.\\d+)?) ?(ms|s)?`).exec(text) ?? [];
  return value === undefined ? '0' : `${Number(value) * (unit === 's' ? 1_000 : 1)}`;
};

export const haproxy: Measured<HaproxyConfig> = {
  system: 'haproxy',
  question(config, name) {
    const returns = name.startsWith('return after ');
    const fault = name === 'none (all alive)' ? 'none' : faults[name.replace('return after ', '')];
    if (fault === undefined) return undefined;
    const check = config.timeout_check.startsWith('unset') ? '0' : milliseconds(`check ${config.timeout_check}`, 'check');
    return {
      fault, loss: config.loss_pct / 100, ...(returns && { lasts: Math.max(20 * sec, 1_000 * config.inter_ms * config.fall * 4) }),
      settings: {
        inter: `${config.inter_ms}`, rise: `${config.rise}`, fall: `${config.fall}`, servers: `${config.servers}`, 'timeout check': check,
        check: /http/i.test(config.check) ? 'http' : 'tcp',
        fastinter: milliseconds(config['fastinter/downinter'], 'fastinter'), downinter: milliseconds(config['fastinter/downinter'], 'downinter'),
      },
    };
  },
  metrics: { 'fault to DOWN': 'milestones.down', 'return to UP': 'milestones.up', 'false DOWN': 'falseVerdicts.down' },
};
