import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface PostgresConfig {
  readonly wal_sender_timeout_ms: number;
  readonly wal_receiver_timeout_ms: number;
  readonly wal_receiver_status_interval_s: number;
  readonly wal_retrieve_retry_interval_ms: number;
  readonly load: string;
}

const faults: Readonly<Record<string, readonly [FaultName, string]>> = {
  blackhole: ['blackhole', 'standby'], standby_stop: ['hang', 'standby'], primary_stop: ['hang', 'primary'],
};

/** "idle", or so many writes a second, or one every so often; any other load is taken to keep the connection busy. */
function writeEvery(load: string): string {
  if (/idle|none|no load/i.test(load)) return 'never';
  const [, value = '1', unit] = /(?:every|per) (?:(\d+(?:\.\d+)?) ?)?(ms|s)(?:ec\w*)?\b/.exec(load) ?? [];
  const [, rate] = /(\d+(?:\.\d+)?) ?(?:\w+ ?)?(?:\/ ?s|per s|tps|Hz)/.exec(load) ?? [];
  if (rate !== undefined) return `${Math.round(1_000_000 / Number(rate))}us`;
  return unit === undefined ? '10ms' : `${value}${unit}`;
}

export const postgresReplication: Measured<PostgresConfig> = {
  system: 'postgres-replication',
  question(config, name) {
    const [fault, target] = faults[name] ?? [];
    if (fault === undefined) return undefined;
    return {
      fault, target: target!,
      settings: {
        wal_sender_timeout: `${config.wal_sender_timeout_ms}`, wal_receiver_timeout: `${config.wal_receiver_timeout_ms}`,
        wal_receiver_status_interval: `${config.wal_receiver_status_interval_s}`,
        wal_retrieve_retry_interval: `${config.wal_retrieve_retry_interval_ms}`, 'write every': writeEvery(config.load),
      },
    };
  },
  metrics: { 'fault to sender timeout': 'milestones.senderTimeout', 'fault to receiver timeout': 'milestones.receiverTimeout' },
};
