/** What an agent asks the store, and how long it goes on asking: see `attempts`. */
import type { Time } from '../../time.ts';
import type { ToEtcd } from './messages.ts';
import { attempts } from './rules.ts';
import { leads, type Agent, type Outlet, type Step } from './state.ts';

const question = (state: Agent): ToEtcd => (state.step === 'taking'
  ? { kind: 'patroni.take', asked: state.asked, lease: state.lease }
  : { kind: 'patroni.keepalive', asked: state.asked, lease: state.lease, leads: leads(state) });

/** Begins a step that waits for the store. */
export function call(state: Agent, step: Extract<Step, 'renewing' | 'taking'>, now: Time, port: Outlet): void {
  const { again, end } = attempts(state.params.retryTimeout, () => port.random());
  state.asked++;
  Object.assign(state, { step, again: again.map(after => now + after), until: now + end });
  port.send(state.etcd, question(state));
}

/** Each try over a connection of its own. */
export function tryAgain(state: Agent, now: Time, port: Outlet): void {
  while (state.again.length > 0 && state.again[0]! <= now) state.again.shift();
  port.close(state.etcd);
  // what the watch had to tell may have gone with the connection
  state.watchAt = Math.min(state.watchAt, state.until + 1);
  port.send(state.etcd, question(state));
}

/** Nobody waits for the answer: what a loop does last, so that its lease stays. */
export function touch(state: Agent, now: Time, port: Outlet): void {
  if (state.keptAt + state.params.loopWait > now) return;
  port.send(state.etcd, { kind: 'patroni.keepalive', asked: 0, lease: state.lease, leads: false });
}
