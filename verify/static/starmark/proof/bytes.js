// Bytes and the texts they are written in, each in the one spelling that they have (RFC 4648; base58btc).

import { malformed } from "./refusal.js";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGITS = 128; // of base58 that are read; a signature has 88

export const utf8 = (text) => new TextEncoder().encode(text);

// A byte order mark is a character like any other, and whatever is no UTF-8 is refused.
export function textOf(bytes, code) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(code);
  }
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

export const equal = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// Groups of `bits` a character; bits left over are zeros and fewer than a character holds, as an encoder leaves them.
function fromGroups(text, alphabet, bits, code) {
  const bytes = new Uint8Array(Math.floor((text.length * bits) / 8));
  let buffer = 0;
  let held = 0;
  let place = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw malformed(code);
    buffer = (buffer << bits) | value;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes[place++] = buffer >> held;
      buffer &= (1 << held) - 1;
    }
  }
  if (held >= bits || buffer !== 0) throw malformed(code);
  return bytes;
}

export const fromBase32 = (text) => fromGroups(text, BASE32, 5, "base32");
export const fromBase64url = (text) => fromGroups(text, BASE64URL, 6, "base64url");

export function fromBase58(text, size) {
  if (text.length > DIGITS) throw malformed("base58");
  let number = 0n;
  for (const character of text) {
    const value = BASE58.indexOf(character);
    if (value < 0) throw malformed("base58");
    number = number * 58n + BigInt(value);
  }
  const bytes = new Uint8Array(size);
  for (let place = size - 1; place >= 0; place--) {
    bytes[place] = Number(number & 255n);
    number >>= 8n;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const ones = text.match(/^1*/)[0].length;
  if (number !== 0n || ones !== (zeros < 0 ? size : zeros)) throw malformed("base58");
  return bytes;
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
