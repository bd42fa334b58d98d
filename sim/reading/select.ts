import type { ProcessId } from '../../src/contract.ts';
import { nearestName } from './nearestName.ts';
import type { Place } from './place.ts';
import { printed } from './printed.ts';

/** What a selector can name. */
export interface Named { readonly name: string; readonly role: string; readonly host: string; readonly group: string }

/** Reads a selector: processes in rising order, at least one, each once. `single`: exactly one. */
export type Select = (place: Place, what: string, single?: boolean) => readonly ProcessId[];

const spaces = ['process', 'role', 'host', 'group'] as const;
type Space = (typeof spaces)[number];

/**
 * A process is named by its id or name; several by a list, a role, a host or a group. Where one word names different
 * processes in two of these senses, the file says which: `{ "role": "client" }`.
 */
export function selector(members: readonly Named[]): Select {
  const index = indexed(members);
  const word = (place: Place, text: string, within: readonly Space[]): readonly ProcessId[] => {
    const found = within.flatMap(space => index[space].has(text) ? [{ space, ids: index[space].get(text)! }] : []);
    const [first] = found;
    if (!first) return place.fail(`names no ${within.join(', ')}${nearestName(text, known(index, within))}`);
    if (found.some(other => other.ids.join() !== first.ids.join())) {
      place.fail(`${printed(text)} is a ${found.map(({ space }) => space).join(' and a ')}: write { "${first.space}": ${printed(text)} }`);
    }
    return first.ids;
  };
  const read = (place: Place, what: string): readonly ProcessId[] => {
    const { value } = place;
    if (typeof value === 'number') return [place.count(`${what}, as an id,`, { max: members.length - 1 })];
    if (typeof value === 'string') return word(place, value, spaces);
    if (Array.isArray(value)) return listed(place, what, read);
    const [key] = typeof value === 'object' && value !== null ? place.keys(spaces, what) : [];
    if (key === undefined) return place.fail(`${what} must be a process id, a name, a role, a host, a group, or a list of these, not ${printed(value)}`);
    return word(place.at(key), place.at(key).text(`the ${key}`), [key as Space]);
  };
  return (place, what, single = false) => {
    const ids = read(place, what);
    return single && ids.length !== 1 ? place.fail(`${what} must be one process, not ${ids.length}`) : ids;
  };
}

function listed(place: Place, what: string, read: (place: Place, what: string) => readonly ProcessId[]): readonly ProcessId[] {
  const seen = new Set<ProcessId>();
  for (const item of place.list(what, 200_000)) {
    for (const id of read(item, what)) {
      if (seen.has(id)) item.fail(`process ${id} is listed twice`);
      seen.add(id);
    }
  }
  return seen.size > 0 ? [...seen].sort((a, b) => a - b) : place.fail(`${what} names no process`);
}

type Index = Readonly<Record<Space, ReadonlyMap<string, readonly ProcessId[]>>>;

function indexed(members: readonly Named[]): Index {
  const by = (word: (member: Named) => string): Map<string, ProcessId[]> => {
    const found = new Map<string, ProcessId[]>();
    members.forEach((member, id) => {
      const key = word(member);
      if (key === '') return;
      const ids = found.get(key);
      if (ids) ids.push(id); else found.set(key, [id]);
    });
    return found;
  };
  return { process: by(m => m.name), role: by(m => m.role), host: by(m => m.host), group: by(m => m.group) };
}

/** The words to offer, few enough to read. */
function known(index: Index, within: readonly Space[]): readonly string[] {
  const words = [...new Set(within.flatMap(space => [...index[space].keys()]))];
  return words.length > 12 ? [...words.slice(0, 12), '…'] : words;
}
