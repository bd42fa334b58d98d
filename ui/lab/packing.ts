/** Plain JSON ↔ text for a link: base64url(deflate-raw(canonical JSON)). */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { canonical } from './patch.ts';

/** A larger scenario does not fit a link: it is saved as a file. */
export const longest = 200_000;
const largest = 4_000_000;

/** Any plain value as a field of a link. */
export const packedJson = (content: unknown): string => base64url(deflateSync(strToU8(canonical(content)), { level: 9 }));

/** Refuses what is too long, damaged, or unpacks to more than anybody wrote. */
export function unpackedJson(text: string): unknown {
  if (text.length > longest) throw new Error(`is ${text.length} characters long; at most ${longest} can be read`);
  return json(inflated(fromBase64url(text)));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('holds no JSON: part of the link is missing or changed');
  }
}

/** Refuses to grow beyond `largest`, whatever the bytes promise. */
function inflated(bytes: Uint8Array): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let done = false;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size > largest) throw new Error(`unpacks to more than ${largest} bytes`);
    chunks.push(chunk);
    done ||= final;
  });
  try {
    for (let at = 0; at < bytes.length; at += 16_384) stream.push(bytes.subarray(at, at + 16_384), at + 16_384 >= bytes.length);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('unpacks')) throw error;
  }
  if (!done) throw new Error('does not unpack: part of the link is missing or changed');
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) { whole.set(chunk, at); at += chunk.length; }
  return strFromU8(whole);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const group = digits[word >> 18]! + digits[(word >> 12) & 63]! + digits[(word >> 6) & 63]! + digits[word & 63]!;
    text += group.slice(0, Math.min(3, bytes.length - i) + 1);
  }
  return text;
}

export function fromBase64url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let word = 0;
  let at = 0;
  for (const [i, letter] of [...text].entries()) {
    const digit = digits.indexOf(letter);
    if (digit < 0) throw new Error(`has a character that is no base64url: "${letter}" at ${i + 1}`);
    word = (word << 6) | digit;
    bits += 6;
    if (bits >= 8) { bits -= 8; bytes[at++] = (word >> bits) & 255; }
  }
  return bytes;
}
