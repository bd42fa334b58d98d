import { describe, expect, test } from 'vitest';
import { keyGroups, keyName, shortcutFor } from '../../../../ui/lab/views/keys.ts';

const pressed = (key: string, ctrlKey = false, shiftKey = false): string => keyName({ key, ctrlKey, metaKey: false, shiftKey });
const acting = [...keyGroups.anywhere.shortcuts, ...keyGroups.inRoom.shortcuts, ...keyGroups.always.shortcuts];

describe('the table of keys', () => {
  test('names keys as they are pressed', () => {
    expect([pressed(' '), pressed('k'), pressed('?'), pressed('Escape'), pressed('PageDown'), pressed('z', true), pressed('Z', true, true)])
      .toEqual(['Space', 'K', '?', 'Esc', 'PageDown', 'Ctrl+Z', 'Ctrl+Shift+Z']);
  });

  test('every key that is listed does something, and no other does', () => {
    for (const shortcut of acting) {
      expect(shortcut.act, shortcut.words).toBeDefined();
      for (const key of shortcut.keys) expect(shortcutFor(key, true, true)?.keys, key).toContain(key);
    }
    for (const key of ['Q', 'Enter', 'PageDown', 'S', 'B']) expect(shortcutFor(key, false, true), key).toBeUndefined();
  });

  test('no key has two meanings in one place', () => {
    for (const { title, shortcuts } of Object.values(keyGroups)) {
      const keys = shortcuts.flatMap(shortcut => shortcut.keys);
      expect(new Set(keys).size, title).toBe(keys.length);
    }
  });

  test('those of one character can be switched off; the others stay', () => {
    const left = acting.flatMap(({ keys }) => keys).filter(key => shortcutFor(key, true, false));
    expect(left.sort()).toEqual(['Ctrl+Shift+Z', 'Ctrl+Z', 'End', 'Esc', 'Home', 'PageDown', 'PageUp']);
  });

  test('before a room a clicker’s full stop blanks the screen, and is no step', () => {
    expect(shortcutFor('.', false, true)!.words).toBe('next event');
    expect(shortcutFor('.', true, true)!.words).toContain('blank');
  });
});
