// The part of CBOR that a QR token uses, in its one deterministic encoding (RFC 8949, sections 3 and 4.2.1).
// Integers, byte and text strings, arrays, maps and tag 18; all else is refused by not being known.

import { textOf } from "./bytes.js";
import { CBOR_DEPTH } from "./limits.js";
import { malformed } from "./refusal.js";

const [UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
const SIGN1 = 18;
const ARGUMENT_BYTES = { 24: 1, 25: 2, 26: 4, 27: 8 };
const LEAST = { 24: 24n, 25: 0x100n, 26: 0x1_0000n, 27: 0x1_0000_0000n }; // smaller ones have a shorter head

export class Sign1 {
  constructor(value) {
    this.value = value;
  }
}

const bad = () => malformed("cbor");
const plain = (number) => (number >= -9007199254740991n && number <= 9007199254740991n ? Number(number) : number);

// One item that fills `data` exactly: number (or BigInt beyond 2^53), string, Uint8Array, array, Map or Sign1.
export function decode(data) {
  const [value, end] = item(data, 0, CBOR_DEPTH);
  if (end !== data.length) throw bad();
  return value;
}

function item(data, start, depth) {
  if (depth === 0) throw bad();
  const [major, argument, at] = head(data, start);
  if (major === UINT) return [plain(argument), at];
  if (major === NEGATIVE) return [plain(-1n - argument), at];
  const most = BigInt(data.length - at); // a string's bytes are there, and every item has one at least
  if (major === BYTES || major === TEXT) {
    if (argument > most) throw bad();
    const end = at + Number(argument);
    const bytes = data.subarray(at, end);
    return [major === TEXT ? textOf(bytes, "cbor") : bytes, end];
  }
  if (major === ARRAY && argument <= most) return array(data, at, Number(argument), depth);
  if (major === MAP && argument <= most) return map(data, at, Number(argument), depth);
  if (major === TAG && argument === BigInt(SIGN1)) {
    const [value, end] = item(data, at, depth - 1);
    return [new Sign1(value), end];
  }
  throw bad();
}

function head(data, at) {
  if (at >= data.length) throw bad();
  const major = data[at] >> 5;
  const information = data[at] & 31;
  if (information < 24) return [major, BigInt(information), at + 1];
  const size = ARGUMENT_BYTES[information];
  if (size === undefined || at + 1 + size > data.length) throw bad();
  let argument = 0n;
  for (const byte of data.subarray(at + 1, at + 1 + size)) argument = (argument << 8n) | BigInt(byte);
  if (argument < LEAST[information]) throw bad();
  return [major, argument, at + 1 + size];
}

function array(data, start, count, depth) {
  const items = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    const [value, end] = item(data, at, depth - 1);
    items.push(value);
    at = end;
  }
  return [items, at];
}

// Keys are integers or strings, and ascend by their encoded bytes; so none comes twice.
function map(data, start, count, depth) {
  const items = new Map();
  let before = null;
  let at = start;
  for (let n = 0; n < count; n++) {
    const [key, afterKey] = item(data, at, Math.min(depth - 1, 1));
    const written = data.subarray(at, afterKey);
    if (!["number", "bigint", "string"].includes(typeof key) || (before !== null && !isBefore(before, written))) throw bad();
    before = written;
    const [value, end] = item(data, afterKey, depth - 1);
    items.set(key, value);
    at = end;
  }
  return [items, at];
}

function isBefore(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let place = 0; place < shared; place++) {
    if (one[place] !== other[place]) return one[place] < other[place];
  }
  return one.length < other.length;
}

// What was signed: ["Signature1", protected, b"", payload] (RFC 9052, section 4.4).
export function toBeSigned(protectedHeader, payload) {
  const bytes = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
  for (const part of [protectedHeader, new Uint8Array(), payload]) bytes.push(...bytesHead(part.length), ...part);
  return Uint8Array.from(bytes);
}

function bytesHead(size) {
  if (size < 24) return [0x40 | size];
  return size < 0x100 ? [0x58, size] : [0x59, size >> 8, size & 255];
}
