/** Systems whose heartbeat is that of a connection: what their rules say of the instants, by the arithmetic of each. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import type { Distribution } from '../../../scenarios/systems/summary.ts';
import { stepsOf } from '../../../scenarios/systems/history.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { sec } from '../../../src/time.ts';

type Asked = Omit<Question, 'system'>;
const ask = (name: string, more: Asked) => play({ system: systemNamed(name), runs: 20, ...more });
const milestone = (name: string, which: string, more: Asked): Distribution => ask(name, more).milestones[which]!;

/** All within, and from one end to the other. */
function fills({ min, max, missing }: Distribution, low: number, high: number): void {
  expect(missing).toBe(0);
  expect(min).toBeGreaterThanOrEqual(low);
  expect(max).toBeLessThanOrEqual(high);
  expect(max! - min!).toBeGreaterThan(0.6 * (high - low));
}

describe('nats-server', () => {
  const settings = { ping_interval: '1s' };

  test('a client that hangs: ping_max + 1 intervals after its last PONG', () => {
    const { milestones, counts } = ask('nats', { settings, fault: 'hang' });
    fills(milestones['closed']!, 2_000, 3_001);
    expect(milestones['sincePong']!.min).toBeGreaterThan(2_999);
    expect(milestones['sincePong']!.max).toBeLessThan(3_000);
    expect(counts['unansweredPings']).toMatchObject({ min: 2, max: 2 });
  });

  test('one that is killed: at once', () => expect(milestone('nats', 'closed', { settings, fault: 'kill' }).max).toBeLessThan(1));

  test('one that published until then had no ping out: up to an interval later', () => {
    const more = { ...settings, 'publish every': '200ms' };
    const { milestones, counts } = ask('nats', { settings: more, fault: 'hang' });
    fills(milestones['closed']!, 2_800, 4_001);
    expect(counts['unansweredPings']).toMatchObject({ min: 2, max: 2 });
  });

  test('one that comes back connects again', () => expect(milestone('nats', 'clientsReconnect', { settings, fault: 'pause', lasts: 10 * sec }).max).toBeLessThan(2_100));
});

describe('erlang-dist', () => {
  const settings = { net_ticktime: '4' };

  test('an idle peer that hangs: 0.75 T to 1.25 T, by the phases of both tickers', () => fills(milestone('erlang', 'nodeDown', { settings, fault: 'hang', runs: 60 }), 3_000, 5_000));

  test('one that spoke every 300 ms: its last byte is fresh, so nearly T to 1.25 T', () =>
    fills(milestone('erlang', 'nodeDown', { settings: { ...settings, 'ping every': '300ms' }, fault: 'hang', runs: 60 }), 3_700, 5_000));

  test('one that is killed: at once, and not by its ticks', () => {
    const { milestones } = ask('erlang', { settings, fault: 'kill' });
    expect(milestones['nodeDown']!.max).toBeLessThan(1);
    expect(milestones['netTickTimeout']!.n).toBe(0);
  });

  test('more ticks in the same time vary less', () => fills(milestone('erlang', 'nodeDown', { settings: { ...settings, net_tickintensity: '8' }, fault: 'blackhole', runs: 60 }), 3_500, 4_500));
});

describe('rabbitmq', () => {
  test('all others take a node that hangs for gone, the last of them within 1.25 T', () => {
    const { milestones } = ask('rabbitmq', { settings: { net_ticktime: '20' }, fault: 'hang' });
    expect(milestones['nodeDownEverywhere']!.max).toBeLessThan(25_000);
    expect(milestones['nodeDownEverywhere']!.p50!).toBeGreaterThan(milestones['nodeDown']!.p50!);
    expect(milestones['nodeDown']!.min).toBeGreaterThan(15_000);
  });
});

