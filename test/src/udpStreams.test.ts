/** What a stream promises over real sockets: within one process. What the operating system adds is in udpStreamsKilled.test.ts. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { NEVER, ms, sec } from '../../src/time.ts';
import { longestLine } from '../../src/udp/lines.ts';
import { longestBacklog } from '../../src/udp/streams.ts';
import { runOverUdp, type Address, type UdpOptions, type UdpProcess } from '../../src/udp.ts';
import type { AnyDetector } from '../../src/contract.ts';
import { talker, type Said } from '../support/talker.ts';
import { freeAddresses, pause, until } from '../support/udpFleet.ts';

const running: UdpProcess[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const process of running.splice(0)) process.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

interface Talking { readonly process: UdpProcess; readonly heard: string[] }

/** `heard`: "2: 7" for word 7 from process 2. */
async function talk(self: number, addresses: readonly Address[], script: readonly Said[] = [], options: Partial<UdpOptions> = {}, echo?: number): Promise<Talking> {
  const heard: string[] = [];
  const scripts = addresses.map((_, id) => id === self ? script : []);
  const process = await runOverUdp({
    detector: talker, params: { scripts, ...(echo && { echo }) }, self, addresses, ...options,
    onNote: note => { if (note.kind === 'reaches') heard.push(`${note.about}: ${note.milestone}`); },
  });
  running.push(process);
  return { process, heard };
}

const words = (from: number, first: number, count: number): string[] => Array.from({ length: count }, (_, i) => `${from}: ${first + i}`);

/** Connects, and says those lines. */
async function call(to: Address, ...lines: readonly string[]): Promise<{ socket: Socket; answers: string[]; isEnded(): boolean }> {
  const socket = connect(to.port, to.host);
  sockets.push(socket);
  const answers: string[] = [];
  let ended = false;
  socket.on('data', chunk => answers.push(...chunk.toString('utf8').split('\n').filter(line => line !== '')));
  socket.on('error', () => undefined).on('close', () => { ended = true; });
  await new Promise<void>(resolve => { socket.once('connect', resolve); });
  for (const line of lines) socket.write(`${line}\n`);
  return { socket, answers, isEnded: () => ended };
}

const opening = (parts: Record<string, unknown> = {}): string =>
  JSON.stringify({ flatline: 1, opens: 'mine', from: 1, to: 0, incarnation: 0, after: null, ...parts });
const word = (number: number): string => JSON.stringify({ kind: 'talk.word', word: number });

