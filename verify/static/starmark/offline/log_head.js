// The log's signed head, and what stands under it (C2SP signed-note, tlog-checkpoint; RFC 6962, 2.1.1).

import { equal, hex, joined, sha256, textOf, utf8 } from "../proof/bytes.js";
import { verify } from "../proof/ed25519.js";
import { malformed, notGenuine } from "../proof/refusal.js";
import { requireUsable } from "../proof/trust_list.js";
import { fromBase64, hashOf } from "./base64.js";
import { LOG_SIZE, NOTE, NOTE_NAME, NOTE_SIGNATURES } from "./tables.js";

const MARK = "—";
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const SIZE = /^(?:0|[1-9][0-9]{0,18})$/;

const bad = () => malformed("note");

function requireName(name) {
  const size = [...name].length;
  if (size < 1 || size > NOTE_NAME || name.includes("+") || CONTROL.test(name) || /[\s\u0085]/.test(name)) throw bad();
}

function parseNote(bytes) {
  if (bytes.length > NOTE) throw bad();
  const whole = textOf(bytes, "note");
  const at = whole.lastIndexOf("\n\n");
  if (at < 0 || !whole.endsWith("\n")) throw bad();
  const text = whole.slice(0, at + 1);
  const signatures = whole.slice(at + 2).split("\n").slice(0, -1).map(parseLine);
  if (CONTROL.test(text) || signatures.length < 1 || signatures.length > NOTE_SIGNATURES) throw bad();
  return { text, signatures };
}

function parseLine(line) {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== MARK) throw bad();
  requireName(parts[1]);
  const data = fromBase64(parts[2]);
  if (data.length <= 4) throw bad();
  return { name: parts[1], id: hex(data.subarray(0, 4)), blob: data.subarray(4) };
}

function parseHead(text) {
  const lines = text.split("\n").slice(0, -1);
  if (lines.length < 3 || !lines.every((line) => line)) throw malformed("checkpoint");
  const [origin, size, root] = lines;
  const [number, hash] = [sizeOf(size), hashOf(root)];
  if ([...origin].length > NOTE_NAME) throw malformed("checkpoint");
  return { origin, size: number, root: hash };
}

// A decimal number from 0 to 2^63 - 1, without leading zeros.
export function sizeOf(text) {
  if (!SIZE.test(text) || BigInt(text) > BigInt(LOG_SIZE)) throw malformed("number");
  return BigInt(text);
}

// Returns the signatures by these keys of the log; refuses one in the name of such a key that does not hold.
async function signedBy(note, origin, keys) {
  requireName(origin);
  const named = new Map();
  for (const key of keys) {
    const id = await sha256(joined(utf8(`${origin}\n`), Uint8Array.of(1), key.raw));
    named.set(hex(id.subarray(0, 4)), key);
  }
  const held = [];
  for (const signature of note.signatures) {
    const key = signature.name === origin ? named.get(signature.id) : undefined;
    if (key === undefined) continue;
    const fits = signature.blob.length === 64 && (await verify(key.raw, signature.blob, utf8(note.text)));
    if (!fits) throw notGenuine("note_signature");
    held.push(signature);
  }
  return held;
}

// Returns the head {origin, size, root} of a checkpoint, and the names under it whose keys nobody here has.
export async function verifyCheckpoint(bytes, trust) {
  const note = parseNote(bytes);
  const head = parseHead(note.text);
  if (head.origin !== trust.logOrigin) throw notGenuine("checkpoint_origin");
  const position = Number(head.size) - 1;
  const keys = trust.keys.filter((key) => {
    try {
      requireUsable(key, "log", position);
      return true;
    } catch {
      return false;
    }
  });
  if (!(await signedBy(note, trust.logOrigin, keys)).length) throw notGenuine("checkpoint_unsigned");
  return { head, note };
}

// The names under a checkpoint whose keys nobody here has. Refuses where one that is known does not hold.
export async function strangersUnder(note, trust) {
  const proven = await signedBy(note, trust.logOrigin, trust.keys.filter((key) => key.purpose === "log"));
  return [...new Set(note.signatures.filter((one) => !proven.includes(one)).map((one) => one.name))].sort();
}

// Where the left subtree of two or more leaves ends: after the largest power of two below their number.
function split(begin, end) {
  let half = 1n;
  while (half * 2n < end - begin) half *= 2n;
  return begin + half;
}

const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

// Refuses where the entry does not stand at this place in the tree of this size and root.
export async function requireIncluded(entry, index, head, proof) {
  const place = BigInt(index);
  if (place >= head.size) throw notGenuine("inclusion_index");
  const sides = [];
  let [begin, end] = [0n, head.size];
  while (end - begin > 1n) {
    const middle = split(begin, end);
    const isLeft = place < middle;
    sides.unshift(isLeft);
    if (isLeft) end = middle;
    else begin = middle;
  }
  if (sides.length !== proof.length) throw notGenuine("inclusion_length");
  let hash = await sha256(joined(Uint8Array.of(0), entry));
  for (const [n, isLeft] of sides.entries()) hash = await (isLeft ? node(hash, proof[n]) : node(proof[n], hash));
  if (!equal(hash, head.root)) throw notGenuine("inclusion_root");
}

// Refuses where the second head does not go on from the first (RFC 6962, 2.1.2). A proof that leads to the second, and to
// another beginning than the one that was signed, shows a fork.
export async function requireGrowth(first, second, proof) {
  if (first.size > second.size) throw notGenuine("log_shrunk");
  if (first.size === second.size && !equal(first.root, second.root)) throw notGenuine("log_forked");
  const isBehind = first.size > 0n ? behindOld(first.size, second.size) : [];
  if (isBehind.length !== proof.length) throw notGenuine("consistency_length");
  if (!isBehind.length) return;
  const isPower = (first.size & (first.size - 1n)) === 0n; // then the proof starts from the root that was signed
  let older = isPower ? first.root : proof[0];
  let newer = older;
  for (let n = isPower ? 0 : 1; n < proof.length; n++) {
    if (!isBehind[n]) older = await node(proof[n], older);
    newer = await (isBehind[n] ? node(newer, proof[n]) : node(proof[n], newer));
  }
  if (!equal(newer, second.root)) throw notGenuine("consistency_root");
  if (!equal(older, first.root)) throw notGenuine("log_forked");
}

// Of each hash that proves the growth from an older size, lowest first: whether it stands for leaves behind the older.
function behindOld(old, size) {
  const isBehind = [];
  let [begin, end] = [0n, size];
  while (end !== old) {
    const middle = split(begin, end);
    isBehind.unshift(old <= middle);
    if (old <= middle) end = middle;
    else begin = middle;
  }
  if (begin > 0n) isBehind.unshift(false);
  return isBehind;
}
