import { configureForDelay, configureForMoments, configureForVariance, type ChenConfiguration, type WantedQuality } from '../../../src/chenConfiguration.ts';
import { chenQuality } from '../../../src/chenQuality.ts';
import { chen } from '../../../src/estimators/chen.ts';
import { ms } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';
import { tailOf, type DelayLaw } from '../delayLaw.ts';
import type { Units } from '../vector.ts';

interface Qos { readonly eta: string; readonly delta: string; readonly pL: string; readonly delay: DelayLaw }
interface Goal { readonly T_MR_L: number; readonly T_M_U: number; readonly pL: number }

const wantedOf = (bound: number, { T_MR_L, T_M_U, pL }: Goal): WantedQuality =>
  ({ detectionTime: bound, mistakeRecurrence: T_MR_L, mistakeDuration: T_M_U, loss: pL });

function expectedArrival(input: { eta: number; n: number; next: number; alpha: number; 'received(seq,arrival)': [number, number][] }) {
  const { eta, n, next, alpha } = input;
  const state = chen.init({ variant: 'e', interval: eta * ms, margin: alpha * ms, window: n, expectedDelay: 0 }, 0);
  for (const [seq, at] of input['received(seq,arrival)']) chen.observe(state, at * ms, beatOf(seq));
  const EA = state.expectedArrival / ms + (next - state.newest - 1) * eta;
  return { EA, tau: EA + alpha };
}

/** The paper prints two decimals. */
function nfds(found: ChenConfiguration | null) {
  if (!found) return null;
  const { interval: eta, margin: delta, longestInterval } = found;
  return { eta, delta, eta_max: longestInterval, eta_paper: eta, delta_paper: delta };
}

function nfdu(found: ChenConfiguration | null) {
  return found && { eta: found.interval, alpha: found.margin, eta_max: found.longestInterval };
}

const byMoments = ({ T_D_U, ED, VD, ...goal }: Goal & { T_D_U: number; ED: number; VD: number }) =>
  nfds(configureForMoments(wantedOf(T_D_U, goal), { mean: ED, variance: VD }));

export const chenNfd: Units = {
  'chen-nfd/nfd-s-qos-e-t-mr': ({ eta, delta, pL, delay }: Qos) => {
    const { k, q0, u0, ps, recurrence, duration, accuracy } = chenQuality(Number(eta), Number(delta), Number(pL), tailOf(delay));
    return {
      k, q0, u0, p_s: ps, E_TMR: recurrence, E_TM: duration, P_A: accuracy, lambda_M: 1 / recurrence,
      E_TG: recurrence - duration, T_D_max: Number(delta) + Number(eta),
    };
  },
  'chen-nfd/configuration-procedure-delay-distribution-known-largest': ({ T_D_U, delay, ...goal }: Goal & { T_D_U: number; delay: DelayLaw }) =>
    nfds(configureForDelay(wantedOf(T_D_U, goal), tailOf(delay))),
  'chen-nfd/configuration-procedure-only-p-l-e': byMoments,
  'chen-nfd/as-config-unknown-dist': byMoments,
  'chen-nfd/nfd-u-nfd-e-same-with': ({ T_D_u, VD, ...goal }: Goal & { T_D_u: number; VD: number }) =>
    nfdu(configureForVariance(wantedOf(T_D_u, goal), VD)),
  'chen-nfd/ea-l-1-mean-over-the': expectedArrival,
};
