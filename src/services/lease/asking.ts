/** Asking the store, and what its record tells. */
import type { Time } from '../../time.ts';
import type { FromStore, Record, ToStore } from './messages.ts';
import { BEFORE, nobody, opine, type Call, type Candidate, type Outlet } from './state.ts';

/** Each flavour: what a candidate does when it begins, is woken, and hears from the store. */
export interface Flavour {
  start(state: Candidate, now: Time, port: Outlet): void;
  wake(state: Candidate, now: Time, port: Outlet): void;
  hear(state: Candidate, now: Time, message: FromStore, port: Outlet): void;
  /** The connection to the store is gone. */
  lose(state: Candidate, now: Time, port: Outlet): void;
  deadline(state: Candidate): Time;
}

type Asking = Extract<ToStore, { asked: number }>;
type Question = Asking extends infer Each ? (Each extends Asking ? Omit<Each, 'asked'> : never) : never;

export function ask(state: Candidate, step: Call['step'], until: Time, question: Question, port: Outlet): Call {
  const asked = ++state.asked;
  port.send(state.store, { ...question, asked } as Asking);
  return { step, asked, until };
}

/** Keeps its session, or opens it. Any answer for that session counts, whichever renewal it is for. */
export function tend(state: Candidate, port: Outlet): void {
  port.send(state.store, { kind: 'lease.renew', session: state.session, opens: state.answeredAt === BEFORE });
}

/** Takes note of a record that differs from the last one seen. */
export function observe(state: Candidate, now: Time, { revision, holder, epoch }: Record, port: Outlet): void {
  if (revision === state.revision && holder === state.holder) return;
  const before = state.holder;
  Object.assign(state, { revision, holder, epoch, observedAt: now });
  if (holder !== before) opine(state, before, 'suspected', port);
  opine(state, holder, 'trusted', port);
  if (holder !== before && holder !== nobody) port.note({ kind: 'reaches', milestone: 'newLeader', about: holder });
}
