import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Desk } from './outside.ts';
import type { Shown } from './protocol.ts';
import { after } from './playback.ts';
import type { Failure, Script } from './state.ts';
import type { Action } from './update.ts';

/** A run that takes longer than this says so, and can be cancelled. */
const patience = 400;

export interface Runs {
  readonly shown: () => Shown | null;
  /** Computes the run of this script, if it is another than the one that is computed or shown. */
  readonly follow: (script: Script) => void;
  readonly cancel: () => void;
  readonly again: (script: Script) => void;
}

/**
 * Keeps the run in step with the script: the old one is shown until the new one has come. `first` is what can always be
 * shown. `came`: a run has, or the measures of one that came without them.
 */
export function runsOf(desk: Desk, dispatch: (action: Action) => void, came: (shown: Shown) => void, first: Script): Runs {
  let shown: Shown | null = null;
  let wanted: Script | null = null;
  let serial = 0;
  const start = (script: Script): void => {
    const mine = ++serial;
    let late = false;
    let share = 0;
    wanted = script;
    const tell = (): void => { if (mine === serial) dispatch({ type: 'computing', share, late }); };
    tell();
    const waited = after(patience, () => { late = true; tell(); });
    desk.run(oneDetector(script), {
      progress(next) { share = next; if (late) tell(); },
      failed(failure) {
        waited();
        if (mine !== serial) return;
        dispatch({ type: 'failed', failure });
        if (!shown && script !== first) rescued(failure);
      },
      done(run) {
        waited();
        if (mine !== serial) return;
        shown = run;
        const { scenario } = run.index;
        dispatch({ type: 'ran', digest: run.digest, horizon: scenario.horizon, processes: scenario.processes.length });
        came(run);
        if (!run.measured) desk.ask('measures', { ask: 'measures' }, measured => { shown = { ...run, measured }; came(shown); });
      },
    });
  };
  /** A link whose scenario cannot be run leaves no empty page: it says why, and the first scenario is shown. */
  const rescued = ({ path, problem }: Failure): void => {
    const place = path ? `its scenario is wrong at ${path}: ` : '';
    dispatch({ type: 'visit', address: { script: first } });
    dispatch({ type: 'banner', banner: { kind: 'link', text: `This link cannot be shown: ${place}${problem}. The first scenario is shown instead.` } });
  };
  return {
    shown: () => shown,
    follow(script) {
      if (wanted && wanted.file === script.file && wanted.variant === script.variant) return;
      start(script);
    },
    again: start,
    cancel() {
      if (!desk.cancel()) return;
      serial++;
      if (shown) dispatch({ type: 'cancelled' });
      else rescued({ path: '', problem: 'its run was cancelled' });
    },
  };
}

/** The page shows one detector at a time. */
export function oneDetector({ file, variant }: Script): ScenarioFile {
  const { detectors, ...rest } = file;
  return detectors && detectors.length > 0 ? { ...rest, detector: detectors[variant] ?? detectors[0]! } : file;
}
