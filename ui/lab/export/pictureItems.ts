import { saveFile } from '../outside.ts';
import type { Theme } from '../tokens.ts';
import type { Item } from '../views/menu.ts';
import { composed, picturesOn, pixels } from './pictures.ts';

/** The pictures that are to be seen, under this name and title. */
export function pictureItems(name: string, title: string, theme: Theme, say: (words: string) => void, disabled = false): readonly Item[] {
  return [
    { testid: 'export-svg', name: 'The pictures, as SVG', disabled, act: () => saveFile(composed(picturesOn(document), theme, title), `${name}.svg`, 'image/svg+xml') },
    { testid: 'export-png', name: 'The pictures, as PNG', disabled, act: () => pixels(picturesOn(document), theme).toBlob(picture => {
      if (picture) saveFile(picture, `${name}.png`, 'image/png');
      else say('The browser could not make a picture of this size');
    }) },
  ];
}

export const json = (content: unknown): string => `${JSON.stringify(content, null, 1)}\n`;
