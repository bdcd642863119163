// Ed25519 (RFC 8032): by the browser where it can, else by @noble/ed25519, which the site has at /lib.

import { malformed, notGenuine } from "./refusal.js";

const PRIME = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
// The y of the points of small order, under which one signature can fit many messages.
const SMALL_ORDER = new Set([
  1n,
  PRIME - 1n,
  0n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

let byBrowser = null;

// Raises notGenuine for a key that is no safe point of the curve (RFC 8032, 5.1.3).
export function requireSafePoint(raw) {
  if (raw.length !== 32) throw malformed("key_length");
  let y = 0n;
  for (let place = 31; place >= 0; place--) y = (y << 8n) | BigInt(place === 31 ? raw[place] & 127 : raw[place]);
  if (y >= PRIME || SMALL_ORDER.has(y) || !isOnCurve(y)) throw notGenuine("key_point");
}

function isOnCurve(y) {
  const square = (((y * y - 1n) * power(D * y * y + 1n, PRIME - 2n)) % PRIME + PRIME) % PRIME;
  return square === 0n || power(square, (PRIME - 1n) / 2n) === 1n;
}

function power(base, exponent) {
  let result = 1n;
  let square = ((base % PRIME) + PRIME) % PRIME;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}

// For tests, and for browsers whose own answer is not to be asked: true, false, or null to find out again.
export function useBrowser(choice) {
  byBrowser = choice;
}

export async function verify(raw, signature, data) {
  if (byBrowser !== false) {
    try {
      const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
      byBrowser = true;
      return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, data);
    } catch (error) {
      if (byBrowser === true) throw error;
      byBrowser = false; // it knows no Ed25519
    }
  }
  const { verifyAsync } = await import("../../../lib/noble-ed25519.js");
  try {
    return await verifyAsync(signature, data, raw, { zip215: false });
  } catch {
    return false; // it raises for what is no signature at all
  }
}
