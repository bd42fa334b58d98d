/**
 * Who claims what. Every registered estimator and detector claims every law, in each combination of its choices, but for
 * the exceptions of this table; the tests show each exception breaking the law that it does not claim.
 */
import * as fc from 'fast-check';
import type { AnyDetector, AnyEstimator, Duration, Service } from '../../src/contract.ts';
import { defaults, type EstimatorChoice, type Parameter } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { detectorLaws, type DetectorLawName, type DetectorSubject } from './detectorLaws.ts';
import { estimatorLaws, type EstimatorLawName, type EstimatorSubject } from './estimatorLaws.ts';
import { fixedReference } from './fixedReference.ts';
import { choices, parameterValues } from './parameterValues.ts';

type Given = Readonly<Record<string, unknown>>;

interface Exception<Name extends string> {
  /** Of whom: an entry's name, and the options for which it holds. */
  readonly of: string;
  readonly when?: Given;
  readonly not: readonly Name[];
  readonly because: string;
}

export const estimatorExceptions: readonly Exception<EstimatorLawName>[] = [
  { of: 'fixed', when: { restart: 'any' }, not: ['duplicates'], because: 'a copy is an arrival, and every arrival restarts the timer' },
  { of: 'chen', not: ['resetOnBeat'], because: 'a beat that comes after the freshness point of its successor clears nothing' },
  ...['bertier', 'twoWindow'].map(of => ({
    of, not: ['resetOnBeat'] as const, because: 'as in chen, a beat that comes after the freshness point of its successor clears nothing',
  })),
  { of: 'missed', when: { rule: 'sequence' }, not: ['resetOnBeat'], because: 'a beat counts when it is judged, not when it comes' },
  {
    of: 'missed', when: { rule: 'resetCount' }, not: ['resetOnBeat'],
    because: 'with k = 1 a beat at the instant of a check is forgotten by that check',
  },
  ...['akka', 'hazelcast'].map(flavour => ({
    of: 'phi', when: { flavour }, not: ['duplicates', 'older'] as const,
    because: 'its beats have no numbers: a copy, or one that was overtaken, is one more short interval',
  })),
];

export const detectorExceptions: readonly Exception<DetectorLawName>[] = [
  {
    of: 'bfd', not: ['oldIncarnations'],
    because: 'a packet is known by the session that it names, whoever sent it',
  },
  {
    of: 'gossip', not: ['oldIncarnations'],
    because: 'an old table of one member still tells of a third',
  },
  { of: 'gossip', when: { judge: 'phi' }, not: ['completeness'], because: 'as in Cassandra, one of whom nothing was ever heard is not judged' },
  {
    of: 'lifeguard', not: ['peerIndependence', 'oldIncarnations'],
    because: 'as with swim',
  },
  {
    of: 'lifeguard', when: { join: 'known' }, not: ['accuracy'],
    because: 'the failed are told what is said of them for a while only, and it is for others to join them again',
  },
  { of: 'lifeguard', when: { join: 'first' }, not: ['completeness'], because: 'whoever ended before it was known is nobody to suspect' },
  {
    of: 'rapid', not: ['peerIndependence'],
    because: 'members remove each other by a vote, and one who is in doubt holds up what is decided of another',
  },
  {
    of: 'swim', not: ['peerIndependence', 'oldIncarnations', 'accuracy'],
    because: 'members help and tell each other, so an old message still brings news of a third; and a failure is final, so after a long silence nobody asks again',
  },
  {
    of: 'pull', not: ['oldIncarnations'],
    because: 'an ack is known by the ping that it answers, and proves that whoever sent it ran after that ping',
  },
  {
    of: 'push', when: { kind: 'missed', rule: 'sequence' }, not: ['accuracy'],
    because: 'with its default offset of 0 a beat is judged when it is sent, before it can have come',
  },
];

