import { Sum } from '../digest.ts';

/** 16 hexadecimal digits of a text, the same everywhere. It tells plans and settings apart; it is no cryptography. */
export function contentHash(text: string): string {
  const sum = new Sum();
  for (let i = 0; i < text.length; i++) sum.add(text.charCodeAt(i));
  return sum.hex();
}
