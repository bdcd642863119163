// Base64 with padding and base64url without, each in the one spelling that the bytes have (RFC 4648).

import { malformed } from "../proof/refusal.js";

export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const toBase64url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function fromBase64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw malformed("base64");
  }
  if (toBase64(bytes) !== text) throw malformed("base64");
  return bytes;
}

export function hashOf(text) {
  const bytes = fromBase64(text);
  if (bytes.length !== 32) throw malformed("hash");
  return bytes;
}
