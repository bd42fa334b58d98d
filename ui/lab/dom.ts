/** The few calls that make and change elements. */

type Listeners = { readonly [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void };
export type Attributes = Listeners & { readonly [name: string]: unknown };
export type Child = Node | string | null | undefined | false;

/** An element. Attributes by name (false, null and undefined leave one out), listeners as `onclick`, `class` and `data-testid` as written. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value as EventListener);
    else mark(node, name, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** Sets, changes or takes away an attribute, and touches the page only when it differs. */
export function mark(node: Element, name: string, value: unknown): void {
  const text = value === true ? '' : value === false || value === null || value === undefined ? null : String(value);
  if (node.getAttribute(name) === text) return;
  if (text === null) node.removeAttribute(name);
  else node.setAttribute(name, text);
}

/** `aria-…` states are written out: absent and false differ. */
export const markState = (node: Element, name: string, value: boolean): void => mark(node, name, value ? 'true' : 'false');

export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** The children become these; those that stay keep their place, their focus and their state. */
export function hold(node: Element, ...children: readonly Child[]): void {
  const wanted = children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false);
  const unchanged = wanted.length === node.childNodes.length && wanted.every((child, i) => node.childNodes[i] === child);
  if (!unchanged) node.replaceChildren(...wanted);
}

/** Does its work again only when one of the values that it is told differs from the last time. */
export function whenChanged<T extends readonly unknown[]>(work: (...values: T) => void): (...values: T) => void {
  let last: T | undefined;
  return (...values) => {
    if (last && values.every((value, i) => Object.is(value, last![i]))) return;
    last = values;
    work(...values);
  };
}

/** Makes the content anew, and puts the focus back on the control with the same name. */
export function remade(node: HTMLElement, content: readonly Child[]): void {
  const active = document.activeElement;
  const name = active && node.contains(active) ? active.getAttribute('data-testid') : null;
  const place = name === null ? -1 : named(node, name).indexOf(active!);
  hold(node, ...content);
  if (name !== null) (named(node, name)[place] as HTMLElement | undefined)?.focus();
}

const named = (node: HTMLElement, name: string): Element[] =>
  [...node.querySelectorAll('[data-testid]')].filter(one => one.getAttribute('data-testid') === name);
