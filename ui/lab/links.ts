import { version } from '../../sim/version.ts';
import { addressOf, readAddress, type Address, type Damage, type Presets } from './address.ts';
import { historyOf } from './history.ts';
import { digitsOf, partsWithin, type Made, type Mark } from './marks.ts';
import { instant } from './model/words.ts';
import { copyText, type Desk } from './outside.ts';
import { settled } from './playback.ts';
import type { Banner, Script } from './state.ts';
import type { Store } from './store.ts';
import { fetchNamed, presetIn } from './systems/named.ts';

export interface Links {
  /** What the address says when the page opens, once it can be read. */
  readonly opened: (then: (address: Address) => void) => void;
  /** A run has come: does it agree with the link that asked for it? */
  readonly checked: () => void;
  /** The link to this moment, with its digest, to the clipboard. */
  readonly share: () => void;
  readonly copy: (text: string, said: string) => void;
}

const madeHere = (marks: readonly Mark[]): Made => ({ engine: version, marks: digitsOf(marks) });

const damaged = (damage: readonly Damage[]): Banner =>
  ({ kind: 'link', text: `This link is damaged: ${damage.map(({ field, problem }) => `“${field}” ${problem}`).join('; ')}. Everything else in it is shown.` });

/** A link that was made from another run than the one that its scenario has here. */
function otherRun(made: Made | undefined, marks: readonly Mark[], at: number): Banner {
  const within = made ? partsWithin(marks, made.marks, at) : null;
  const by = !made ? 'another version of the engine or of its scenario' : made.engine === version ? `another build of Flatline ${version}, or its preset has changed` : `Flatline ${made.engine}, and this is ${version}`;
  const when = within ? `from a moment between ${instant(within.from)} and ${instant(within.to)} on` : 'up to this moment';
  return { kind: 'digest', text: `This link was made by ${by}: ${when}, the run that you see is not the one that was shared.`, ...(within && { parts: within.from }) };
}

/** Keeps the address in step with the page, and the page with the address. `first` is shown where a link has no scenario that can be read. */
export function linksOf({ state, dispatch, follow }: Store, desk: Desk, presets: Presets, first: Script, signal: AbortSignal): Links {
  let promised: { readonly digest: string; readonly at: number; readonly made: Made | undefined } | null = null;
  const history = historyOf(presets, state, hash => read(hash, arrived), signal);
  let serial = 0;
  const seal = settled(300, () => {
    const { script, cursor, playing, run, banner } = state();
    // what a link says of another run stays in it until the reader has taken this one
    if (playing || run.kind !== 'ready' || banner?.kind === 'digest') return;
    desk.ask('seal', { ask: 'digest', at: cursor }, ({ digest, marks }) => history.sealed({ script, cursor, digest, made: madeHere(marks) }));
  });
  follow((action, { playing }) => {
    history.follow(action);
    if (!playing) seal();
  });
  const copy = (text: string, said: string): void =>
    copyText(text, copied => dispatch({ type: 'say', text: copied ? said : 'The browser does not let the page copy' }));

  /** What a link is made of must be there first. A newer link overtakes one that waits. */
  function read(hash: string, then: (address: Address, damage: readonly Damage[]) => void): void {
    const mine = ++serial;
    fetchNamed(presetIn(hash), presets, desk.consult, problem => {
      if (mine !== serial || signal.aborted) return;
      const { address, damage } = readAddress(hash, presets);
      then(address, problem === undefined ? damage : damage.map(one => (one.field === 's' || one.field === 'preset' ? { ...one, problem } : one)));
    });
  }
  /** A link, or a step through the history: what it says, and the rest as it is. */
  function arrived(address: Address, damage: readonly Damage[]): void {
    if (damage.length > 0) dispatch({ type: 'banner', banner: damaged(damage) });
    const unreadable = damage.some(({ field }) => field === 's' || field === 'preset');
    dispatch({ type: 'visit', address: unreadable ? { ...address, script: first } : address });
    promised = address.digest !== undefined && address.cursor !== undefined ? { digest: address.digest, at: address.cursor, made: address.made } : null;
    if (state().run.kind === 'ready') checked();
  }
  function checked(): void {
    const expected = promised;
    promised = null;
    if (!expected) return;
    desk.ask('link', { ask: 'digest', at: expected.at }, ({ digest, marks }) => {
      if (digest.startsWith(expected.digest)) return;
      // it goes on saying so, opened again, until the reader has taken this run
      history.sealed({ script: state().script, cursor: expected.at, digest: expected.digest, made: expected.made });
      dispatch({ type: 'banner', banner: otherRun(expected.made, marks, expected.at) });
    });
  }
  return {
    copy, checked,
    opened: then => read(location.hash, (address, damage) => {
      arrived(address, damage);
      then(address);
    }),
    share() {
      dispatch({ type: 'pause' });
      desk.ask('share', { ask: 'digest', at: state().cursor }, ({ digest, marks }) =>
        copy(location.href.replace(/#.*$/, '') + addressOf(state(), presets, digest, madeHere(marks)), 'Link copied: it opens this scenario at this moment'));
    },
  };
}
