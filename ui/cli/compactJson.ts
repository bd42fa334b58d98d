const isPlainList = (value: unknown): value is number[] => Array.isArray(value) && value.length > 8 && value.every(each => typeof each === 'number');

/** Long rows of numbers are cut short: nobody reads them here. */
const shortened = (_key: string, value: unknown): unknown =>
  (isPlainList(value) ? [...value.slice(0, 3), `… ${value.length - 3} more`] : value);

const spaced = (value: unknown): string =>
  JSON.stringify(value, shortened, 1).replaceAll(/\n\s*/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']');

/** JSON on as few lines as fit `width`: an object or a list stands on one where it can. */
export function compactJson(value: unknown, width: number, indent = '', taken = 0): string {
  const flat = spaced(value);
  if (typeof value !== 'object' || value === null || indent.length + taken + flat.length <= width) return flat;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inside = `${indent}  `;
  const lines = Object.entries(value).map(([key, each]) => {
    const label = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return inside + label + compactJson(isPlainList(each) ? JSON.parse(spaced(each)) : each, width, inside, label.length + 1);
  });
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
