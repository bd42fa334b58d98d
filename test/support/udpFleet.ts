/** Starts processes of the operating system that watch each other over UDP on loopback, and listens to what they tell. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Address } from '../../src/udp.ts';
import type { ChildConfig, ChildLine } from './udpChild.ts';

export const clock = (): number => Number(process.hrtime.bigint() / 1_000n);
export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, milliseconds); });

/** The variable of the environment that says where the built child is. */
export const built = 'FLATLINE_UDP_CHILD';

const host = '127.0.0.1';

/** A port that is free for streams, and held. */
const listening = (): Promise<Server> => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject);
  server.listen(0, host, () => resolve(server));
});
const isFreeForDatagrams = (port: number): Promise<boolean> => new Promise(resolve => {
  const socket = createSocket('udp4').once('error', () => resolve(false));
  socket.bind(port, host, () => socket.close(() => resolve(true)));
});

/** Ports that were free for both a moment ago. */
export async function freeAddresses(count: number): Promise<Address[]> {
  const held: Server[] = [];
  const addresses: Address[] = [];
  while (addresses.length < count) {
    const server = await listening();
    held.push(server);
    const { port } = server.address() as AddressInfo;
    if (await isFreeForDatagrams(port)) addresses.push({ host, port });
  }
  await Promise.all(held.map(server => new Promise(resolve => { server.close(resolve); })));
  return addresses;
}

export type Opined = Extract<ChildLine, { kind: 'opinion' }>;
export type Noted = Extract<ChildLine, { kind: 'note' }>;

export class Member {
  readonly opinions: Opined[] = [];
  readonly notes: Noted[] = [];
  lastPulse = 0;
  stall = 0;
  ended = 0;
  private readonly child: ChildProcess;

  constructor(config: ChildConfig) {
    this.child = spawn(process.execPath, [process.env[built]!, JSON.stringify(config)], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout! }).on('line', text => this.hear(JSON.parse(text) as ChildLine));
    this.child.once('exit', () => { this.ended = clock(); });
  }

  private hear(line: ChildLine): void {
    this.stall = Math.max(this.stall, line.stall);
    if (line.kind === 'opinion') this.opinions.push(line);
    else if (line.kind === 'note') this.notes.push(line);
    else this.lastPulse = line.at;
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void { this.child.kill(name); }

  async gone(): Promise<void> {
    if (this.ended === 0) await new Promise(resolve => { this.child.once('exit', resolve); });
  }
}

/** Waits until it holds, as long as the test's own timeout lets it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

/** `disks`: a folder in which each keeps what is durable. */
export interface FleetOptions extends Pick<ChildConfig, 'inner' | 'watches'> { readonly disks?: string }

export class Fleet {
  private constructor(readonly addresses: readonly Address[], readonly members: Member[], private readonly start: (self: number, incarnation: number) => Member) {}

  static async start(count: number, detector: string, params: unknown, roles?: readonly string[], more: FleetOptions = {}): Promise<Fleet> {
    const addresses = await freeAddresses(count);
    const { disks, ...rest } = more;
    const start = (self: number, incarnation: number): Member => new Member({
      self, addresses, detector, params, incarnation, ...(roles && { roles }), ...rest, ...(disks !== undefined && { disk: join(disks, String(self)) }),
    });
    const fleet = new Fleet(addresses, addresses.map((_, self) => start(self, 0)), start);
    await until(() => fleet.members.every(({ lastPulse, ended }) => lastPulse > 0 || ended > 0));
    return fleet;
  }

  /** A new life of that process; what the earlier one told goes. */
  async restart(self: number, incarnation: number): Promise<Member> {
    const member = this.start(self, incarnation);
    this.members[self] = member;
    await until(() => member.lastPulse > 0 || member.ended > 0);
    return member;
  }

  async end(): Promise<void> {
    for (const member of this.members) {
      member.signal('SIGCONT');
      member.signal('SIGKILL');
    }
    await Promise.all(this.members.map(member => member.gone()));
  }
}
