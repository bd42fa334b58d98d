/** What the driver promises to a detector and asks of a datagram: within one process, over real sockets. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import type { Detector, Message, Port } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { primaryBackup, type PrimaryBackupParams } from '../../src/services/primaryBackup.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import { runOverUdp, type Address, type UdpOptions, type UdpProcess } from '../../src/udp.ts';
import { plainBeats } from '../support/plainBeats.ts';
import { freeAddresses, pause, until } from '../support/udpFleet.ts';

const running: UdpProcess[] = [];
afterEach(() => { for (const process of running.splice(0)) process.close(); });

async function run(options: UdpOptions): Promise<UdpProcess> {
  const process = await runOverUdp(options);
  running.push(process);
  return process;
}

interface Log { readonly events: string[]; deadline: number; wakes: number }
type Told = Message & { readonly kind: 'probe.tell'; readonly what?: unknown };

/** A detector of which each test sets what it does. */
function probe(parts: Partial<Detector<unknown, Log, Told>>): Detector<unknown, Log, Told> {
  return {
    name: 'probe', parameters: {}, messages: { 'probe.tell': { purpose: 'heartbeat', bytes: 1 } },
    init: () => ({ events: [], deadline: NEVER, wakes: 0 }),
    receive: (state, _now, from, message) => { state.events.push(`${from} ${message.kind}`); },
    wake: state => { state.wakes++; },
    deadline: state => state.deadline,
    opinion: () => 'trusted',
    ...parts,
  };
}

const log = (process: UdpProcess): Log => process.state() as Log;

/** Sends bytes from an address of its own choice. */
async function post(from: Address | undefined, to: Address, ...texts: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>(resolve => { socket.bind(from?.port ?? 0, '127.0.0.1', resolve); });
  for (const text of texts) await new Promise<void>((resolve, reject) => { socket.send(text, to.port, to.host, error => { if (error) reject(error); else resolve(); }); });
  await new Promise<void>(resolve => { socket.close(resolve); });
}

const envelope = (parts: Record<string, unknown> = {}): string =>
  JSON.stringify({ flatline: 1, from: 1, incarnation: 0, message: { kind: 'probe.tell' }, ...parts });

describe('what arrives', () => {
  test('a datagram in the format, from its sender\'s address, is received', async () => {
    const addresses = await freeAddresses(2);
    const process = await run({ detector: probe({}), params: {}, self: 0, addresses });
    await post(addresses[1], addresses[0]!, envelope());
    await until(() => process.counts.received === 1);
    expect(log(process).events).toEqual(['1 probe.tell']);
  });

  test('what is malformed is ignored, and counted', async () => {
    const addresses = await freeAddresses(2);
    const process = await run({ detector: probe({}), params: {}, self: 0, addresses });
    const malformed = [
      '', 'hello', '\u0000\u00ff', 'null', '[]', '7', '{}', envelope({ flatline: 2 }), envelope({ from: -1 }), envelope({ from: 'a' }),
      envelope({ from: 0.5 }), envelope({ incarnation: -1 }), envelope({ incarnation: null }), envelope({ message: null }),
      envelope({ message: 'probe.tell' }), envelope({ message: {} }), envelope({ message: { kind: 3 } }),
      envelope({ message: { kind: 'other.tell' } }), envelope({ message: { kind: 'transport.reset' } }), envelope({ message: { kind: 'toString' } }),
    ];
    await post(addresses[1], addresses[0]!, ...malformed);
    await until(() => process.counts.malformed === malformed.length);
    expect(process.counts).toMatchObject({ received: 0, foreign: 0, errors: 0 });
    expect(log(process).events).toEqual([]);
  });

  test('what comes from elsewhere, or from nobody, is foreign', async () => {
    const addresses = await freeAddresses(3);
    const process = await run({ detector: probe({}), params: {}, self: 0, addresses });
    await post(undefined, addresses[0]!, envelope());
    await post(addresses[2], addresses[0]!, envelope());
    await post(addresses[1], addresses[0]!, envelope({ from: 9 }), envelope({ from: 0 }));
    await until(() => process.counts.foreign === 4);
    expect(log(process).events).toEqual([]);
  });

  test('a datagram of an earlier life is outdated', async () => {
    const addresses = await freeAddresses(2);
    const process = await run({ detector: probe({}), params: {}, self: 0, addresses });
    await post(addresses[1], addresses[0]!, envelope({ incarnation: 2 }), envelope({ incarnation: 1 }), envelope({ incarnation: 2 }));
    await until(() => process.counts.received === 2 && process.counts.outdated === 1);
  });
});

