import { whereabouts } from './guard.ts';
import { Failure, asFailure, badInput, place } from './failure.ts';
import { verbs } from './program.ts';
import type { Answer, Request, Work } from './verb.ts';

/** The modules of the user's that a request names, to find them in a stack. */
const modulesOf = ({ detectors, estimators }: Request): string[] =>
  [...detectors, ...estimators].flatMap(spec => /([^/\\:,]+\.[cm]?[jt]s)/.exec(spec)?.slice(1) ?? []);

/** The answer to a request; whatever goes wrong becomes one message that says where. @throws Failure */
export async function answered(request: Request, work: Work): Promise<Answer> {
  try {
    return await verbs.find(({ name }) => name === request.verb)!.answer(request, work);
  } catch (error) {
    const failure = asFailure(error, request.input.name, modulesOf(request));
    if (failure instanceof Failure) throw failure;
    // outside a run, nothing but the pulse tells that it was the user's code that threw
    if (work.pulse.moment().call === 'idle') throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw badInput(`${request.input.name}: ${whereabouts(work.pulse)}: ${message}${place(error, modulesOf(request))}`, error);
  }
}
