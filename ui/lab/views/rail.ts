import type { ScenarioFile } from '../../../sim/scenario.ts';
import { el, remade, say, whenChanged } from '../dom.ts';
import { choiceControls } from '../controls/choice.ts';
import { checked, choose, freshName } from '../controls/parameter.ts';
import { plainly } from '../lineWords.ts';
import { longForm } from '../laws.ts';
import type { Page, View } from '../page.ts';
import { withService } from '../services.ts';
import type { Script } from '../state.ts';
import { isSystem, systemTitles } from '../systems/names.ts';
import { openSystem } from '../systems/open.ts';
import type { Tables } from '../tables.ts';
import { fileControls } from './files.ts';
import { scriptView } from './script.ts';
import { seedView } from './seed.ts';

type Written = Readonly<Record<string, unknown>>;

/** The scenario, from the preset that it began as to the last line of its fault script. */
export function railView(page: Page): View {
  const presets = el('div');
  const story = el('p', { class: 'story' });
  const unwise = el('ul', { class: 'unwise', 'data-testid': 'warnings' });
  const cluster = el('div');
  const network = el('div');
  const seed = seedView(page);
  const script = scriptView(page);
  const system = systemPlace(page), beneath = beneathOptions(cluster);
  const section = (title: string, ...content: HTMLElement[]): HTMLElement =>
    el('section', { class: 'section' }, el('h2', {}, title), ...content);
  const node = el('aside', { class: 'rail', id: 'scenario', 'aria-label': 'Scenario' },
    section('Scenario', presets, story, fileControls(page)), system.node, el('section', { class: 'section' }, script.node), beneath.node, el('section', { class: 'section' }, unwise),
    section('Network', network), section('Seed', seed.node));
  const offered = offeredIn([presets, cluster, network], page);
  const shown = whenChanged((current: Script, _tables: Tables | null, _stories: number) => {
    remade(presets, [presetPicker(page, current)]);
    say(story, current.file.story ?? '');
    remade(cluster, clusterControls(page, current));
    remade(network, networkControls(page, current.file));
  });
  const warned = whenChanged((warnings: readonly string[]) => {
    unwise.replaceChildren(...warnings.map(words => el('li', {}, el('b', {}, 'Unwise: '), words)));
  });
  return {
    node,
    render(state, run) {
      shown(...offered(state.script));
      warned(run?.measured?.report.warnings ?? nothing);
      seed.render(state, run);
      script.render(state, run);
      beneath.fold(isSystem(state.script.preset));
      system.render(state, run);
    },
  };
}

/** Cluster, detector and service. A real system says them under its own names: there they are folded away, for who wants to look beneath. */
function beneathOptions(cluster: HTMLElement): { readonly node: HTMLElement; readonly fold: (system: boolean) => void } {
  const title = el('h2'), node = el('details', { class: 'section beneath', 'data-testid': 'beneath-options' }, el('summary', {}, title), cluster);
  return {
    node,
    fold: whenChanged((system: boolean) => {
      say(title, system ? 'Beneath: detector and service' : 'Cluster and detector');
      node.open = !system;
    }),
  };
}

/** The options of a real system: fetched when the first one is opened. */
function systemPlace(page: Page): View {
  const node = el('div', { hidden: true });
  let section: View | null = null;
  let asked = false;
  return {
    node,
    render(state, run) {
      node.hidden = !isSystem(state.script.preset);
      if (node.hidden) return;
      section?.render(state, run);
      if (asked) return;
      asked = true;
      import('../systems/section.ts').then(({ systemSection }) => {
        section = systemSection(page);
        node.replaceChildren(section.node);
        page.mark('views');
      }, () => { asked = false; });
    },
  };
}

const nothing: readonly string[] = [];

/** What the controls are made for, what can be chosen in them, and among how many stories. */
type Offered = readonly [script: Script, tables: Tables | null, stories: number];

/** A control that is made anew closes its list, and loses what is half typed: what there is to choose waits until it is left. */
function offeredIn(parts: readonly HTMLElement[], page: Page): (current: Script) => Offered {
  let last: Offered | null = null;
  for (const part of parts) part.addEventListener('focusout', () => page.mark('views'));
  return current => {
    const inUse = parts.some(part => part.contains(document.activeElement));
    if (last?.[0] !== current || !inUse) last = [current, page.tables(), Object.keys(page.presets).length];
    return last;
  };
}

/** Stories, and real systems: of those the first word of what was chosen is the name. */
function presetPicker(page: Page, current: Script): HTMLElement {
  const id = freshName('preset');
  const stories = Object.keys(page.presets).filter(name => !isSystem(name));
  const chosen = isSystem(current.preset) ? current.preset.split(' ', 1)[0]! : current.preset;
  const options = (names: readonly string[], title: (name: string) => string): HTMLElement[] =>
    names.map(name => el('option', { value: name, selected: name === chosen }, title(name)));
  const known = chosen !== '' && (stories.includes(chosen) || isSystem(chosen));
  const picker = el('select', { id, 'data-testid': 'preset', onchange: () => openPreset(page, picker.value) },
    known ? null : el('option', { value: chosen, selected: true }, chosen || 'Your own'),
    el('optgroup', { label: 'Stories' }, ...options(stories, name => page.presets[name]?.title ?? name)),
    el('optgroup', { label: 'Systems' }, ...options(Object.keys(systemTitles), name => systemTitles[name]!)));
  return el('div', { class: 'field wide' }, el('label', { for: id, class: 'hidden' }, 'Story or system'), picker);
}

