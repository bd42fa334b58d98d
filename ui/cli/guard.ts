import { Worker, parentPort, workerData } from 'node:worker_threads';
import { formatDuration } from '../../src/parameters.ts';
import { Failure, badInput, exits, outOfMemory, type Exit } from './failure.ts';
import { Pulse } from './pulse.ts';
import type { Answer, Request, Work } from './verb.ts';

/** What a worker is started with, and what it says. */
interface Given { readonly request: Request; readonly memory: SharedArrayBuffer; readonly stop: SharedArrayBuffer }
type Said = { readonly share: number } | { readonly answer: Answer } | { readonly failure: { exit: Exit; message: string; stack: string } };

/** How often the pulse is felt, in milliseconds. */
const glance = 100;
/** How long a worker that has answered may take to end, in milliseconds. */
const lingering = 500;

/** Where the user's code was when it was stopped: "at 12.3s, process 2: wake". */
export function whereabouts(pulse: Pulse): string {
  const { call, process, time } = pulse.moment();
  if (call === 'load') return 'while it was being loaded';
  return `at ${formatDuration(time)}${process < 0 ? '' : `, process ${process}`}, in ${call}`;
}

/** Calls `stuck` once when one call into the user's code has lasted longer than `patience` (milliseconds). */
function watch(pulse: Pulse, patience: number, stuck: () => void): NodeJS.Timeout {
  let seen = -1;
  let since = Date.now();
  return setInterval(() => {
    const { beats, call } = pulse.moment();
    if (beats !== seen || call === 'idle') {
      seen = beats;
      since = Date.now();
    } else if (Date.now() - since > patience) stuck();
  }, glance);
}

/** The first Ctrl-C asks for what there is; with nobody listening any more, the second ends the command as it always does. */
function interrupted(stop: Int32Array): void {
  stop[0] = 1;
  process.stderr.write('\nflatline: stopping; once more to end at once\n');
}

/**
 * Answers in a worker, because the request runs a user's code: a thread that spins can be stopped from outside, and
 * the message can still say where it was. What that code prints goes to standard error, which keeps the data clean.
 */
export async function guarded(entry: string, request: Request, work: Work, patience: number): Promise<Answer> {
  const pulse = new Pulse();
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const given: Given = { request, memory: pulse.memory, stop: stop.buffer };
  const interrupt = (): void => interrupted(stop);
  process.once('SIGINT', interrupt);
  const worker = new Worker(entry, { workerData: given, stdout: true });
  worker.stdout.pipe(process.stderr, { end: false });
  const ended = new Promise<void>(resolve => { worker.once('exit', () => resolve()); });
  try {
    const answer = await answerOf(worker, pulse, request, work, patience);
    // what the user's code printed is still under way; a timer of its own must not keep us
    await Promise.race([ended, new Promise(resolve => { setTimeout(resolve, lingering).unref(); })]);
    return answer;
  } finally {
    process.off('SIGINT', interrupt);
    await worker.terminate();
  }
}

function answerOf(worker: Worker, pulse: Pulse, request: Request, work: Work, patience: number): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const fail = (problem: string) => reject(badInput(`${request.input.name}: ${whereabouts(pulse)}: ${problem}`));
    const timer = watch(pulse, patience, () => fail(`has not returned within ${patience / 1_000} s of real time, and was stopped`));
    worker.on('message', (said: Said) => {
      if ('share' in said) work.progressed(said.share);
      else if ('answer' in said) resolve(said.answer);
      else reject(Object.assign(new Failure(said.failure.exit, said.failure.message), { stack: said.failure.stack }));
    });
    worker.on('error', error => (outOfMemory(error) ? fail('ran out of memory') : reject(error)));
    worker.on('exit', () => {
      clearInterval(timer);
      fail('ended the run (process.exit?)');
    });
  });
}

/** The worker's side. */
export async function serve(answer: (request: Request, work: Work) => Promise<Answer>): Promise<void> {
  const port = parentPort!;
  const { request, memory, stop } = workerData as Given;
  const flag = new Int32Array(stop);
  const say = (said: Said) => port.postMessage(said);
  try {
    const work = { pulse: new Pulse(memory), progressed: (share: number) => say({ share }), stopped: () => Atomics.load(flag, 0) === 1 };
    say({ answer: await answer(request, work) });
  } catch (error) {
    const { message, stack = '' } = error as Error;
    say({ failure: { exit: error instanceof Failure ? error.exit : exits.fault, message, stack } });
  }
}
