// The credential: its closed shape, read as certs/trust/credential/credential.py and subject.py read it.

import { isObject } from "../proof/data_integrity.js";
import { beijingDay, parseInstant } from "../proof/days.js";
import { BASE_URL, SCOPE_ITEMS, STATUS_LIST, STRING } from "../proof/limits.js";
import { couldNotCheck, malformed, notGenuine } from "../proof/refusal.js";
import { canonical } from "../proof/strict_json.js";
import { parseDay } from "./calendar.js";
import { BODY, FREE_LISTS, FREE_TEXTS, HOLDER, LIST_ENTRIES, NEEDED, NUMBER, SCOPE, SITE, SITES, VERSIONS } from "./tables.js";

const W3C = "https://www.w3.org/ns/credentials/v2";
const FIELDS = ["@context", "credentialStatus", "credentialSubject", "id", "issuer", "type", "validFrom", "validUntil"];
const PURPOSES = ["revocation", "suspension"];
const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;
const FORM = new RegExp(`^[0-9A-Z][0-9A-Z/_-]{5,${NUMBER - 1}}$`);
const DIGITS = /^[0-9]{1,6}$/;

const bad = () => malformed("credential");
const badSubject = () => malformed("subject");
const isText = (value) => typeof value === "string";
const length = (text) => [...text].length;
const sameFields = (value, names) => Object.keys(value).sort().join() === [...names].sort().join();

// Returns {document, baseUrl, issuer, number, version, subject, firstDay, lastDay, statusIndex}.
export function readCredential(document, secured) {
  if (!isObject(document) || !Array.isArray(document["@context"])) throw bad();
  const baseUrl = baseOf(document["@context"]);
  if (!sameFields(document, secured ? [...FIELDS, "proof"] : FIELDS)) throw bad();
  const { credentialSubject: subject, validFrom, validUntil, issuer } = document;
  if (![validFrom, validUntil, issuer].every(isText)) throw bad();
  requireSubject(subject);
  const statusIndex = indexOf(document.credentialStatus, baseUrl);
  const framed = frame(baseUrl, issuer, subject, validFrom, validUntil, statusIndex);
  for (const [name, value] of Object.entries(framed)) if (!same(document[name], value)) throw bad();
  const [begins, ends] = [parseInstant(validFrom), parseInstant(validUntil)];
  if (begins >= ends) throw bad();
  const [firstDay, lastDay] = [beijingDay(begins), beijingDay(ends)];
  return { document, baseUrl, issuer, number: subject.number, version: subject.version, subject, firstDay, lastDay, statusIndex };
}

export function requireIssuer(credential, trust) {
  if (credential.baseUrl !== trust.baseUrl || credential.issuer !== trust.did) throw notGenuine("other_issuer");
}

const same = (one, other) => String(canonical(one)) === String(canonical(other));

function baseOf(contexts) {
  if (contexts.length !== 2 || contexts[0] !== W3C || !isText(contexts[1])) throw bad();
  const place = contexts[1].lastIndexOf("/contexts/v");
  if (place < 0) throw bad();
  const [baseUrl, version] = [contexts[1].slice(0, place), contexts[1].slice(place + "/contexts/v".length)];
  if (length(baseUrl) > BASE_URL) throw bad();
  if (version !== "1") throw /^[0-9]{1,3}$/.test(version) ? couldNotCheck("format_newer") : bad();
  return baseUrl;
}

function indexOf(entries, baseUrl) {
  const entry = Array.isArray(entries) ? entries[0] : undefined;
  if (!isObject(entry)) throw bad();
  const { statusListIndex: text, statusListCredential: address } = entry;
  const prefix = `${baseUrl}/status/${PURPOSES[0]}/`;
  if (!isText(text) || !isText(address) || !address.startsWith(prefix)) throw bad();
  const place = address.slice(prefix.length);
  if (!DIGITS.test(text) || !DIGITS.test(place) || Number(text) >= STATUS_LIST || Number(place) === 0) throw bad();
  return (Number(place) - 1) * STATUS_LIST + Number(text);
}

function frame(baseUrl, did, subject, validFrom, validUntil, statusIndex) {
  const [place, index] = [Math.floor(statusIndex / STATUS_LIST) + 1, statusIndex % STATUS_LIST];
  return {
    "@context": [W3C, `${baseUrl}/contexts/v1`],
    id: `${baseUrl}/c/${subject.number.replace(/\//g, "~")}#v${subject.version}`,
    type: ["VerifiableCredential", "AfterSalesServiceCertificate"],
    issuer: did,
    validFrom,
    validUntil,
    credentialStatus: PURPOSES.map((purpose) => ({
      id: `${baseUrl}/status/${purpose}/${place}#${index}`,
      type: "BitstringStatusListEntry",
      statusPurpose: purpose,
      statusListIndex: String(index),
      statusListCredential: `${baseUrl}/status/${purpose}/${place}`,
    })),
  };
}

function requireSubject(subject) {
  const free = ["first_issued", "predecessor", ...FREE_LISTS, ...Object.keys(FREE_TEXTS)];
  if (!isObject(subject) || !hasFields(subject, NEEDED, [...NEEDED, ...free])) throw badSubject();
  const { number, version } = subject;
  if (!isText(number) || !FORM.test(number)) throw badSubject();
  if (!Number.isInteger(version) || version < 1 || version > VERSIONS) throw badSubject();
  for (const name of ["scheme", "level"]) if (!isText(subject[name]) || !CODE.test(subject[name])) throw badSubject();
  const texts = [subject.standard];
  gather(subject.holder, HOLDER, texts);
  gather(subject.body, BODY, texts);
  gatherAll(subject.scope, SCOPE, SCOPE_ITEMS, texts);
  gatherAll(subject.sites, SITE, SITES, texts);
  requireFree(subject, texts);
  if (!texts.every((text) => isText(text) && text !== "" && length(text) <= STRING)) throw badSubject();
}

const hasFields = (value, needed, allowed) =>
  needed.every((name) => name in value) && Object.keys(value).every((name) => allowed.includes(name));

function requireFree(subject, texts) {
  if ("first_issued" in subject) {
    if (!isText(subject.first_issued)) throw badSubject();
    parseDay(subject.first_issued);
  }
  if ("predecessor" in subject && !(isText(subject.predecessor) && FORM.test(subject.predecessor))) throw badSubject();
  for (const [name, most] of Object.entries(FREE_TEXTS)) {
    const text = name in subject ? subject[name] : "-";
    if (!isText(text) || text === "" || length(text) > most) throw badSubject();
  }
  for (const name of FREE_LISTS) if (name in subject) texts.push(...entriesOf(subject[name]));
}

function entriesOf(value) {
  if (!Array.isArray(value) || value.length < 1 || value.length > LIST_ENTRIES) throw badSubject();
  return value;
}

function gatherAll(value, fields, most, texts) {
  if (!Array.isArray(value) || value.length < 1 || value.length > most) throw badSubject();
  for (const record of value) gather(record, fields, texts);
}

function gather(value, fields, texts) {
  if (!isObject(value) || !hasFields(value, fields.needed, fields.allowed)) throw badSubject();
  for (const [name, part] of Object.entries(value)) {
    if (fields.lists.includes(name)) texts.push(...entriesOf(part));
    else texts.push(part);
  }
}
