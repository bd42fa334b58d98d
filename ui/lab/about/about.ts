import { version } from '../../../sim/version.ts';
import { el } from '../dom.ts';
import { glossary, type Term } from '../glossary.ts';
import type { Given } from '../lab.ts';
import { frameOf } from '../views/frame.ts';
import { keyGroups } from '../views/keys.ts';
import { keyList } from '../views/shortcuts.ts';
import { kept, notTried } from './conformance.ts';
import { marksView } from './marks.ts';
import './about.css';

/** What the marks and the words mean, the keys, what was tried, and whose this is. */
export function startAbout(root: HTMLElement, { signal }: Given): void {
  const frame = frameOf('about', signal, () => marks.dressed(frame.palette()));
  const marks = marksView(frame.palette());
  const parts: readonly (readonly [string, string, ...HTMLElement[]])[] = [
    ['marks', 'What the marks mean', marks.node],
    ['keys', 'Keyboard', ...keysContent()],
    ['words', 'Words of the field', wordList()],
    ['conformance', 'Who can use it', ...conformance()],
    ['version', 'Version and licence', ...versionContent()],
  ];
  const jump = (id: string): void => {
    const head = root.querySelector<HTMLElement>(`#about-${id}`);
    head?.scrollIntoView();
    head?.focus();
  };
  const contents = el('nav', { class: 'contents-of', 'aria-label': 'On this page' }, ...parts.map(([id, title]) =>
    el('button', { type: 'button', class: 'plain', 'data-testid': `to-${id}`, onclick: () => jump(id) }, title)));
  root.append(frame.header, el('main', { class: 'about' },
    el('h2', { class: 'lead' }, 'Is it dead, or only slow?'),
    el('p', { class: 'lead' }, 'Flatline runs a cluster that you can break, and shows beside each other what is true and what each process believes. Every run is computed here, in your browser, from its scenario and its seed: the same link shows the same run, to the microsecond, anywhere.'),
    contents,
    ...parts.map(([id, title, ...content]) => el('section', { 'data-testid': `about-${id}` }, el('h2', { id: `about-${id}`, tabindex: -1 }, title), ...content))));
}

function keysContent(): HTMLElement[] {
  return [
    el('p', {}, 'In the Lab; the key ? shows this list there, and switches those of a single character off. Everything that a pointer can do has a control that the keyboard reaches.'),
    el('div', { class: 'groups' }, ...Object.values(keyGroups).map(({ title, shortcuts }) => el('div', {}, el('h3', {}, title), keyList(shortcuts)))),
  ];
}

const wordList = (): HTMLElement => el('dl', { class: 'words' }, ...Object.values(glossary).flatMap(({ label, symbol, meaning }: Term) => [
  el('dt', {}, label, symbol ? el('span', { class: 'muted' }, ` ${symbol}`) : null), el('dd', {}, meaning),
]));

function conformance(): HTMLElement[] {
  const list = (lines: readonly string[]): HTMLElement => el('ul', {}, ...lines.map(line => el('li', {}, line)));
  return [
    el('p', {}, 'The aim is WCAG 2.2, level AA. What follows is tried by the test suite with every change, in Chromium.'),
    list(kept), el('h3', {}, 'Not tried, and therefore not claimed'), list(notTried),
  ];
}

function versionContent(): HTMLElement[] {
  const licences = document.querySelector<HTMLLinkElement>('link[rel="license"]');
  const others = licences ? el('span', {}, 'Of what it is built from: ', el('a', { href: licences.href }, 'the other licences'), '.') : el('span', {}, 'The licences of what it is built from are in the source of this page.');
  return [
    el('p', {}, el('b', {}, `Flatline ${version}`), '. A link tells when it was made by a version whose run differs from the one that you see.'),
    el('p', {}, 'Copyright 2026 The Flatline authors; MIT licence: use it, change it, pass it on, with the licence. ', others),
    el('p', {}, 'It stores nothing about you: in this browser it keeps the theme that you chose, and it sends nothing anywhere.'),
  ];
}