function openPreset(page: Page, name: string): void {
  const file = page.presets[name];
  if (isSystem(name)) openSystem(page, { system: name, settings: {} });
  else if (file) page.dispatch({ type: 'open', script: { preset: name, file, variant: 0 }, said: `Opened: ${file.title ?? name}` });
}

function clusterControls(page: Page, { file, variant }: Script): (HTMLElement | null)[] {
  const tables = page.tables();
  if (!tables) return [];
  const edit = (change: Partial<ScenarioFile>, said: string): void => page.dispatch({ type: 'edit', file: { ...file, ...change }, said });
  const several = file.detectors ?? [];
  const alone = file.service !== undefined && tables.services[String(file.service['kind'])]?.standsAlone === true;
  const detector = several.length > 0 ? several[variant] ?? several[0]! : file.detector ?? null;
  return [
    typeof file.processes === 'number' || file.processes === undefined ? processCount(page, file) : null,
    several.length > 0 ? variants(page, several, variant) : null,
    alone ? null : choiceControls({
      name: 'detector', words: 'detector', entries: tables.detectors, estimators: tables.estimators, written: detector,
      ...(file.service && { none: 'none' }),
      changed: written => edit(several.length > 0
        ? { detectors: several.map((one, i) => (i === variant ? written! : one)) }
        : { detector: written ?? undefined } as Partial<ScenarioFile>, 'Changed the detector'),
    }),
    choiceControls({
      name: 'service', words: 'service', entries: tables.services, estimators: tables.estimators, written: file.service ?? null, none: 'none',
      changed: written => page.dispatch({ type: 'edit', file: withService(file, written, tables.services), said: 'Changed the service' }),
    }),
  ];
}

function processCount(page: Page, file: ScenarioFile): HTMLElement {
  const id = freshName('processes');
  const input = el('input', { id, type: 'number', min: 2, max: 200, step: 1, value: String(file.processes ?? 5), 'data-testid': 'processes' });
  const problem = (text: string): string => (/^\d+$/.test(text) && Number(text) >= 2 && Number(text) <= 200 ? '' : 'A whole number from 2 to 200.');
  return el('div', { class: 'field' }, el('label', { for: id }, 'processes'),
    checked(input, problem, text => page.dispatch({ type: 'edit', file: { ...file, processes: Number(text) }, said: `Now ${text} processes` })));
}

function variants(page: Page, several: readonly Written[], variant: number): HTMLElement {
  const id = freshName('variant');
  const words = (one: Written): string => {
    const estimator = one['estimator'] as Written | undefined;
    return [one['kind'], estimator?.['kind'], estimator?.['flavour'] ?? estimator?.['variant']].filter(Boolean).join(' ');
  };
  const picker = choose({ id, 'data-testid': 'variant' }, several.map((_, i) => String(i)), String(variant),
    i => page.dispatch({ type: 'variant', variant: Number(i) }), i => `${Number(i) + 1}: ${words(several[Number(i)]!)}`);
  return el('div', { class: 'field wide' }, el('label', { for: id }, 'the detector shown, of those compared'), picker);
}

function networkControls(page: Page, file: ScenarioFile): (HTMLElement | null)[] {
  const tables = page.tables();
  if (!tables) return [];
  const network = file.network ?? {};
  const edit = (change: Written, said: string): void => {
    const kept = Object.fromEntries(Object.entries({ ...network, ...change }).filter(([, value]) => value !== undefined));
    page.dispatch({ type: 'edit', file: { ...file, network: kept }, said });
  };
  return [
    choiceControls({
      name: 'latency', words: 'latency', entries: tables.latencies, estimators: tables.estimators, written: longForm(network['latency'], tables.latencies, { kind: 'constant', option: 'value' }), none: 'as by default',
      changed: latency => edit({ latency: latency ?? undefined }, 'Changed the latency'),
    }),
    choiceControls({
      name: 'loss', words: 'loss', entries: tables.losses, estimators: tables.estimators, written: longForm(network['loss'], tables.losses, { kind: 'independent', option: 'average' }), none: 'none',
      changed: loss => edit({ loss: loss ?? undefined }, 'Changed the loss'),
    }),
    ownWeather(file),
  ];
}

/** Links and hosts that differ from the rest: said, so that nothing that decides the run is out of sight. */
function ownWeather({ links = [], hosts = [] }: ScenarioFile): HTMLElement | null {
  const lines = [...links, ...hosts].map(({ from, to, process, name, ...options }) => {
    const who = from === undefined ? String(process ?? name ?? '') : `${plainly(from)} → ${plainly(to)}`;
    return el('li', {}, el('b', {}, `${who}: `), plainly(options));
  });
  return lines.length > 0 ? el('ul', { class: 'own', 'aria-label': 'Links and hosts that differ' }, ...lines) : null;
}
