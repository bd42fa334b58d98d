/** Everything that was fetched from another host: nothing, or the page is at fault. */
export const fetchedElsewhere = (): string[] =>
  performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith(location.origin) && !/^(data|blob):/.test(name));
