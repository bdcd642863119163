// Status lists (W3C Bitstring v1.0): one bit for each version of each certificate, the leftmost first, in GZIP.

import { fromBase64url } from "./bytes.js";
import { ASSERTION, isObject, verifyProof } from "./data_integrity.js";
import { parseInstant } from "./days.js";
import { STATUS_LIST, STATUS_LIST_FILE, STATUS_LIST_HOURS } from "./limits.js";
import { BROWSER_OLD, couldNotCheck, malformed, notGenuine } from "./refusal.js";
import { parse } from "./strict_json.js";
import { namesOf, signer } from "./trust_list.js";

export const PURPOSES = ["revocation", "suspension"];
const LIST_BYTES = STATUS_LIST / 8;
const FIELDS = "@context,credentialSubject,id,issuer,proof,type,validFrom,validUntil";
const PLACE = /^(.*)\/status\/(revocation|suspension)\/([1-9][0-9]{0,5})$/s;

const bad = () => malformed("status_list");

// The number of the list (from 1) in which an index stands.
export const listOf = (index) => Math.floor(index / STATUS_LIST) + 1;

// The list of this purpose and number, signed by a `list` key that is not compromised. Whether it is fresh: see below.
export async function verifyStatusList(bytes, trust, purpose, number) {
  const document = parse(bytes, STATUS_LIST_FILE);
  const list = await read(document);
  const issuer = `${trust.did}:status`;
  if (list.baseUrl !== trust.baseUrl || document.issuer !== issuer) throw notGenuine("other_issuer");
  if (list.purpose !== purpose || list.number !== number) throw notGenuine("status_list_place");
  const keyOf = (method) => {
    const key = signer(trust, method, "list", issuer);
    if (key.state === "compromised") throw notGenuine("key_compromised");
    return key;
  };
  await verifyProof(document, keyOf, ASSERTION);
  return list;
}

// A list by its form alone: nothing tells yet who signed it.
export const readStatusList = (bytes) => read(parse(bytes, STATUS_LIST_FILE));

async function read(document) {
  if (!isObject(document) || namesOf(document) !== FIELDS) throw bad();
  const { id, issuer, validFrom, validUntil, credentialSubject: subject } = document;
  const texts = [id, issuer, validFrom, validUntil, subject?.encodedList];
  if (!isObject(subject) || !texts.every((text) => typeof text === "string")) throw bad();
  const place = PLACE.exec(id);
  if (place === null) throw bad();
  const [, baseUrl, purpose, number] = place;
  const framed = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    credentialSubject: {
      encodedList: subject.encodedList,
      id: `${id}#list`,
      statusPurpose: purpose,
      type: "BitstringStatusList",
    },
  };
  for (const [name, value] of Object.entries(framed)) {
    const given = document[name];
    const sorted = isObject(given) ? Object.fromEntries(Object.entries(given).sort()) : given;
    if (JSON.stringify(sorted) !== JSON.stringify(value)) throw bad();
  }
  const [begins, ends] = [parseInstant(validFrom), parseInstant(validUntil)];
  if (ends <= begins || ends - begins > STATUS_LIST_HOURS * 3600) throw bad();
  return { baseUrl, purpose, number: Number(number), begins, ends, bits: await bitsOf(subject.encodedList) };
}

async function bitsOf(text) {
  if (text.length > STATUS_LIST_FILE || !text.startsWith("u")) throw bad();
  const bits = new Uint8Array(LIST_BYTES);
  let size = 0;
  if (typeof DecompressionStream === "undefined") throw couldNotCheck(BROWSER_OLD);
  try {
    const stream = new Blob([fromBase64url(text.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (size + part.value.length > LIST_BYTES) {
        await reader.cancel();
        throw bad();
      }
      bits.set(part.value, size);
      size += part.value.length;
    }
  } catch {
    throw bad(); // no GZIP, cut off, or something after it
  }
  if (size !== LIST_BYTES) throw bad();
  return bits;
}

export function isSet(list, index) {
  const place = index % STATUS_LIST;
  return (list.bits[place >> 3] & (0x80 >> (place & 7))) !== 0;
}

// Refuses a list that does not speak for this second.
export function requireFresh(list, now) {
  if (now > list.ends) throw couldNotCheck("status_list_stale");
  if (now < list.begins) throw couldNotCheck("status_list_early");
}