describe('what is done', () => {
  test('effects come after the handler, what is durable before its sends, in order', async () => {
    const order: string[] = [];
    const addresses = await freeAddresses(2);
    const detector = probe({
      init(_, port) {
        port.trust(1);
        port.send(1, { kind: 'probe.tell' });
        port.note({ kind: 'reaches', milestone: 'begun', about: 0 });
        port.suspect(1);
        port.fail(1);
        order.push('init returns');
        return { events: [], deadline: NEVER, wakes: 0 };
      },
      durable: () => 'disk',
    });
    const process = await run({
      detector, params: {}, self: 0, addresses,
      store: durable => order.push(`stored ${String(durable)}`),
      onOpinion: (peer, opinion) => order.push(`${peer} ${opinion}`), onNote: note => order.push(note.kind),
    });
    expect(order).toEqual(['init returns', 'stored disk', '1 trusted', 'reaches', '1 suspected', '1 failed']);
    expect(process.counts.sent).toBe(1);
  });

  test('what is durable is stored when it changes, and handed to the next incarnation', async () => {
    const stored: unknown[] = [];
    const addresses = await freeAddresses(2);
    const starts: unknown[] = [];
    const detector = probe({
      init(start) { starts.push([start.incarnation, start.durable]); return { events: [], deadline: NEVER, wakes: 0 }; },
      durable: state => (state.events.length === 0 ? 'none' : `heard ${Math.min(state.events.length, 2)}`),
    });
    const first = await run({ detector, params: {}, self: 0, addresses, store: durable => stored.push(durable) });
    await post(addresses[1], addresses[0]!, envelope(), envelope(), envelope());
    await until(() => first.counts.received === 3);
    expect(stored).toEqual(['none', 'heard 1', 'heard 2']);
    first.close();
    await first.closed;
    await run({ detector, params: {}, self: 0, addresses, incarnation: 1, durable: stored.at(-1) });
    expect(starts).toEqual([[0, undefined], [1, 'heard 2']]);
  });

  test('everyone watches everyone else, unless told otherwise', async () => {
    const addresses = await freeAddresses(3);
    const starts: unknown[] = [];
    const detector = probe({
      init({ peers, watches, watchedBy, roles }) {
        starts.push({ peers, watches, watchedBy, roles });
        return { events: [], deadline: NEVER, wakes: 0 };
      },
    });
    await run({ detector, params: {}, self: 0, addresses });
    await run({ detector, params: {}, self: 1, addresses, watches: [[1], [], [0, 1]], roles: ['a', 'b', 'c'] });
    expect(starts).toEqual([
      { peers: [1, 2], watches: [1, 2], watchedBy: [1, 2], roles: ['', '', ''] },
      { peers: [0, 2], watches: [], watchedBy: [0, 2], roles: ['a', 'b', 'c'] },
    ]);
  });

  test('it wakes at deadlines, not before them by much, and with whole microseconds', async () => {
    const wakes: { due: number; now: number }[] = [];
    const detector = probe({
      init: ({ now }) => ({ events: [], deadline: now + 20 * ms, wakes: 0 }),
      wake(state, now) {
        if (now < state.deadline) return;
        wakes.push({ due: state.deadline, now });
        state.deadline = wakes.length < 5 ? now + 20 * ms : NEVER;
      },
    });
    const [address] = await freeAddresses(1);
    await run({ detector, params: {}, self: 0, addresses: [address!] });
    await until(() => wakes.length === 5);
    for (const { due, now } of wakes) {
      expect(now).toBeGreaterThanOrEqual(due);
      expect(Number.isSafeInteger(now)).toBe(true);
    }
  });

  test('a deadline beyond what a timer can hold is waited for, not spun on', async () => {
    const [address] = await freeAddresses(1);
    const process = await run({
      detector: probe({ init: ({ now }) => ({ events: [], deadline: now + 60 * 86_400 * sec, wakes: 0 }) }), params: {}, self: 0, addresses: [address!],
    });
    await pause(50);
    expect(log(process).wakes).toBe(0);
  });

  test('the clock is the one that the detector names', async () => {
    const [address] = await freeAddresses(1);
    const at = async (clock: Detector<unknown, Log, Told>['clock']): Promise<number> => {
      const process = await run({ detector: probe(clock ? { clock } : {}), params: { wall: true }, self: 0, addresses: [address!] });
      const now = process.now();
      process.close();
      await process.closed;
      return now;
    };
    expect(Math.abs(await at('wall') - Date.now() * ms)).toBeLessThan(60 * sec);
    expect(Math.abs(await at(params => ((params as { wall: boolean }).wall ? 'wall' : 'monotonic')) - Date.now() * ms)).toBeLessThan(60 * sec);
    expect(await at(undefined)).toBeLessThan(Date.now() * ms / 2);
  });

  test('draws are the caller\'s, or uniform ones of the system', async () => {
    const [address] = await freeAddresses(1);
    const draws: number[] = [];
    const detector = probe({
      init(_, port: Port) { for (let i = 0; i < 100; i++) draws.push(port.random()); return { events: [], deadline: NEVER, wakes: 0 }; },
    });
    (await run({ detector, params: {}, self: 0, addresses: [address!], random: () => 0.25 })).close();
    expect(draws.splice(0)).toEqual(Array(100).fill(0.25));
    await pause(10);
    await run({ detector, params: {}, self: 0, addresses: [address!] });
    expect(draws.every(draw => draw >= 0 && draw < 1)).toBe(true);
    expect(new Set(draws).size).toBe(100);
  });
});

