import { el } from '../dom.ts';
import { addressIn, views, type RouteName } from '../routes.ts';

/** Links to the views; the scenario goes along where the other view takes one. */
export function navigation(here: RouteName): HTMLElement {
  const link = (name: RouteName): HTMLElement => el('a', {
    href: `#/${name}`, 'data-testid': `go-${name}`, 'aria-current': name === here ? 'page' : null,
    onclick: event => {
      event.preventDefault();
      if (name !== here) location.hash = addressIn(name, location.hash);
    },
  }, views[name].title);
  return el('nav', { class: 'views', 'aria-label': 'Views' }, ...(Object.keys(views) as RouteName[]).map(link));
}
