/** The views by their name in the address, `#/name?…`, in the order in which the page offers them. */
export const views = {
  lab: { title: 'Lab', takesScenario: true },
  compare: { title: 'Compare', takesScenario: true },
  tune: { title: 'Tune', takesScenario: true },
  learn: { title: 'Learn', takesScenario: false },
  about: { title: 'About', takesScenario: false },
} satisfies Record<string, { readonly title: string; /** The scenario that the reader has before him goes along. */ readonly takesScenario: boolean }>;

export type RouteName = keyof typeof views;

/** The view that an address asks for; the Lab, where it asks for none that exists. */
export function routeOf(hash: string): RouteName {
  const name = /^#\/(\w+)/.exec(hash)?.[1];
  return name !== undefined && Object.hasOwn(views, name) ? name as RouteName : 'lab';
}

/** An address of that view, with the scenario of the address before, which of its detectors is shown, and its branches. */
export function addressIn(name: RouteName, hash: string): string {
  const scenario = [...hash.matchAll(/[?&]((?:s|preset|v|b)=[^&]*)/g)].map(([, field]) => field!);
  return `#/${name}${views[name].takesScenario && scenario.length > 0 ? `?${scenario.join('&')}` : ''}`;
}
