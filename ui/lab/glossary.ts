/** The one place where the code's words, the field's symbols and plain sentences meet: for labels, titles and legends. */
export interface Term {
  /** As people say it. */
  readonly label: string;
  /** As the papers write it: Chen, Toueg and Aguilera (2002) for the measures, Hayashibara et al. (2004) for φ. */
  readonly symbol?: string;
  readonly meaning: string;
}

export const glossary = {
  // the rules of an estimator
  interval: { label: 'heartbeat interval', symbol: 'η', meaning: 'How often a process says that it is running.' },
  timeout: { label: 'timeout', meaning: 'After this much silence a process is suspected.' },
  margin: { label: 'safety margin', symbol: 'α', meaning: 'How much later than expected a heartbeat may come before its sender is suspected.' },
  freshUntil: { label: 'freshness point', symbol: 'τ', meaning: 'The instant from which a process is suspected if nothing more is heard of it.' },
  expectedArrival: { label: 'expected arrival', symbol: 'EA', meaning: 'When the next heartbeat should come, going by those before it.' },
  level: { label: 'suspicion level', symbol: 'φ', meaning: 'How unlikely a silence as long as this one is, while the process still runs; 1 of the threshold is the decision.' },
  threshold: { label: 'threshold', symbol: 'Φ', meaning: 'The level at which a process is suspected: higher is slower, and wrong less often.' },
  missed: { label: 'missed heartbeats', symbol: 'k', meaning: 'How many heartbeats in a row must be missing before a process is suspected.' },
  mean: { label: 'mean gap', symbol: 'μ', meaning: 'How long, on average, the monitor waited between heartbeats.' },
  deviation: { label: 'standard deviation', symbol: 'σ', meaning: 'How much the gaps between heartbeats scatter round their mean.' },
  period: { label: 'protocol period', symbol: 'T′', meaning: 'How often each process probes one other (SWIM).' },
  indirect: { label: 'indirect probes', symbol: 'k', meaning: 'How many others are asked to probe in one’s stead before a suspicion (SWIM).' },
  localHealth: { label: 'local health', symbol: 'LHM', meaning: 'How much a process doubts itself: the slower it is, the more patient it becomes (Lifeguard).' },
  // who is who
  monitor: { label: 'monitor', symbol: 'q', meaning: 'The process that watches.' },
  monitored: { label: 'monitored process', symbol: 'p', meaning: 'The process that is watched.' },
  incarnation: { label: 'incarnation', meaning: 'How many times a process has been started again: beats of an older one no longer count.' },
  epoch: { label: 'epoch', meaning: 'The number of a leadership, also called term: a newer leader has a higher one.' },
  lease: { label: 'lease', meaning: 'An authority that ends by itself at a stated time on its holder’s clock.' },
  fencingToken: { label: 'fencing token', meaning: 'A number sent with each write, so that a store which has seen a newer one refuses it.' },
  // the measures
  detectionTime: { label: 'detection time', symbol: 'T_D', meaning: 'From a crash to the suspicion that is never taken back while it lasts.' },
  mistakeDuration: { label: 'mistake duration', symbol: 'T_M', meaning: 'How long a running process stays suspected.' },
  mistakeRecurrence: { label: 'mistake recurrence', symbol: 'T_MR', meaning: 'From the beginning of one mistake to the beginning of the next.' },
  goodPeriod: { label: 'good period', symbol: 'T_G', meaning: 'From the end of one mistake to the beginning of the next.' },
  mistakeRate: { label: 'mistake rate', symbol: 'λ_M', meaning: 'Mistakes per second of a monitor watching a running process.' },
  queryAccuracy: { label: 'query accuracy', symbol: 'P_A', meaning: 'How likely it is, at a random instant, that a running process is trusted.' },
  recoveryDetection: { label: 'recovery detection', meaning: 'From a recovery to the first trust after it.' },
  undetected: { label: 'undetected', meaning: 'Crashes that nobody suspected before they were over, or before the run was.' },
  exposure: { label: 'exposure', symbol: 'E', meaning: 'The time in which a monitor could make a mistake about a process: both run, and it has been heard.' },
  accusation: { label: 'accusation', meaning: 'A time in which at least one monitor wrongly suspects a process.' },
  collective: { label: 'collective mistake', meaning: 'A time in which most of its running monitors wrongly suspect a process.' },
  // a group
  splitBrain: { label: 'split-brain', meaning: 'Two or more act as leader of one resource at the same time.' },
  dualClaim: { label: 'dual claim', meaning: 'Two or more believe that they lead; harmless as long as only one acts.' },
  leaderless: { label: 'leaderless', meaning: 'Nobody acts as leader.' },
  lostWrites: { label: 'lost writes', meaning: 'Writes that a client was told are safe, and that no process holds any more.' },
  fencedWrites: { label: 'fenced writes', meaning: 'Writes of a stale leader that were refused because a newer token had been seen.' },
  staleReads: { label: 'stale reads', meaning: 'Reads that missed a write which had been acknowledged before they began.' },
  lateEffects: { label: 'late effects', meaning: 'Writes with an old token, accepted because the newer one had not arrived yet.' },
  unavailability: { label: 'unavailability', meaning: 'The time in which a client’s operations are not answered within their limit.' },
  failover: { label: 'failover', meaning: 'From a fault of the leader to the first operation that its successor acknowledges: detect, agree, act, reach.' },
  // what a lane says
  falsePositive: { label: 'wrong suspicion', symbol: 'T_M', meaning: 'It runs, and is suspected: the length is that of the mistake.' },
  undetectedCrash: { label: 'crash not noticed yet', symbol: 'T_D', meaning: 'It has crashed, and is trusted: the length is the detection time.' },
  truePositive: { label: 'right suspicion', meaning: 'It has crashed, and is suspected.' },
  excused: { label: 'suspected while away', meaning: 'It is suspected because it, its monitor, or the path between them was stopped: a mistake to some, to others the right answer.' },
  unheard: { label: 'not heard of yet', meaning: 'The monitor has had no sign of it since it began to watch: no opinion counts.' },
} as const satisfies Record<string, Term>;

export type TermName = keyof typeof glossary;

export const termOf = (name: string): Term | undefined => (glossary as Readonly<Record<string, Term>>)[name];

/** "detection time (T_D)", as a label. */
export function labelled(name: TermName): string {
  const { label, symbol }: Term = glossary[name];
  return symbol ? `${label} (${symbol})` : label;
}

/** "Detection time, T_D. From a crash to …", as a title. */
export function explained(name: TermName): string {
  const { label, symbol, meaning }: Term = glossary[name];
  return `${label[0]!.toUpperCase()}${label.slice(1)}${symbol ? `, ${symbol}` : ''}. ${meaning}`;
}