describe('between two', () => {
  test('the first send opens, the opener hears so, and words arrive in order, both ways by one connection', async () => {
    const addresses = await freeAddresses(2);
    const b = await talk(1, addresses, [], {}, 1_000);
    const a = await talk(0, addresses, [{ at: 0, to: 1, word: 0, times: 300 }, { at: 30 * ms, to: 1, word: 300, times: 3 }]);
    await until(() => b.heard.length === 303 && a.heard.length === 304);
    expect(b.heard).toEqual(words(0, 0, 303));
    expect(a.heard).toEqual(['1: opened', ...words(1, 1_000, 303)]);
    expect(a.process.counts).toMatchObject({ sent: 303, received: 303, malformed: 0, foreign: 0, outdated: 0, errors: 0 });
    expect(b.process.counts).toMatchObject({ sent: 303, received: 303 });
  });

  test.each([0, 1, 2, 3, 4])('of two that open at once one connection remains, and each word is heard once and in order (%i)', async () => {
    const addresses = await freeAddresses(2);
    const script = (to: number): Said[] => [{ at: 20 * ms, to, word: 0, times: 50 }, { at: 21 * ms, to, word: 50, times: 50 }, { at: 60 * ms, to, word: 100, times: 50 }];
    const [a, b] = await Promise.all([talk(0, addresses, script(1)), talk(1, addresses, script(0))]);
    await until(() => [a, b].every(({ heard }) => heard.filter(one => !one.endsWith('opened')).length === 150));
    expect(a.heard.filter(one => one !== '1: opened')).toEqual(words(1, 0, 150));
    expect(b.heard.filter(one => one !== '0: opened')).toEqual(words(0, 0, 150));
    expect(a.heard).toContain('1: opened');
    // and there is one: its end is heard once
    a.process.close();
    await until(() => b.heard.includes('0: reset'));
    await pause(20);
    expect(b.heard.filter(one => /reset|refused|unreachable/.test(one))).toEqual(['0: reset']);
  });

  test('streams and datagrams of one step do not wait for each other', async () => {
    const addresses = await freeAddresses(2);
    const b = await talk(1, addresses);
    await talk(0, addresses, [{ at: 0, to: 1, word: 1 }, { at: 0, to: 1, word: 2, via: 'datagram' }]);
    await until(() => b.heard.length === 2);
    expect(b.heard.toSorted()).toEqual(['0: 1', '0: 2']);
  });

  test('whoever closes hears nothing, the other a reset; the next word opens anew', async () => {
    const addresses = await freeAddresses(2);
    const b = await talk(1, addresses);
    const a = await talk(0, addresses, [{ at: 0, to: 1, word: 1 }, { at: 60 * ms, to: 1, close: true }, { at: 120 * ms, to: 1, word: 2 }]);
    await until(() => b.heard.length === 3);
    expect(b.heard).toEqual(['0: 1', '0: reset', '0: 2']);
    await until(() => a.heard.length === 2);
    expect(a.heard).toEqual(['1: opened', '1: opened']);
  });

  test('closing at once and opening again: the other end sees that the first is over', async () => {
    const addresses = await freeAddresses(2);
    const b = await talk(1, addresses, [{ at: 30 * ms, to: 0, word: 9 }]);
    const a = await talk(0, addresses, [{ at: 0, to: 1, word: 1 }, { at: 60 * ms, to: 1, close: true }, { at: 60 * ms, to: 1, word: 2 }]);
    await until(() => b.heard.includes('0: 2'));
    expect(b.heard).toEqual(['0: 1', '0: reset', '0: 2']);
    expect(a.heard).toEqual(['1: opened', '1: 9', '1: opened']);
  });

  test('what is closed while it opens leaves nothing behind', async () => {
    const addresses = await freeAddresses(2);
    const b = await talk(1, addresses);
    await talk(0, addresses, [{ at: 0, to: 1, word: 1 }, { at: 0, to: 1, close: true }, { at: 50 * ms, to: 1, word: 2 }]);
    await until(() => b.heard.includes('0: 2'));
    expect(b.heard).toEqual(['0: 2']);
  });

  test('the end of a process is a reset to whoever has a connection with it, and then openings are refused', async () => {
    const addresses = await freeAddresses(3);
    const b = await talk(1, addresses);
    const a = await talk(0, addresses, [{ at: 0, to: 1, word: 1 }, { at: 150 * ms, to: 1, word: 2 }]);
    const c = await talk(2, addresses, [{ at: 0, to: 0, word: 3 }]);
    await until(() => b.heard.includes('0: 1'));
    b.process.close();
    await until(() => a.heard.includes('1: refused'));
    expect(a.heard.filter(one => one.startsWith('1'))).toEqual(['1: opened', '1: reset', '1: refused']);
    expect(c.heard).toEqual(['0: opened']);
  });

  test('a new life of the peer is spoken to by a new connection', async () => {
    const addresses = await freeAddresses(2);
    const first = await talk(1, addresses, [{ at: 0, to: 0, word: 1 }]);
    const a = await talk(0, addresses, [{ at: 200 * ms, to: 1, word: 7 }]);
    await until(() => a.heard.length >= 1 || first.heard.includes('0: refused'));
    first.process.close();
    const second = await talk(1, addresses, [], { incarnation: 1 });
    await until(() => second.heard.includes('0: 7'));
    expect(second.heard).toEqual(['0: 7']);
  });

  test('a peer that takes nothing off the wire is given up when the backlog is too long, and memory is not', async () => {
    const addresses = await freeAddresses(2);
    const chatty: AnyDetector = {
      ...talker,
      wake(state, now, port) {
        if (state.said > 0 || now < state.begun + 10 * ms) return;
        state.said = 1;
        for (let i = 0; i < 100; i++) port.send(1, { kind: 'talk.word', word: i, ballast: 'x'.repeat(longestBacklog / 50) }, 'stream');
      },
      deadline: state => state.said > 0 ? NEVER : state.begun + 10 * ms,
    };
    await talk(1, addresses);
    const a = await talk(0, addresses, [], { detector: chatty });
    await until(() => a.heard.includes('1: reset'));
    expect(a.heard.filter(one => one === '1: reset')).toHaveLength(1);
  });
});

