/** A tiny deterministic network for tests of protocols: a sorted list of deliveries, constant latency, no randomness. */
import type { AnyDetector, Message, Note, Port, ProcessId, Time } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';

export interface MiniClusterOptions {
  readonly detector: AnyDetector;
  readonly params: unknown;
  readonly roles: readonly string[];
  /** Whom each process watches; nobody by default. */
  readonly watches?: (process: ProcessId) => readonly ProcessId[];
  readonly latency?: number;
  readonly driftPpm?: Readonly<Record<ProcessId, number>>;
  /** Each state is replaced by its structured clone after each step. */
  readonly cloning?: boolean;
  /** Everyone is woken at every event, due or not. */
  readonly restless?: boolean;
  /** What each process draws, every time: ½ by default. */
  readonly random?: number | ((process: ProcessId) => number);
}

export interface Effect { readonly at: Time; readonly process: ProcessId; readonly what: 'note' | 'trust' | 'suspect' | 'fail' | 'send' | 'close'; readonly detail: unknown }
interface Delivery { readonly at: Time; readonly from: ProcessId; readonly to: ProcessId; readonly message: Message }
interface Process { state: unknown; running: boolean; paused: boolean; incarnation: number; durable: unknown; backlog: Delivery[]; /** Its deadline, in true time. */ due: Time }

export class MiniCluster {
  now: Time = 0;
  readonly effects: Effect[] = [];
  private readonly processes: Process[];
  private deliveries: Delivery[] = [];
  private readonly cuts = new Set<string>();
  /** What becomes of a message: its delay, or null if it is lost. */
  weather: (from: ProcessId, to: ProcessId, message: Message) => number | null;

  constructor(private readonly options: MiniClusterOptions) {
    this.weather = () => options.latency ?? 1_000;
    this.processes = options.roles.map(() => ({ state: null, running: true, paused: false, incarnation: 0, durable: undefined, backlog: [], due: NEVER }));
    this.processes.forEach((_, id) => this.start(id));
  }

  state<S>(process: ProcessId): S { return this.processes[process]!.state as S; }

  notes(kind?: Note['kind'], process?: ProcessId): { at: Time; process: ProcessId; note: Note }[] {
    return this.effects
      .filter(({ what, detail, process: by }) => what === 'note' && (!kind || (detail as Note).kind === kind) && (process ?? by) === by)
      .map(({ at, process: by, detail }) => ({ at, process: by, note: detail as Note }));
  }

  cut(...groups: readonly (readonly ProcessId[])[]): void {
    for (const [i, a] of groups.entries()) for (const [j, b] of groups.entries()) {
      if (i !== j) for (const from of a) for (const to of b) this.cuts.add(`${from} ${to}`);
    }
  }
  cutOneWay(from: ProcessId, to: ProcessId): void { this.cuts.add(`${from} ${to}`); }
  heal(): void { this.cuts.clear(); }
  kill(process: ProcessId): void { this.processes[process]!.running = false; }
  restart(process: ProcessId): void {
    Object.assign(this.processes[process]!, { running: true, incarnation: this.processes[process]!.incarnation + 1 });
    this.start(process);
  }
  pause(process: ProcessId): void { this.processes[process]!.paused = true; }
  resume(process: ProcessId, order: 'messages' | 'timers'): void {
    const it = this.processes[process]!;
    it.paused = false;
    const { backlog } = it;
    it.backlog = [];
    if (order === 'timers') this.wake(process);
    for (const { from, message } of backlog) this.deliver(process, from, message);
  }

  run(until: Time): this {
    for (;;) {
      const next = this.deliveries[0];
      const wakeAt = Math.min(...this.processes.map((_, id) => this.deadline(id)));
      const at = Math.max(this.now, Math.min(next?.at ?? NEVER, wakeAt));
      if (at > until) break;
      this.now = at;
      if (next && next.at <= at) {
        this.deliveries.shift();
        this.arrive(next);
      } else {
        this.processes.forEach((_, id) => { if (this.deadline(id) <= at) this.wake(id); });
      }
      if (this.options.restless) this.processes.forEach((it, id) => { if (it.running && !it.paused) this.wake(id); });
    }
    this.now = until;
    return this;
  }

  private rate(process: ProcessId): number { return 1 + (this.options.driftPpm?.[process] ?? 0) / 1_000_000; }
  local(process: ProcessId): Time { return Math.floor(this.now * this.rate(process)); }

  private deadline(process: ProcessId): Time {
    const { running, paused, due } = this.processes[process]!;
    return running && !paused ? due : NEVER;
  }

  private dueOf(process: ProcessId): Time {
    const local = this.options.detector.deadline(this.processes[process]!.state);
    if (local === NEVER) return NEVER;
    let at = Math.ceil(local / this.rate(process));
    while (Math.floor(at * this.rate(process)) < local) at++;
    return at;
  }

  private arrive(delivery: Delivery): void {
    const { to, from, message } = delivery;
    const it = this.processes[to]!;
    if (!it.running) return;
    if (it.paused) it.backlog.push(delivery);
    else this.deliver(to, from, message);
  }

  private deliver(to: ProcessId, from: ProcessId, message: Message): void {
    this.step(to, (state, now, port) => this.options.detector.receive(state, now, from, message, port));
  }
  private wake(process: ProcessId): void {
    this.step(process, (state, now, port) => this.options.detector.wake(state, now, port));
  }

  private start(self: ProcessId): void {
    const { roles, params, watches = () => [] } = this.options;
    const it = this.processes[self]!;
    const peers = roles.map((_, id) => id).filter(id => id !== self);
    it.state = null;
    this.step(self, (_, now, port) => {
      it.state = this.options.detector.init({
        self, roles, peers, params, now, incarnation: it.incarnation, durable: it.durable,
        watches: watches(self), watchedBy: peers.filter(id => watches(id).includes(self)),
      }, port);
    });
  }

  /** Effects are recorded in the handler and performed after it, what is durable first. */
  private step(process: ProcessId, handler: (state: unknown, now: Time, port: Port) => void): void {
    const it = this.processes[process]!;
    const { random = 0.5 } = this.options;
    const outbox: { to: ProcessId; message: Message }[] = [];
    const record = (what: Effect['what'], detail: unknown): void => { this.effects.push({ at: this.now, process, what, detail }); };
    handler(it.state, this.local(process), {
      random: () => (typeof random === 'function' ? random(process) : random),
      send(to, message) { record('send', { to, ...message }); outbox.push({ to, message }); },
      close(to) { record('close', to); },
      trust: peer => record('trust', peer), suspect: peer => record('suspect', peer), fail: peer => record('fail', peer),
      note: event => record('note', event),
    });
    it.durable = this.options.detector.durable?.(it.state);
    if (this.options.cloning) [it.state, it.durable] = structuredClone([it.state, it.durable]);
    it.due = this.dueOf(process);
    for (const { to, message } of outbox) this.put(process, to, message);
  }

  private put(from: ProcessId, to: ProcessId, message: Message): void {
    const delay = this.cuts.has(`${from} ${to}`) ? null : this.weather(from, to, message);
    if (delay === null) return;
    const at = this.now + delay;
    const later = this.deliveries.findLastIndex(delivery => delivery.at <= at) + 1;
    this.deliveries.splice(later, 0, { at, from, to, message });
  }
}