/** Of services that are a detector by themselves, or over the `inner` that is named. */
export const serviceExceptions: readonly Exception<DetectorLawName>[] = [
  {
    of: 'loadBalancer', when: { inner: 'riseFall' }, not: ['peerIndependence'],
    because: 'checks by stream wait behind the requests of the same connection, and how many of those there are depends on the others',
  },
  {
    of: 'replicaSet', not: ['peerIndependence'],
    because: 'as with raft: who is primary decides how often the others are asked',
  },
  {
    of: 'masterFollowers', not: ['peerIndependence'],
    because: 'who is master decides who is checked, and a state that one node accepts names all the others',
  },
  {
    of: 'lease', not: ['peerIndependence'],
    because: 'the candidates compete for one key: whoever else had it is what one thinks of the others',
  },
  {
    of: 'clusterBus', not: ['peerIndependence'],
    because: 'the nodes gossip: whom one pings, and whom it holds to have failed, is also what the others say',
  },
  {
    of: 'raft', not: ['peerIndependence'],
    because: 'the servers elect one of them: what becomes of one decides whom the others hear, and whom they stop hearing',
  },
  {
    of: 'kraft', not: ['peerIndependence'],
    because: 'as with raft, the servers elect one of them, and only that one is fetched from',
  },
  {
    of: 'session', not: ['peerIndependence'],
    because: 'the servers of a ZooKeeper ensemble elect one of themselves, and only that one is heard by the others',
  },
  {
    of: 'totem', not: ['peerIndependence'],
    because: 'one token goes round all of them: whoever is lost takes it from everybody, and all agree on who is left',
  },
  {
    of: 'vrrp', not: ['peerIndependence'],
    because: 'the best that is heard is master, and the others are silent: what becomes of one decides whether another ever speaks',
  },
];

const matches = <Name extends string>({ of, when = {} }: Exception<Name>, name: string, chosen: Given): boolean =>
  of === name && Object.entries(when).every(([key, value]) => chosen[key] === value);

/** A subject with the laws that it claims, and those that it does not. */
export interface Claim<S, Name extends string> { readonly subject: S; readonly claims: readonly Name[]; readonly not: readonly Name[] }

function claim<S, Name extends string>(subject: S, laws: readonly Name[], exempt: readonly Name[]): Claim<S, Name> {
  return { subject, claims: laws.filter(name => !exempt.includes(name)), not: exempt };
}

const spelt = (name: string, chosen: Given): string => [name, ...Object.values(chosen).map(String)].join(' ');

/** The subject of that name: what a replay block calls. @throws Error when none is called so */
export function subjectOf<S extends { readonly name: string }>(all: readonly Claim<S, string>[], name: string): S {
  const found = all.find(({ subject }) => subject.name === name);
  if (!found) throw new Error(`no subject is called "${name}"`);
  return found.subject;
}

const complete = (estimator: AnyEstimator, chosen: Given): Given =>
  ({ ...defaults(estimator.parameters, chosen), ...chosen });

/** One that begins by trusting, and counts no silence before the first beat, may be asked only after it. */
const bootstrap = (estimator: AnyEstimator, chosen: Given): number =>
  estimator.freshUntil(estimator.init(complete(estimator, chosen), 0)) >= NEVER ? 1 : 0;

/** Every estimator in each of its choices. */
export function estimatorClaims(registry: Readonly<Record<string, AnyEstimator>>): Claim<EstimatorSubject, EstimatorLawName>[] {
  return Object.entries(registry).flatMap(([name, estimator]) => choices(estimator.parameters).map(chosen => {
    const exempt = estimatorExceptions.filter(one => matches(one, name, chosen)).flatMap(one => one.not);
    const subject = { name: spelt(name, chosen), code: `subjectOf(estimatorClaims(estimators), '${spelt(name, chosen)}')`, estimator, params: chosen, bootstrap: bootstrap(estimator, chosen) };
    return claim<EstimatorSubject, EstimatorLawName>(subject, Object.keys(estimatorLaws) as EstimatorLawName[], exempt);
  }));
}

/** Detectors that may take longer than the laws wait by themselves: eleven intervals of ten minutes, at the slowest that is drawn. */
const settling: Readonly<Record<string, Duration>> = { keepalive: 7_200 * sec };

/** The option through which a detector is told its estimator, if it takes any. */
const estimatorOption = (detector: AnyDetector): string | undefined =>
  Object.keys(detector.parameters).find(key => detector.parameters[key]?.kind === 'estimator');

