import { expect, test } from 'vitest';
import { entry, table, wrap } from '../../../ui/cli/text.ts';

test('a text is broken at spaces, and no line is longer than asked', () => {
  const text = wrap('one two three four five six', 9);
  expect(text).toBe('one two\nthree\nfour five\nsix');
  expect(wrap('a supercalifragilistic word', 8)).toBe('a\nsupercalifragilistic\nword');
  expect(wrap('', 8)).toBe('');
  expect(wrap('one two three', 12, '  ')).toBe('  one two\n  three');
});

test('an entry wraps its text in a column of its own', () => {
  expect(entry('Name', 'one two three', 16, 8)).toBe('Name    one two\n        three');
  expect(entry('AVeryLongName', 'text', 16, 8)).toBe('AVeryLongName\n        text');
});

test('a table has no ruled lines and no trailing blanks; numbers stand to the right', () => {
  expect(table([['a', '1 s', 'x'], ['bb', '10 s', '']], [6, 8, 6], [1])).toBe('a        1 s  x\nbb      10 s');
});

test('a cell too long for its column continues below, within it', () => {
  const lines = table([['a', { content: 'one two three four', colSpan: 2 }]], [4, 8, 6]).split('\n');
  expect(lines).toEqual(['a   one two', '    three four']);
});

test('no escape sequences are ever part of a table', () => {
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  expect(table([['a', 'b']], [4, 4])).not.toMatch(/\u001b/);
});