describe('amqp', () => {
  const settings = { heartbeat: '10' };

  test('an idle client: its frames, a timeout apart, come just after the broker looked, since it began first: two to three timeouts', () =>
    fills(milestone('amqp', 'closed', { settings, fault: 'hang' }), 19_990, 30_000));

  test('an idle broker: its frames come just before the client looks: one to two timeouts', () =>
    fills(milestone('amqp', 'closed', { settings, fault: 'hang', target: 'broker' }), 9_990, 20_001));

  test('one that published every second: two to three timeouts', () =>
    fills(milestone('amqp', 'closed', { settings: { ...settings, 'publish every': '1s' }, fault: 'hang' }), 19_000, 30_000));

  test('the smaller heartbeat holds; without one nothing notices a hang', () => {
    expect(milestone('amqp', 'closed', { settings: { heartbeat: '60', 'requested-heartbeat': '5' }, fault: 'hang' }).max).toBeLessThan(15_001);
    expect(milestone('amqp', 'closed', { settings: { heartbeat: '0', 'requested-heartbeat': '0' }, fault: 'hang', runs: 3 }).n).toBe(0);
  });
});

describe('grpc-keepalive', () => {
  const settings = { keepalive_time: '30000', min_recv_ping_interval_without_data: '10000' };

  test('a server that hangs: the timeout, and what is left of the time', () => fills(milestone('grpc', 'keepaliveTimeout', { settings, fault: 'hang', runs: 40 }), 20_000, 50_000));

  test('below 10 s it is 10 s', () => expect(milestone('grpc', 'keepaliveTimeout', { settings: { ...settings, keepalive_time: '1000' }, fault: 'hang' }).min).toBeGreaterThan(20_000));

  test('by default nobody asks', () => expect(milestone('grpc', 'closed', { fault: 'hang', runs: 2 }).n).toBe(0));

  test('a client that asks more often than the server permits is sent away, and asks half as often after that', () => {
    const { counts, falseVerdicts } = ask('grpc', { settings: { keepalive_time: '30000' }, fault: 'none', runs: 5, lasts: 1_200 * sec });
    // after 90 s of 30 s, 180 s of 60 s, 360 s of 120 s; a fourth time, of 240 s, would come after 1 350 s
    expect(counts['goaways']!.min).toBeGreaterThanOrEqual(3);
    expect(counts['goaways']!.max).toBeLessThanOrEqual(4);
    expect(falseVerdicts['closed']!.count).toBeGreaterThan(0);
  });

  test('without a call nobody asks, unless it may', () => {
    const idle = { ...settings, 'active calls': 'false' };
    expect(milestone('grpc', 'closed', { settings: idle, fault: 'hang', runs: 2 }).n).toBe(0);
    expect(milestone('grpc', 'closed', { settings: { ...idle, keepalive_permit_without_calls: 'true' }, fault: 'hang', runs: 2 }).n).toBe(2);
  });

  test('a client that is gone is found by what the server sends, unacknowledged for its timeout', () => {
    const streaming = { 'message every': '1s', 'server keepalive_timeout': '20000' };
    fills(milestone('grpc', 'closed', { settings: streaming, fault: 'blackhole', target: 'client' }), 20_000, 21_001);
  });

  test('messages of the server forgive its pings', () =>
    expect(ask('grpc', { settings: { keepalive_time: '30000', 'message every': '40s' }, fault: 'none', runs: 3, lasts: 1_200 * sec }).counts['goaways']!.max).toBe(0));
});

test('a gRPC client that waits exactly as long as its server permits is never sent away, whatever the network does', () => {
  // it counts from the last answer that it read, which left after its last ping had come
  const detector = { kind: 'keepalive', flavour: 'grpc', interval: '10s', permit: '10s', strikes: 0 };
  const network = { latency: { kind: 'lognormal', median: '20ms', p99: '1s' }, loss: { kind: 'independent', average: 0.1 } };
  const { trace } = simulate({ flatline: 1, seed: 'legal', horizon: '1h', processes: 2, watches: 'all', detector, network } as ScenarioFile);
  const told = stepsOf(trace).map(({ name }) => name);
  expect(told.filter(name => name === 'ping').length).toBeGreaterThan(200);
  expect(told).not.toContain('tooManyPings');
});