describe('what a process asks of a connection', () => {
  test('its opener\'s name, and is answered with its own', async () => {
    const addresses = await freeAddresses(2);
    const a = await talk(0, addresses, [], { incarnation: 3 }, 100);
    const { answers } = await call(addresses[0]!, opening(), word(5));
    await until(() => answers.length === 2);
    expect(answers.map(line => JSON.parse(line) as unknown)).toEqual([
      { flatline: 1, agrees: 'mine', from: 0, incarnation: 3, instead: null }, { kind: 'talk.word', word: 105 },
    ]);
    expect(a.heard).toEqual(['1: 5']);
  });

  test.each([
    'hello', '', 'null', '[]', '{}', word(1), opening({ flatline: 2 }), opening({ opens: 7 }), opening({ opens: 'x'.repeat(65) }), opening({ from: -1 }),
    opening({ to: 'b' }), opening({ incarnation: 0.5 }), opening({ after: 3 }), opening({ after: undefined }), '\u0000\u00ff',
  ])('a first line that is not that ends it, and is counted: %j', async line => {
    const addresses = await freeAddresses(2);
    const a = await talk(0, addresses);
    const { isEnded, answers } = await call(addresses[0]!, line);
    await until(() => isEnded());
    expect(answers).toEqual([]);
    expect(a.process.counts).toMatchObject({ malformed: 1, foreign: 0, received: 0 });
    expect(a.heard).toEqual([]);
  });

  test.each([
    'hello', '7', '{}', '{"kind":"other.word"}', '{"kind":"transport.reset"}', '{"kind":"toString"}', '{"kind":3}',
  ])('so does a later line that is no message, and the process hears a reset: %j', async line => {
    const addresses = await freeAddresses(2);
    const a = await talk(0, addresses);
    const { isEnded } = await call(addresses[0]!, opening(), word(1), line, word(2));
    await until(() => isEnded());
    expect(a.heard).toEqual(['1: 1', '1: reset']);
    expect(a.process.counts).toMatchObject({ malformed: 1, received: 1 });
    await call(addresses[0]!, opening({ opens: 'another' }), word(3));
    await until(() => a.heard.includes('1: 3'));
  });

  test('a message longer than a line may be breaks the connection, and the next one opens another', async () => {
    const addresses = await freeAddresses(2);
    const chatty: AnyDetector = {
      ...talker,
      wake(state, now, port) {
        if (now < this.deadline(state)) return;
        port.send(1, { kind: 'talk.word', word: state.said, ballast: state.said === 0 ? 'x'.repeat(longestLine) : '' }, 'stream');
        state.said++;
      },
      deadline: state => state.said > 1 ? NEVER : state.begun + (10 + 200 * state.said) * ms,
    };
    const b = await talk(1, addresses);
    const a = await talk(0, addresses, [], { detector: chatty });
    await until(() => b.heard.includes('0: 1'));
    expect(b.heard).toEqual(['0: reset', '0: 1']);
    expect(b.process.counts.malformed).toBe(1);
    expect(a.heard).toEqual(['1: opened', '1: reset', '1: opened']);
  });

  test('a line without end is not kept for ever', async () => {
    const addresses = await freeAddresses(2);
    const a = await talk(0, addresses);
    for (const first of ['', `${opening()}\n`]) {
      const { socket, isEnded } = await call(addresses[0]!);
      socket.write(first);
      for (let i = 0; i < 4 && !isEnded(); i++) socket.write('x'.repeat(longestLine / 2));
      await until(() => isEnded());
    }
    expect(a.process.counts.malformed).toBe(2);
    expect(a.heard).toEqual(['1: reset']);
  });

  test('whoever is nobody, or wants somebody else, is foreign; a life before the last is outdated', async () => {
    const addresses = await freeAddresses(3);
    const a = await talk(0, [...addresses.slice(0, 2), { host: '127.0.0.2', port: 9 }]);
    for (const parts of [{ from: 9 }, { from: 0 }, { to: 1 }, { from: 2 }]) {
      const { isEnded } = await call(addresses[0]!, opening(parts));
      await until(() => isEnded());
    }
    expect(a.process.counts).toMatchObject({ foreign: 4, outdated: 0, malformed: 0 });
    await call(addresses[0]!, opening({ incarnation: 2 }), word(1));
    await until(() => a.heard.length === 1);
    const { isEnded } = await call(addresses[0]!, opening({ incarnation: 1 }));
    await until(() => isEnded());
    expect(a.process.counts).toMatchObject({ foreign: 4, outdated: 1 });
    expect(a.heard).toEqual(['1: 1']);
  });

  test('one that never says who it is cannot crowd out the others', async () => {
    const addresses = await freeAddresses(2);
    const a = await talk(0, addresses);
    const silent = await Promise.all(Array.from({ length: 30 }, () => call(addresses[0]!)));
    await until(() => silent.filter(one => one.isEnded()).length >= 30 - 12);
    await call(addresses[0]!, opening(), word(1));
    await until(() => a.heard.includes('1: 1'));
  });

  test('an opening that the opener gave up for ours is not taken any more, should its first line come late', async () => {
    const addresses = await freeAddresses(2);
    // process 1 is played by hand: it takes the connection of 0 in place of its own, of which the first line comes last
    const { createServer } = await import('node:net');
    const taken: Socket[] = [];
    const server = createServer(socket => {
      taken.push(socket);
      socket.on('error', () => undefined).once('data', chunk => {
        const { opens } = JSON.parse(chunk.toString('utf8').split('\n')[0]!) as { opens: string };
        socket.write(`${JSON.stringify({ flatline: 1, agrees: opens, from: 1, incarnation: 0, instead: 'late' })}\n${word(1)}\n`);
      });
    });
    await new Promise<void>(resolve => { server.listen(addresses[1]!.port, addresses[1]!.host, resolve); });
    try {
      const a = await talk(0, addresses, [{ at: 0, to: 1, word: 7 }]);
      await until(() => a.heard.includes('1: 1'));
      taken[0]!.resetAndDestroy();
      await until(() => a.heard.includes('1: reset'));
      const { isEnded } = await call(addresses[0]!, opening({ opens: 'late' }), word(1));
      await until(() => isEnded());
      expect(a.heard).toEqual(['1: opened', '1: 1', '1: reset']);
    } finally {
      server.close();
      for (const socket of taken) socket.destroy();
    }
  });

  test('an agreement to something else ends it', async () => {
    const addresses = await freeAddresses(2);
    const { createServer } = await import('node:net');
    const server = createServer(socket => {
      socket.on('error', () => undefined).write(`${JSON.stringify({ flatline: 1, agrees: 'what', from: 1, incarnation: 0, instead: null })}\n`);
    });
    await new Promise<void>(resolve => { server.listen(addresses[1]!.port, addresses[1]!.host, resolve); });
    const a = await talk(0, addresses, [{ at: 0, to: 1, word: 7 }]);
    await until(() => a.heard.length === 2);
    expect(a.heard).toEqual(['1: opened', '1: reset']);
    expect(a.process.counts.malformed).toBe(1);
    server.close();
  });
});

test('a port that is taken for streams only is said at once, and the other is free again', async () => {
  const [address] = await freeAddresses(1);
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>(resolve => { server.listen(address!.port, address!.host, resolve); });
  await expect(talk(0, [address!])).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise(resolve => { server.close(resolve); });
  const { process } = await talk(0, [address!]);
  expect(process.now()).toBeGreaterThan(1 * sec);
});
