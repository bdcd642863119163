// The trust list: the body, its addresses, and which key may have signed what. It ends at the root key that is pinned.

import { equal, fromBase58, hex, sha256 } from "./bytes.js";
import { ASSERTION, hasOwn, isObject, verifyProof } from "./data_integrity.js";
import { requireSafePoint } from "./ed25519.js";
import { BASE_URL, TRUST_LIST } from "./limits.js";
import { couldNotCheck, malformed, notGenuine } from "./refusal.js";
import { parse } from "./strict_json.js";

const FORMAT = 1;
const FIELDS = "base_url,body,did,format,keys,log_origin,proof,size";
const BODY = "address,approval_number,complaints,name,name_en,number_prefix,website";
const KEY = ["added", "multikey", "name", "purpose", "state"];
const KEY_FREE = ["ended", "trusted_size"];
const NAME = /^(root|certificate|qr|status|list|log)-[1-9][0-9]{0,5}$/;
const HOST = /^https:\/\/[^/?#@ A-Z\u0080-\uffff]+$/;

const bad = () => malformed("trust_list");
export const namesOf = (value) => Object.keys(value).sort().join();

// The 32 bytes of a Multikey, `z6Mk…`.
export function fromMultikey(text) {
  if (!text.startsWith("z")) throw malformed("multikey");
  const data = fromBase58(text.slice(1), 34);
  if (data[0] !== 0xed || data[1] !== 0x01) throw malformed("multikey");
  requireSafePoint(data.subarray(2));
  return data.slice(2);
}

// Reads a published trust list and checks the proof of the pinned root (32 bytes).
export async function parseTrustList(bytes, root) {
  const document = parse(bytes, TRUST_LIST);
  if (!isObject(document)) throw bad();
  if (Number.isInteger(document.format) && document.format > FORMAT) throw couldNotCheck("format_newer");
  const trust = await read(document);
  const rootOf = (method) => {
    const key = signer(trust, method, "root");
    if (!equal(key.raw, root)) throw notGenuine("root");
    return key;
  };
  await verifyProof(document, rootOf, ASSERTION);
  return trust;
}

async function read(document) {
  const { keys, size, base_url: baseUrl, body, did, log_origin: origin } = document;
  if (namesOf(document) !== FIELDS || document.format !== FORMAT) throw bad();
  if (!Array.isArray(keys) || !Number.isInteger(size) || size < 1 || typeof baseUrl !== "string") throw bad();
  if (!HOST.test(baseUrl) || baseUrl.length > BASE_URL) throw bad();
  const host = baseUrl.slice("https://".length);
  if (did !== `did:web:${encodeURIComponent(host)}` || origin !== `${host}/log`) throw bad();
  if (!isObject(body) || namesOf(body) !== BODY || !Object.values(body).every((part) => typeof part === "string")) throw bad();
  const read = await Promise.all(keys.map((key) => readKey(key, size)));
  const byName = new Map(read.map((key) => [key.name, key]));
  const byKid = new Map(read.map((key) => [key.kid, key]));
  if (byName.size !== read.length || byKid.size !== read.length) throw malformed("keys");
  return { baseUrl, did, body, size, logOrigin: origin, keys: read, byName, byKid };
}

async function readKey(value, size) {
  if (!isObject(value)) throw bad();
  const names = Object.keys(value);
  const known = names.every((name) => KEY.includes(name) || KEY_FREE.includes(name));
  if (!known || !KEY.every((name) => names.includes(name))) throw bad();
  const numbers = ["added", ...KEY_FREE].filter((name) => name in value).map((name) => value[name]);
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= size)) throw bad();
  const { name, purpose, multikey, state } = value;
  if (![name, purpose, multikey, state].every((text) => typeof text === "string")) throw bad();
  const [ended, trusted] = ["ended" in value, "trusted_size" in value];
  const fits = { active: !ended && !trusted, retired: ended && !trusted, compromised: ended && trusted };
  if (!hasOwn(fits, state) || !fits[state]) throw bad();
  if (!NAME.test(name)) throw malformed("key_name");
  if (purpose !== name.split("-")[0]) throw bad();
  const raw = fromMultikey(multikey);
  const kid = hex((await sha256(raw)).subarray(0, 8));
  return { name, purpose, raw, state, kid, added: value.added, ended: value.ended, trustedSize: value.trusted_size };
}

// The key that a QR token names by its eight bytes.
export function keyFor(trust, kid) {
  const key = trust.byKid.get(hex(kid));
  if (key === undefined) throw notGenuine("key_unknown");
  return key;
}

export function requirePurpose(key, purpose) {
  if (key.purpose !== purpose) throw notGenuine("key_purpose");
}

// The key that `<did>#<name>` stands for, where it is the issuer's and for this purpose.
export function signer(trust, method, purpose, did = trust.did) {
  const [issuer, name] = partition(method, "#");
  const key = trust.byName.get(name);
  if (issuer !== did || key === undefined) throw notGenuine("key_unknown");
  requirePurpose(key, purpose);
  return key;
}

export function partition(text, mark) {
  const place = text.indexOf(mark);
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + mark.length)];
}

// Refuses what a key signed as this entry of the log where it may not be believed there; null: not known to be in it.
export function requireUsable(key, purpose, position) {
  requirePurpose(key, purpose);
  const isTrusted = key.trustedSize === undefined || (position !== null && position < key.trustedSize);
  if (!isTrusted) throw notGenuine("key_compromised");
  if (position === null) return;
  if (position < key.added) throw notGenuine("key_not_yet");
  if (key.state === "retired" && position > key.ended) throw notGenuine("key_retired");
}
