import Table from 'cli-table3';

/** Breaks a text at spaces so that no line is longer than `width`, but for a word that is. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map(each => indent + each).join('\n');
}

/** "name   text", the text wrapped in its own column. */
export function entry(name: string, text: string, width: number, column = 12): string {
  const body = wrap(text, width, ' '.repeat(column)).slice(column);
  return name.length < column ? name.padEnd(column) + body : `${name}\n${' '.repeat(column)}${body}`;
}

/** A cell, and how many columns it takes. */
export type TableCell = string | { readonly content: string; readonly colSpan?: number; readonly hAlign?: 'left' };

const noLines = Object.fromEntries([
  'top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right',
  'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid',
].map(place => [place, '']));

/** The cells of a row, each broken to the width of the columns that it spans. */
function fitted(row: readonly TableCell[], widths: readonly number[]): Exclude<TableCell, string>[] {
  let column = 0;
  return row.map(cell => {
    const { content, colSpan = 1, ...rest } = typeof cell === 'string' ? { content: cell } : cell;
    const width = widths.slice(column, column + colSpan).reduce((sum, each) => sum + each, 0) - gap;
    column += colSpan;
    return { content: content.length > width ? wrap(content, width) : content, colSpan, ...rest };
  });
}

const gap = 2;

/** Columns without ruled lines, at most `widths` wide, right-aligned where `right` names them. */
export function table(rows: readonly (readonly TableCell[])[], widths: readonly number[], right: readonly number[] = []): string {
  const made = new Table({
    chars: { ...noLines, middle: '' }, style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: [...widths], colAligns: widths.map((_, i) => (right.includes(i) ? 'right' : 'left')),
  });
  made.push(...rows.map(row => fitted(row, widths)));
  return made.toString().split('\n').map(line => line.trimEnd()).filter(line => line !== '').join('\n');
}
