import type { Duration } from '../../src/contract.ts';
import { formatDuration, type EstimatorChoice, type Parameter } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import { readEstimator } from '../../sim/reading/choose.ts';
import { Place } from '../../sim/reading/place.ts';
import type { Registry } from '../../sim/registry.ts';
import { replay as replayed, type RecordedBeat } from '../../sim/replay.ts';
import { replayFigures } from '../../sim/replayFigures.ts';
import { ArrivalError, oddities, readArrivals, type ArrivalReport } from '../../scenarios/traces/arrivals.ts';
import { estimatorChoice } from './choose.ts';
import { badInput } from './failure.ts';
import { withForms, withPatience, withQuiet, withRecording } from './options.ts';
import { withOwn } from './plan.ts';
import { replayCsv, replayText, type Recording, type Replayed } from './replayText.ts';
import { readSpec, type Spec } from './spec.ts';
import { choiceText } from './spelling.ts';
import { boldFor, type Answer, type Input, type Request, type Verb, type Work } from './verb.ts';

/** The median time between two sends, in whole milliseconds where it is longer than one. */
export function typicalInterval(beats: readonly RecordedBeat[]): Duration {
  const bySeq = [...beats].sort((a, b) => a.seq - b.seq);
  const gaps = bySeq.slice(1).map((beat, i) => (beat.sent - bySeq[i]!.sent) / (beat.seq - bySeq[i]!.seq)).filter(gap => gap > 0 && gap < Infinity);
  const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return Math.max(1, median < ms ? Math.round(median) : Math.round(median / ms) * ms);
}

/** Each estimator of the registry, and where its formula has names, each of those. */
export function everyEstimator({ estimators }: Registry): Spec[] {
  return Object.entries(estimators).flatMap(([name, { parameters }]) => {
    const table = parameters as Readonly<Record<string, Parameter<unknown>>>;
    const key = ['flavour', 'variant'].find(each => table[each]?.kind === 'choice');
    const choices = key === undefined ? [{}] : table[key]!.choices!.map(choice => ({ [key]: choice }));
    return choices.map(given => ({ label: [name, ...Object.values(given)].join(' '), main: { name, given } }));
  });
}

function read({ name, text = '' }: Input): { beats: readonly RecordedBeat[]; report: ArrivalReport } {
  try {
    return readArrivals(text);
  } catch (error) {
    if (error instanceof ArrivalError) throw badInput(`${name}:${error.line}: ${error.problem}`, error);
    throw error;
  }
}

const json = (of: Recording, report: ArrivalReport, all: readonly Replayed[]): string =>
  JSON.stringify({ recording: of.name, ...report, interval: of.interval, warmUp: of.warmUp, estimators: all.map(({ label, choice, figures }) => ({ estimator: label, choice, ...figures })) }, null, 2);

async function answer(request: Request, { pulse, progressed }: Work): Promise<Answer> {
  const { beats, report } = read(request.input);
  if (report.arrived === 0) throw badInput(`${request.input.name}: no beat of it arrived`);
  const asked = request.estimators.map(readSpec);
  const { registry, nameOf } = await withOwn([], asked, pulse);
  const interval = formatDuration(typicalInterval(beats));
  const specs = asked.length > 0 ? asked : everyEstimator(registry);
  const choices = specs.map(({ label, main }): [string, EstimatorChoice] =>
    [label, readEstimator(new Place(estimatorChoice(main, nameOf(main), {}, interval, registry), `--estimator ${label}`), { registry })]);
  const warmUp = request.warmUp ?? 0;
  const all = choices.map(([label, choice], i): Replayed => {
    progressed(i / choices.length);
    return { label, choice: choiceText('estimators', choice, { registry, names: [] }), figures: replayFigures(replayed(beats, choice, registry.estimators), warmUp) };
  });
  const of: Recording = { name: request.input.name, beats: beats.length, interval, warmUp: formatDuration(warmUp) };
  const out = request.form === 'json' ? json(of, report, all) : request.form === 'csv' ? replayCsv(of, all) : replayText(of, all, request.columns, boldFor(request.paints));
  return { out, said: oddities(report).map(text => `flatline: note: ${text}`) };
}

export const replay: Verb = {
  name: 'replay',
  reads: 'recording',
  define: command => withQuiet(withPatience(withForms(withRecording(command
    .description('Run estimators over recorded heartbeats: what each would have said, and how good that was')
    .argument('<trace>', 'CSV with the columns seq,sent_us,received_us or send_ms,recv_ms; - for standard input'))))),
  answer,
};
