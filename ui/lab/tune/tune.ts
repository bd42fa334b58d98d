/** `#/tune`: which two numbers of a detector meet the goals, at what cost, and which moment of which run says otherwise. */
import { el } from '../dom.ts';
import type { Given } from '../lab.ts';
import { startPlayback } from '../playback.ts';
import type { Script } from '../state.ts';
import { exportButton } from '../export/exportButton.ts';
import { frameOf } from '../views/frame.ts';
import { readTune } from './address.ts';
import { Bench } from './bench.ts';
import { tuneItems } from './exports.ts';
import type { TuneView } from './page.ts';
import { formView } from './views/form.ts';
import { frontView } from './views/front.ts';
import { headView } from './views/head.ts';
import { mapView } from './views/map.ts';
import { readoutView } from './views/readout.ts';
import { slidersView } from './views/sliders.ts';
import { tableView } from './views/table.ts';
import './tune.css';

/** One crash under plain weather: for whoever comes without a scenario. */
const usualPreset = 'oneCrash';

/** Puts the view into the element, and starts it. */
export function startTune(root: HTMLElement, { presets, firstScript, signal }: Given): void {
  const first: Script = presets[usualPreset] ? { preset: usualPreset, file: presets[usualPreset], variant: 0 } : firstScript;
  const draw = (): void => playback.mark();
  const frame = frameOf('tune', signal, draw, exportButton(() => tuneItems(bench, bench.say)));
  const bench = new Bench(first, { presets, signal, theme: frame.palette, draw });
  const views: readonly TuneView[] = [
    headView(bench), mapView(bench), readoutView(bench), slidersView(bench), frontView(bench, draw), formView(bench), tableView(),
  ];
  const render = (): void => {
    const state = bench.state();
    frame.entitle(state.plan ? state.plan.title : '');
    for (const view of views) view.render(state);
  };
  const playback = startPlayback([{ name: 'tune', draw: render }], { tick: () => {}, signal });
  root.replaceChildren(frame.header, el('main', { class: 'tune' }, ...views.map(({ node }) => node)));
  const follow = (): void => {
    if (location.hash === bench.written || !/^#\/tune\b/.test(location.hash)) return;
    const { wish, problems } = readTune(location.hash, presets, first);
    bench.written = location.hash;
    bench.begin(wish, problems.length > 0 ? `This link is damaged: ${problems.join('; ')}; the rest of it is shown` : '');
  };
  addEventListener('popstate', follow, { signal });
  addEventListener('hashchange', follow, { signal });
  follow();
}
