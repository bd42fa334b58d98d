/** One pair, judged by the detector itself: fed with what its link brought, woken when it asks. */
import type { AnyDetector, Port, ProcessId, Time } from '../../src/contract.ts';
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { localTime, trueTime } from '../clock.ts';
import { Rank } from '../core.ts';
import { ownDraw } from '../ownDraw.ts';
import { Row } from '../trace.ts';
import type { Arrival } from './arrivals.ts';
import { beatKind, type WalkedWorld } from './world.ts';
import type { Cause, Verdicts } from './verdicts.ts';

/** In its own small world the monitor is 1 and watches 0. */
const [peer, self] = [0, 1];

export class Judge {
  private readonly detector: AnyDetector;
  private readonly state: unknown;
  private readonly port: Port;
  private readonly deafFrom: Time;
  private now: Time = 0;
  private cause: Cause = Rank.wake;

  /** `params`: of the monitor, whose estimator may be another than the scenario's. */
  constructor(private readonly world: WalkedWorld, private readonly monitor: ProcessId, pair: number, params: PushParams, verdicts: Pick<Verdicts, 'initial' | 'add'>) {
    this.detector = world.detector;
    this.deafFrom = world.deafFrom(monitor);
    const told = (code: typeof Row.trusts | typeof Row.suspects) => (): void => verdicts.add(this.now, pair, code, this.cause);
    // A process that is watched itself has drawn the phase of its beats before it draws that of its looks.
    let draws = world.pairs.watchedBy[monitor]!.length > 0 && params.phase === 'uniform' ? 1 : 0;
    const unused = (): void => undefined;
    this.port = {
      random: () => ownDraw(world.root, monitor, 0, draws++), trust: told(Row.trusts), suspect: told(Row.suspects),
      send: unused, close: unused, fail: unused, note: unused,
    };
    this.state = this.detector.init({
      self, roles: ['', ''], peers: [peer], watches: [peer], watchedBy: [], params, now: localTime(world.clock, monitor, 0), incarnation: 0,
    }, this.port);
    verdicts.initial[pair] = this.detector.opinion(this.state, peer);
  }

  hear({ time, seq, stamp }: Arrival): void {
    if (time >= this.deafFrom) return;
    this.wakeBefore(time);
    this.now = time;
    this.cause = Rank.delivery;
    const beat = { kind: beatKind, incarnation: 0, seq, sentAt: stamp };
    this.detector.receive(this.state, localTime(this.world.clock, this.monitor, time), peer, beat, this.port);
  }

  finish(): void {
    this.wakeBefore(Math.min(this.deafFrom, this.world.scenario.horizon + 1));
  }

  /** Every wake that it asked for before `end`: what arrives at the instant of a deadline comes first. */
  private wakeBefore(end: Time): void {
    const { detector, state, world: { clock }, monitor } = this;
    for (;;) {
      const at = Math.max(this.now, trueTime(clock, monitor, detector.deadline(state)));
      if (at >= end) return;
      this.now = at;
      this.cause = Rank.wake;
      detector.wake(state, localTime(clock, monitor, at), this.port);
    }
  }
}