describe('tcp-keepalive', () => {
  const settings = { tcp_keepalive_time: '60', tcp_keepalive_intvl: '10', tcp_keepalive_probes: '3' };

  test('a host that is gone, on an idle connection: time + interval × probes from the last packet', () => {
    // the two kernels ask in turn, so the last packet is up to 60 s old
    fills(milestone('tcp', 'closed', { settings, fault: 'blackhole', runs: 40 }), 30_000, 90_000);
  });

  test('with something unacknowledged: 924.6 s, after fewer retries 12.6 s, or TCP_USER_TIMEOUT', () => {
    const busy = { 'send every': '1s' };
    const usual = milestone('tcp', 'closed', { settings: busy, fault: 'blackhole', runs: 1 }).max!;
    expect([usual > 924_600, usual < 925_601]).toEqual([true, true]);
    fills(milestone('tcp', 'closed', { settings: { ...busy, tcp_retries2: '5' }, fault: 'blackhole' }), 12_600, 13_601);
    fills(milestone('tcp', 'closed', { settings: { ...busy, TCP_USER_TIMEOUT: '20000' }, fault: 'blackhole' }), 20_000, 21_001);
  });

  test('TCP_USER_TIMEOUT also takes the place of the number of probes', () =>
    expect(milestone('tcp', 'closed', { settings: { ...settings, TCP_USER_TIMEOUT: '65000' }, fault: 'blackhole', runs: 40 }).max).toBeLessThan(70_001));

  test('a process that hangs is never noticed, one that is killed at once', () => {
    expect(milestone('tcp', 'closed', { settings, fault: 'hang', runs: 3 }).n).toBe(0);
    expect(milestone('tcp', 'closed', { settings, fault: 'kill', runs: 3 }).max).toBeLessThan(1);
  });
});

describe('postgres-replication', () => {
  const settings = { wal_sender_timeout: '2000', wal_receiver_timeout: '2000' };

  test('an idle standby that hangs: half the timeout to all of it', () => fills(milestone('postgres', 'senderTimeout', { settings, fault: 'hang' }), 1_000, 2_001));

  test('an idle primary that hangs: the same, at the end of a nap', () => fills(milestone('postgres', 'receiverTimeout', { settings, fault: 'hang', target: 'primary' }), 1_000, 2_101));

  test('under load the last word is fresh: all of the timeout', () => {
    const busy = { ...settings, 'write every': '100ms' };
    fills(milestone('postgres', 'senderTimeout', { settings: busy, fault: 'hang' }), 1_890, 2_001);
    fills(milestone('postgres', 'receiverTimeout', { settings: busy, fault: 'hang', target: 'primary' }), 1_890, 2_001);
  });

  test('a cut is noticed at both ends, each by its own timeout', () => {
    const { milestones, counts } = ask('postgres', { settings: { ...settings, wal_receiver_timeout: '6000' }, fault: 'blackhole' });
    fills(milestones['senderTimeout']!, 1_000, 2_001);
    fills(milestones['receiverTimeout']!, 4_950, 6_101);
    expect(counts['timeouts']).toMatchObject({ min: 2, max: 2 });
  });

  test('it streams again when the cut has healed', () => {
    const { milestones } = ask('postgres', { settings: { ...settings, wal_retrieve_retry_interval: '200' }, fault: 'blackhole', lasts: 20 * sec });
    expect(milestones['streaming']).toMatchObject({ missing: 0 });
  });

  test('a standby that reports every second is never asked', () => {
    const told = ask('postgres', { settings: { wal_sender_timeout: '4000', wal_receiver_timeout: '60000', wal_receiver_status_interval: '1' }, fault: 'hang' });
    fills(told.milestones['senderTimeout']!, 3_000, 4_001);
  });
});
