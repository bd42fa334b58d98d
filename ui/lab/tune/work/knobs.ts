import { NEVER } from '../../../../src/time.ts';
import type { EstimatorChoice, Parameter } from '../../../../src/parameters.ts';
import type { Registry } from '../../../../sim/registry.ts';
import type { Choice, Scenario } from '../../../../sim/scenario.ts';
import type { Knob } from '../model/cells.ts';
import type { Kind } from '../model/axis.ts';

const kinds: Readonly<Record<string, Kind>> = { duration: 'duration', count: 'whole', number: 'number', share: 'number' };

type Table = Readonly<Record<string, Parameter<unknown>>>;

/** The numbers of the detector, and of the service that is or has one: those of the estimator first, for they are what is tuned most. */
export function knobsOf({ detector, service }: Scenario, registry: Registry): readonly Knob[] {
  const own = detector ? knobs('detector', detector, registry.detectors[detector.kind]!.parameters as Table, registry) : [];
  const around = service ? knobs('service', service, registry.services[service.kind]!.parameters as Table, registry) : [];
  return [...own, ...around];
}

function knobs(path: string, { params }: Choice, table: Table, registry: Registry): readonly Knob[] {
  return Object.entries(table).flatMap(([name, { kind, min, max }]): readonly Knob[] => {
    const value = params[name];
    if (kind === 'estimator' && value) {
      const estimator = value as EstimatorChoice;
      return knobs(`${path}.${name}`, estimator, registry.estimators[estimator.kind]!.parameters as Table, registry);
    }
    const known = kinds[kind];
    return known === undefined ? [] : [{
      path: `${path}.${name}`, kind: known, min: min ?? 0, max: Math.min(NEVER - 1, max ?? (kind === 'share' ? 1 : Number.MAX_SAFE_INTEGER)),
      present: typeof value === 'number' && value < NEVER ? value : null,
    }];
  });
}

const often = [/\.interval$/, /\.heartbeat(Interval|Every)?$/, /(probe|advert|leader|status)(Interval|Every)$/i, /\.(period|loopWait|fetchWait|lease|token|renewDeadline|desiredMinTx)$/];
const long = [
  /estimator\.(timeout|threshold)$/, /suspicion(Timeout|Mult)$/, /\.(threshold|timeout|multiplier|advertsMissed|failures|tokenCoefficient)$/, /heartbeatTimeout$/,
  /\.(leaderTimeout|nodeTimeout|fetchTimeout|suspectAfter|grace|election|ttl|duration|attempts)$/, /timeout$/i,
];
/** How the clients of a service behave is no matter of detection. */
const ofClients = /^service\.(every|opTimeout|retryAfter|readShare|clients|writeTime|probeTimeout)$/;

/** How often by how long, unless there is no such pair: then the first two that have a value, durations before other numbers. */
export function usualAxes(all: readonly Knob[]): readonly [Knob, Knob] | null {
  const set = all.filter(({ present, path }) => present !== null && present > 0 && !ofClients.test(path));
  const plain = [...set].sort((a, b) => Number(b.kind === 'duration') - Number(a.kind === 'duration'));
  const named = (names: readonly RegExp[], but?: Knob): Knob | undefined =>
    names.flatMap(name => set.filter(knob => knob !== but && name.test(knob.path)))[0];
  const x = named(often);
  const y = named(long, x) ?? plain.find(knob => knob !== x);
  const other = x ?? plain.find(knob => knob !== y);
  return other && y ? [other, y] : null;
}