function detectorClaim(name: string, detector: AnyDetector, given: Given, chosen: Given, asked = 0) {
  const exempt = detectorExceptions.filter(one => matches(one, name, chosen)).flatMap(one => one.not);
  const reference = fixedReference(name, chosen);
  const laws = (Object.keys(detectorLaws) as DetectorLawName[]).filter(law => law !== 'exactInstants' || reference);
  const subject: DetectorSubject = {
    name: spelt(name, chosen), code: `subjectOf(detectorClaims(detectors, estimators), '${spelt(name, chosen)}')`, detector,
    params: parameterValues(detector.parameters, given), usual: parameterValues(detector.parameters, { ...defaults(detector.parameters), ...given }),
    bootstrap: asked, ...(reference ? { reference } : {}), ...(Object.hasOwn(settling, name) ? { settles: settling[name]! } : {}),
  };
  return claim<DetectorSubject, DetectorLawName>(subject, laws, exempt);
}

/** Its options that an exception names. */
function deciding(name: string, { parameters }: AnyDetector): Given {
  const named = new Set(detectorExceptions.filter(({ of }) => of === name).flatMap(({ when = {} }) => Object.keys(when)));
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => named.has(key)));
}

/** Every detector: in each choice that an exception names, and with each estimator in each of its choices where it takes one. */
export function detectorClaims(
  detectors: Readonly<Record<string, AnyDetector>>, estimators: Readonly<Record<string, AnyEstimator>>,
): Claim<DetectorSubject, DetectorLawName>[] {
  return Object.entries(detectors).flatMap(([name, detector]) => {
    const option = estimatorOption(detector);
    if (option === undefined) return choices(deciding(name, detector)).map(chosen => detectorClaim(name, detector, chosen, chosen));
    return Object.entries(estimators).flatMap(([kind, estimator]) => choices(estimator.parameters).map(chosen => {
      const choice: EstimatorChoice = { kind, params: complete(estimator, chosen) };
      return detectorClaim(name, detector, { [option]: choice }, { kind, ...chosen }, bootstrap(estimator, chosen));
    }));
  });
}

/** How many there are of something decides the roles, so counts stay at their defaults. */
function counts(table: Readonly<Record<string, Parameter<unknown>>>): Given {
  return Object.fromEntries(Object.entries(defaults(table)).filter(([key]) => table[key]!.kind === 'count'));
}

/** What a service may spoil. When its detector suspects is that one's own affair, and long runs of clients are slow. */
const ownLaws: readonly DetectorLawName[] = ['determinism', 'progress', 'earlyWake', 'clone', 'opinion', 'declared', 'peerIndependence'];

const exempt = (of: readonly Exception<DetectorLawName>[], name: string, chosen: Given = {}): readonly DetectorLawName[] =>
  of.filter(one => matches(one, name, chosen)).flatMap(one => one.not);

/** `inner` is null where the service takes no detector. */
function serviceClaim(name: string, service: AnyService, inner: AnyDetector | null): Claim<DetectorSubject, DetectorLawName> {
  const options = parameterValues(service.parameters, counts(service.parameters));
  const params = fc.record({ service: options, inner: inner ? parameterValues(inner.parameters) : fc.constant(null) });
  const whole = inner ? `${name} over ${inner.name}` : name;
  const subject: DetectorSubject = {
    name: whole, code: `subjectOf(serviceClaims(services, detectors), '${whole}')`,
    detector: service.over(inner), params, roles: service.roles(defaults(service.parameters), 3),
  };
  const not = [...exempt(serviceExceptions, name, inner ? { inner: inner.name } : {}), ...(inner ? exempt(detectorExceptions, inner.name) : [])];
  return claim(subject, ownLaws.filter(law => !not.includes(law)), ownLaws.filter(law => not.includes(law)));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameters
type AnyService = Service<any>;

/** Every service over every detector that it takes, or over none. What it adds may not disturb what the detector inside promises. */
export function serviceClaims(
  services: Readonly<Record<string, AnyService>>, detectors: Readonly<Record<string, AnyDetector>>,
): Claim<DetectorSubject, DetectorLawName>[] {
  return Object.entries(services).flatMap(([name, service]) =>
    (service.inner === 'none' ? [null] : Object.values(detectors)).map(inner => serviceClaim(name, service, inner)));
}
