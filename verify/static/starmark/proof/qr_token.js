// The QR token: one COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392), wrapped as `https://host/Q/<BASE32>`.

import { fromBase32 } from "./bytes.js";
import { Sign1, decode, toBeSigned } from "./cbor.js";
import { verify as verifySignature } from "./ed25519.js";
import { QR_TEXT, QR_TOKEN, SCOPE_ITEMS, STRING } from "./limits.js";
import { couldNotCheck, malformed, notGenuine } from "./refusal.js";
import { requireClean } from "./strict_json.js";
import { keyFor, partition, requirePurpose } from "./trust_list.js";

export const PATH = "/Q/";
const FORMAT = 1;
const ALGORITHMS = [-8, -19]; // EdDSA, and Ed25519 under its fully specified name (RFC 9864)
const [ALG, KID] = [1, 4];
const [SUB, EXP, NBF, IAT, STARMARK] = [2, 4, 5, 6, -70001];
const [FMT, HOLDER, USCC, LEVEL, INDEX, VERSION, SCOPE, DIGEST] = [1, 2, 3, 4, 5, 6, 7, 8];
const REDUCED = [FMT, HOLDER, USCC, LEVEL, INDEX, VERSION];
const LATEST = 253_402_300_799; // seconds; the last of the year 9999
export const ADDRESS = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(#\S*)?$/i;
export const HOST = /^(?:[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+|\[[0-9a-f:.]+\])(?::[0-9]*)?$/u;

const bad = () => malformed("qr");

// A host in one form; browsers read the other full stops as a dot (UTS 46, 2.3).
export const plainHost = (text) =>
  text.normalize("NFKC").replace(/。/g, ".").toLowerCase().replace(/:443$/, "").replace(/\.+$/, "");

// The host to which an address leads, where it is one and not ours; else null.
export function otherHost(text, baseUrl) {
  const address = ADDRESS.exec(text);
  if (address === null || !address[1]) return null;
  const host = address[2];
  if (!HOST.test(plainHost(host.slice(host.lastIndexOf("@") + 1)))) return null;
  return plainHost(host) === plainHost(baseUrl.slice("https://".length)) ? null : host;
}

// The token of a symbol's text, or of the bare base32 of it.
export function tokenOf(text, baseUrl) {
  if (text.includes("://")) {
    const host = otherHost(text, baseUrl);
    if (host !== null) throw notGenuine("other_host");
    if ([...text].length > QR_TEXT || !text.startsWith("https://") || !text.includes(PATH)) throw bad();
    const [address, encoded] = partition(text, PATH);
    if (address !== baseUrl) throw notGenuine("other_host");
    return fromBase32(encoded);
  }
  if ([...text].length > QR_TEXT) throw malformed("too_long");
  return fromBase32(text);
}

// Returns the claims of a token and the key that signed them. Whether a compromised key may be believed is not asked.
export async function verify(token, trust) {
  const envelope = open(token);
  const key = keyFor(trust, envelope.kid);
  requirePurpose(key, "qr");
  if (!(await verifySignature(key.raw, envelope.signature, envelope.signed))) throw notGenuine("signature");
  return { claims: readClaims(envelope.claims), key };
}

function open(token) {
  if (token.length > QR_TOKEN) throw bad();
  const outer = decode(token);
  if (!(outer instanceof Sign1) || !Array.isArray(outer.value) || outer.value.length !== 4) throw bad();
  const [header, unprotected, payload, signature] = outer.value;
  if (!(unprotected instanceof Map) || unprotected.size !== 0) throw bad();
  if (!isBytes(header) || !isBytes(payload) || !isBytes(signature, 64)) throw bad();
  const [named, claims] = [decode(header), decode(payload)];
  const own = claims instanceof Map ? claims.get(STARMARK) : null;
  if (own instanceof Map && isInteger(own.get(FMT)) && own.get(FMT) > FORMAT) throw couldNotCheck("format_newer");
  if (!hasExactly(named, [ALG, KID]) || !ALGORITHMS.includes(named.get(ALG)) || !isBytes(named.get(KID), 8)) throw bad();
  return { kid: named.get(KID), claims, signed: toBeSigned(header, payload), signature };
}

function readClaims(claims) {
  const own = hasExactly(claims, [SUB, EXP, NBF, IAT, STARMARK]) ? claims.get(STARMARK) : null;
  if (!(own instanceof Map) || own.get(FMT) !== FORMAT) throw bad();
  const full = hasExactly(own, [...REDUCED, SCOPE]);
  const minimum = hasExactly(own, [...REDUCED, DIGEST]);
  if (!full && !minimum && !hasExactly(own, REDUCED)) throw bad();
  if (minimum && !isBytes(own.get(DIGEST), 32)) throw bad();
  const scope = full ? own.get(SCOPE) : null;
  if (full && (!Array.isArray(scope) || scope.length < 1 || scope.length > SCOPE_ITEMS)) throw bad();
  const texts = [claims.get(SUB), own.get(HOLDER), own.get(USCC), own.get(LEVEL), ...(scope ?? [])];
  if (!texts.every((text) => typeof text === "string" && text !== "" && [...text].length <= STRING)) throw bad();
  texts.forEach(requireClean);
  const numbers = [own.get(INDEX), own.get(VERSION), claims.get(NBF), claims.get(IAT), claims.get(EXP)];
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= LATEST)) throw bad();
  if (own.get(VERSION) === 0 || claims.get(NBF) >= claims.get(EXP)) throw bad();
  return {
    number: claims.get(SUB),
    notBefore: claims.get(NBF),
    issuedAt: claims.get(IAT),
    expires: claims.get(EXP),
    holder: own.get(HOLDER),
    uscc: own.get(USCC),
    level: own.get(LEVEL),
    statusIndex: own.get(INDEX),
    version: own.get(VERSION),
    scope,
    profile: full ? "full" : minimum ? "minimum" : "reduced",
  };
}

const isInteger = (value) => Number.isInteger(value) || typeof value === "bigint";
const isBytes = (value, size = value?.length) => value instanceof Uint8Array && value.length === size;
const hasExactly = (map, names) => map instanceof Map && map.size === names.length && names.every((name) => map.has(name));
