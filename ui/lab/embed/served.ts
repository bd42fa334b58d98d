/** `flatline serve` tells when the file that it serves has changed. */
import type { ScenarioFile } from '../../../sim/scenario.ts';
import type { Page } from '../page.ts';

type Told = { readonly name: string; readonly scenario: ScenarioFile } | { readonly name: string; readonly problem: string };

export function followFile({ dispatch, signal }: Page): void {
  const { serial } = JSON.parse(document.querySelector('#served')!.textContent) as { serial: number };
  const changes = new EventSource(`./changes?after=${serial}`);
  changes.onmessage = ({ data }: MessageEvent<string>) => {
    const told = JSON.parse(data) as Told;
    if ('scenario' in told) dispatch({ type: 'open', script: { preset: '', file: told.scenario, variant: 0 }, said: `${told.name} has changed` });
    else dispatch({ type: 'say', text: `${told.name} has changed, and cannot be shown: ${told.problem}` });
  };
  signal.addEventListener('abort', () => changes.close());
}