describe('what goes wrong', () => {
  test('a port in use, a self that is nobody and an odd incarnation are said at once', async () => {
    const addresses = await freeAddresses(1);
    await run({ detector: probe({}), params: {}, self: 0, addresses });
    await expect(runOverUdp({ detector: probe({}), params: {}, self: 0, addresses })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(runOverUdp({ detector: probe({}), params: {}, self: 1, addresses })).rejects.toThrow('self is 1');
    await expect(runOverUdp({ detector: probe({}), params: {}, self: 0, addresses, incarnation: -1 })).rejects.toThrow('incarnation');
  });

  test('what init throws is said, and the port is free again', async () => {
    const addresses = await freeAddresses(2);
    const detector = probe({ init() { throw new Error('not today'); } });
    await expect(runOverUdp({ detector, params: {}, self: 0, addresses })).rejects.toThrow('not today');
    await run({ detector: probe({}), params: {}, self: 0, addresses });
  });

  test('a detector that throws, spins or sends to nobody ends with the reason', async () => {
    const addresses = await freeAddresses(2);
    const soon = { init: ({ now }: { now: number }): Log => ({ events: [], deadline: now + 1 * ms, wakes: 0 }) };
    const ends = async (parts: Parameters<typeof probe>[0]): Promise<unknown> =>
      (await run({ detector: probe({ ...soon, ...parts }), params: {}, self: 0, addresses })).closed.then(() => 'well', (error: unknown) => String(error));
    expect(await ends({ wake() { throw new Error('broken inside'); } })).toBe('Error: broken inside');
    expect(await ends({})).toBe('Error: probe does not get past its deadline');
    expect(await ends({ wake(state, _, port) { state.deadline = NEVER; port.send(7, { kind: 'probe.tell' }); } })).toBe('RangeError: probe sends to process 7, and there is none');
  });

  test('peers that are not there, and messages too long to send, are losses', async () => {
    const addresses = await freeAddresses(2);
    const detector = probe({
      init(_, port) {
        port.send(1, { kind: 'probe.tell' });
        port.send(1, { kind: 'probe.tell', what: 'x'.repeat(100_000) });
        return { events: [], deadline: NEVER, wakes: 0 };
      },
    });
    const process = await run({ detector, params: {}, self: 0, addresses });
    await until(() => process.counts.errors >= 1);
    expect(process.counts.sent).toBe(2);
    await post(addresses[1], addresses[0]!, envelope());
    await until(() => process.counts.received === 1);
  });

  test('closing, by hand or by signal, ends it once and for all', async () => {
    const addresses = await freeAddresses(2);
    const abort = new AbortController();
    const process = await run({ detector: probe({}), params: {}, self: 0, addresses, signal: abort.signal });
    abort.abort();
    await process.closed;
    process.close();
    await run({ detector: probe({}), params: {}, self: 0, addresses });
    await expect(runOverUdp({ detector: probe({}), params: {}, self: 0, addresses, signal: abort.signal })).rejects.toThrow('abort');
  });
});

test('the database with failover, over real sockets: the primary is closed, another takes over, clients go on', async () => {
  const service = { ...defaults(primaryBackup.parameters), quorum: true, every: 20 * ms, announceEvery: 50 * ms, quorumTimeout: 400 * ms, replication: 'majority' } as PrimaryBackupParams;
  const addresses = await freeAddresses(4);
  const roles = primaryBackup.roles(service, 3);
  const watches = [[1, 2], [0, 2], [0, 1], []];
  const claims: string[] = [];
  const acknowledged: number[] = [];
  const disks = new Map<number, unknown>();
  const processes: UdpProcess[] = [];
  for (const self of [0, 1, 2, 3]) {
    processes.push(await run({
      detector: primaryBackup.over(plainBeats), params: { service, inner: { interval: 50 * ms, timeout: 500 * ms } }, self, addresses, roles, watches,
      store: durable => disks.set(self, structuredClone(durable)),
      onNote: note => {
        if (note.kind === 'claims') claims.push(`${self} ${note.epoch}`);
        if (note.kind === 'acknowledged') acknowledged.push(note.operation);
      },
    }));
  }
  await until(() => acknowledged.length >= 10);
  expect(claims).toEqual(['0 1']);
  processes[0]!.close();
  await until(() => claims.length >= 2);
  const before = acknowledged.length;
  await until(() => acknowledged.length >= before + 10);
  expect(claims[1]).not.toBe('0 1');
  expect(disks.size).toBe(4);
  expect(processes.slice(1).every(({ counts }) => counts.malformed === 0 && counts.foreign === 0)).toBe(true);
});
