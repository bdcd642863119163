// The entries of one certificate, and its status on a day, as certs/lifecycle/events.py and record.py have them.

import { hasOwn, isObject } from "../proof/data_integrity.js";
import { beijingDay, parseInstant } from "../proof/days.js";
import { STATUS_LIST } from "../proof/limits.js";
import { couldNotCheck, malformed } from "../proof/refusal.js";
import { dayAfter, parseDay } from "./calendar.js";
import { CREDENTIAL_TYPES, ENTRY_FIELDS, FINAL, REASONS } from "./tables.js";

const FORMAT = 1;
const TEXTS = ["recorded", "effective", "number", "decision", "reason", "until", "successor", "jwt_header", "jwt_signature", "qr"];

const bad = () => malformed("event");
const broken = () => couldNotCheck("record_broken");
const isText = (value) => typeof value === "string";

export function readEvent(position, body) {
  if (body.format !== FORMAT) throw couldNotCheck("format_newer");
  const fields = isText(body.type) && hasOwn(ENTRY_FIELDS, body.type) ? ENTRY_FIELDS[body.type] : null;
  if (fields === null || Object.keys(body).sort().join() !== [...fields].sort().join()) throw bad();
  for (const name of TEXTS) if (name in body && !isText(body[name])) throw bad();
  if ("decision" in body && !/^[0-9a-f]{64}$/.test(body.decision)) throw bad();
  if (hasOwn(REASONS, body.type) && !REASONS[body.type].includes(body.reason)) throw bad();
  for (const name of ["credential", "proof"]) if (name in body && !isObject(body[name])) throw bad();
  if ("until" in body) parseDay(body.until);
  if (body.type === "clock-corrected") requireCorrection(position, body);
  const [recorded, effective] = [parseInstant(body.recorded), parseDay(body.effective)];
  return { position, body, type: body.type, number: body.number ?? "", recorded, effective };
}

function requireCorrection(position, body) {
  for (const name of ["false_instant", "true_instant"]) {
    if (!isText(body[name])) throw bad();
    parseInstant(body[name]);
  }
  const first = body.first_affected;
  if (!Number.isInteger(first) || first < 0 || first >= position) throw bad();
}

// Builds the record of one number from its entries in their order; refuses where they do not make one.
export function recordOf(events, trust) {
  const [first] = events;
  if (first.type !== "issued") throw broken();
  const versions = events.filter((one) => CREDENTIAL_TYPES.includes(one.type)).map((one, place) => versionOf(one, place + 1));
  const isOne = events.filter((one) => one.type === "issued").length === 1 && events.every((one) => one.number === first.number);
  if (!isOne) throw broken();
  const condemned = trust.keys.filter((key) => key.purpose === "status" && key.trustedSize !== undefined);
  const isVoid = ({ body, position }) => {
    const method = String(body.proof.verificationMethod ?? "");
    const name = method.slice(method.lastIndexOf("#") + 1);
    return condemned.some((key) => key.name === name && position >= key.trustedSize);
  };
  const voids = new Set(events.filter(isVoid).map((one) => one.position));
  return { number: first.number, entries: events, versions, voids, counted: events.filter((one) => !voids.has(one.position)) };
}

function versionOf(event, place) {
  try {
    const { credential } = event.body;
    const subject = credential.credentialSubject;
    if (subject.number !== event.number || subject.version !== place) throw broken();
    const entry = credential.credentialStatus[0];
    const list = /\/([0-9]+)$/.exec(entry.statusListCredential)[1];
    if (!/^[0-9]+$/.test(entry.statusListIndex)) throw broken();
    return {
      version: place,
      position: event.position,
      effective: event.effective,
      credential,
      subject,
      validFrom: beijingDay(parseInstant(credential.validFrom)),
      validUntil: beijingDay(parseInstant(credential.validUntil)),
      statusIndex: (Number(list) - 1) * STATUS_LIST + Number(entry.statusListIndex),
      jwtHeader: event.body.jwt_header,
      jwtSignature: event.body.jwt_signature,
      qr: event.body.qr,
    };
  } catch {
    throw broken();
  }
}

const order = (one, other) => (one.effective < other.effective ? -1 : one.effective > other.effective ? 1 : one.position - other.position);

// Returns {code, version, since, until}: the status on a Beijing day, and the version in force.
export function standingOn(record, day) {
  const inForce = record.versions.filter((one) => one.effective <= day && !record.voids.has(one.position));
  const version = inForce[inForce.length - 1] ?? record.versions[0];
  const past = record.counted.filter((one) => one.effective <= day).sort(order);
  const final = past.find((one) => hasOwn(FINAL, one.type));
  const on = (code, since, more = {}) => ({ code, since, version: version.version, reason: null, ...more });
  if (final) return on(FINAL[final.type], final.effective, { reason: final.body.reason, type: final.type });
  if (day < version.validFrom) return on("not_yet_valid", record.entries[0].effective);
  if (day > version.validUntil) return on("expired", dayAfter(version.validUntil));
  let running = null;
  let last = record.entries[0];
  for (const event of past.filter((one) => one.type === "suspended" || one.type === "restored")) {
    running = event.type === "restored" ? null : { first: running?.first ?? event, newest: event };
    last = event;
  }
  if (running === null) return on("valid", last.effective);
  const { first, newest } = running;
  return on("suspended", first.effective, { until: newest.body.until, reason: newest.body.reason, type: "suspended" });
}
