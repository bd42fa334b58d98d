import { chen } from '../../../src/estimators/chen.ts';
import { ms } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';
import { configureByMoments, configureKnown, quality, tailOf, type DelayLaw } from '../chenFormulas.ts';
import type { Units } from '../vector.ts';

interface Qos { readonly eta: string; readonly delta: string; readonly pL: string; readonly delay: DelayLaw }
interface Goal { readonly T_MR_L: number; readonly T_M_U: number; readonly pL: number }

const goalOf = ({ T_MR_L, T_M_U, pL }: Goal) => ({ recurrence: T_MR_L, duration: T_M_U, loss: pL });

function expectedArrival(input: { eta: number; n: number; next: number; alpha: number; 'received(seq,arrival)': [number, number][] }) {
  const { eta, n, next, alpha } = input;
  const state = chen.init({ variant: 'e', interval: eta * ms, margin: alpha * ms, window: n, expectedDelay: 0 }, 0);
  for (const [seq, at] of input['received(seq,arrival)']) chen.observe(state, at * ms, beatOf(seq));
  const EA = state.expectedArrival / ms + (next - state.newest - 1) * eta;
  return { EA, tau: EA + alpha };
}

const byMoments = ({ T_D_U, ED, VD, ...goal }: Goal & { T_D_U: number; ED: number; VD: number }) => {
  const { eta, etaMax } = configureByMoments(T_D_U - ED, VD, goalOf(goal));
  return { eta, eta_max: etaMax, delta: T_D_U - eta, ...paper(eta, T_D_U) };
};

/** The paper prints two decimals. */
const paper = (eta: number, bound: number) => ({ eta_paper: eta, delta_paper: bound - eta });

export const chenNfd: Units = {
  'chen-nfd/nfd-s-qos-e-t-mr': ({ eta, delta, pL, delay }: Qos) => {
    const { k, q0, u0, ps, recurrence, duration, accuracy } = quality(Number(eta), Number(delta), Number(pL), tailOf(delay));
    return {
      k, q0, u0, p_s: ps, E_TMR: recurrence, E_TM: duration, P_A: accuracy, lambda_M: 1 / recurrence,
      E_TG: recurrence - duration, T_D_max: Number(delta) + Number(eta),
    };
  },
  'chen-nfd/configuration-procedure-delay-distribution-known-largest': ({ T_D_U, delay, ...goal }: Goal & { T_D_U: number; delay: DelayLaw }) => {
    const { eta, etaMax } = configureKnown(T_D_U, tailOf(delay), goalOf(goal));
    return { eta, eta_max: etaMax, delta: T_D_U - eta, ...paper(eta, T_D_U) };
  },
  'chen-nfd/configuration-procedure-only-p-l-e': byMoments,
  'chen-nfd/as-config-unknown-dist': byMoments,
  'chen-nfd/nfd-u-nfd-e-same-with': ({ T_D_u, VD, ...goal }: Goal & { T_D_u: number; VD: number }) => {
    const { eta, etaMax } = configureByMoments(T_D_u, VD, goalOf(goal));
    return { eta, eta_max: etaMax, alpha: T_D_u - eta };
  },
  'chen-nfd/ea-l-1-mean-over-the': expectedArrival,
};
