// The offline bundle: judged as a whole, as certs/publication/files/bundle_check.py judges it with a pinned root.

import { utf8 } from "../proof/bytes.js";
import { isObject } from "../proof/data_integrity.js";
import { beijingDay } from "../proof/days.js";
import { QR_TEXT, STATUS_LIST_FILE, TRUST_LIST } from "../proof/limits.js";
import { BROWSER_OLD, COULD_NOT_CHECK, Refusal, couldNotCheck, malformed } from "../proof/refusal.js";
import { PURPOSES, isSet, listOf, readStatusList, requireFresh, verifyStatusList } from "../proof/status_list.js";
import { canonical, parse } from "../proof/strict_json.js";
import { parseTrustList } from "../proof/trust_list.js";
import { hashOf } from "./base64.js";
import { dayBegins } from "./calendar.js";
import { requireIncluded, strangersUnder, verifyCheckpoint } from "./log_head.js";
import { readEvent, recordOf, standingOn } from "./log_record.js";
import { BUNDLE, CREDENTIAL, EVENT, FINAL, JWT, LOG_PROOF, NOTE, NUMBER } from "./tables.js";
import { NAMES, check, formsOf, pass, stopped, verifyCredential, verifyEntries, verifyJwtText, verifyQr } from "./verdict.js";

const FORMAT = 1;
export const TYPE = "starmark-bundle";
const FIELDS = "certificate,checkpoint,events,format,number,status,trust,type,version";
const [LOG, EVIDENCE] = [8, 9];
const ALL = [...NAMES, "log", "status_evidence"];
const GRAVITY = ["not_genuine", "not_valid", "unknown", "valid"];
const CHANGING = { revocation: ["reissued", ...Object.keys(FINAL)], suspension: ["suspended", "restored"] };

const bad = () => malformed("bundle");
const names = (value) => Object.keys(value).sort().join();
const isText = (value) => typeof value === "string";
const length = (text) => [...text].length;
const notMade = () => ALL.map((name, place) => check(place + 1, "unknown", "not_made", {}, name));

export const isBundle = (document) => isObject(document) && document.type === TYPE;

// --- form -------------------------------------------------------------------------------------------------------

function read(bytes) {
  const value = parse(bytes, BUNDLE);
  if (!isBundle(value)) throw bad();
  if (Number.isInteger(value.format) && value.format > FORMAT) throw couldNotCheck("format_newer");
  if (names(value) !== FIELDS || value.format !== FORMAT) throw bad();
  const { number, version, certificate, status } = value;
  if (!isText(number) || number === "" || length(number) > NUMBER || !Number.isInteger(version) || version < 1) throw bad();
  if (!isObject(certificate) || names(certificate) !== "credential,jwt,qr") throw bad();
  if (!isObject(status) || !Object.keys(status).every((purpose) => PURPOSES.includes(purpose))) throw bad();
  const { credential, jwt, qr } = certificate;
  if (!isText(jwt) || length(jwt) > JWT || !isText(qr) || length(qr) > QR_TEXT || !qr.startsWith("https://")) throw bad();
  return {
    number,
    version,
    credential: signed(credential, CREDENTIAL),
    jwt,
    qr,
    entries: entriesOf(value.events),
    checkpoint: checkpointOf(value.checkpoint),
    trust: signed(value.trust, TRUST_LIST),
    lists: Object.entries(status).map(([purpose, list]) => [purpose, signed(list, STATUS_LIST_FILE)]),
  };
}

function signed(value, limit) {
  if (!isObject(value)) throw bad();
  const bytes = canonical(value);
  if (bytes.length > limit) throw bad();
  return bytes;
}

function entriesOf(value) {
  if (!Array.isArray(value) || !value.length) throw bad();
  let last = -1;
  return value.map((part) => {
    if (!isObject(part) || names(part) !== "event,index,proof" || !Number.isInteger(part.index)) throw bad();
    const { index, proof, event } = part;
    if (index <= last) throw bad();
    if (!Array.isArray(proof) || proof.length > LOG_PROOF || !proof.every(isText)) throw bad();
    last = index;
    return { index, event, raw: signed(event, EVENT), hashes: proof.map(hashOf) };
  });
}

function checkpointOf(value) {
  if (!Array.isArray(value) || !value.every(isText)) throw bad();
  const text = value.join("\n");
  if (length(text) > NOTE) throw bad();
  return utf8(text);
}

// The second at which the newer of its status lists says it was signed; null where there are none that can be read.
export async function coveredBy(bytes) {
  try {
    const lists = await Promise.all(read(bytes).lists.map(([, list]) => readStatusList(list)));
    return lists.length ? Math.max(...lists.map((one) => one.begins)) : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

// --- the verdict --------------------------------------------------------------------------------------------------

// `root` is the raw root key, `now` in seconds since 1970. Returns {overall, code, number, checks, record, version}.
export async function verifyBundle(bytes, root, now) {
  let at = 1;
  let grounds;
  try {
    const bundle = read(bytes);
    at = 2;
    const trust = await parseTrustList(bundle.trust, root);
    at = LOG;
    grounds = { bundle, trust, ...(await logged(bundle, trust)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return stoppedAt(at, error);
  }
  return judge(grounds, now, beijingDay(now));
}

async function logged(bundle, trust) {
  const { head, note } = await verifyCheckpoint(bundle.checkpoint, trust);
  const events = [];
  for (const { index, event, raw, hashes } of bundle.entries) {
    await requireIncluded(raw, index, head, hashes);
    events.push(readEvent(index, event));
  }
  let record;
  try {
    record = recordOf(events, trust);
  } catch (error) {
    throw error.kind === COULD_NOT_CHECK ? malformed("bundle_entries") : error;
  }
  const version = record.versions[bundle.version - 1];
  if (record.number !== bundle.number || version === undefined) throw malformed("bundle_entries");
  return { head, record, version, strangers: await strangersUnder(note, trust) };
}

function stoppedAt(at, refusal) {
  if (at === 1) {
    const base = stopped(refusal);
    const more = [LOG, EVIDENCE].map((number) => check(number, "unknown", "not_made", {}, ALL[number - 1]));
    return { ...base, checks: [...base.checks, ...more] };
  }
  const isUnknown = refusal.kind === COULD_NOT_CHECK;
  const checks = notMade();
  checks[0] = pass(1);
  checks[at - 1] = check(at, isUnknown ? "unknown" : "fail", refusal.code, {}, ALL[at - 1]);
  return { overall: isUnknown ? "unknown" : "not_genuine", code: refusal.code, number: null, checks };
}

async function judge(grounds, now, day) {
  const { record, version, head, strangers } = grounds;
  const standing = standingOn(record, day);
  const base = await gravest(grounds, standing, day);
  const log = check(LOG, "pass", "ok", { size: String(head.size), strangers }, ALL[LOG - 1]);
  if (base.overall === "not_genuine") return { ...base, checks: [...base.checks, log, notMade()[EVIDENCE - 1]] };
  const weight = await weigh(grounds, version.statusIndex, now, day);
  const last = check(EVIDENCE, weight.outcome, weight.code, weight.facts, ALL[EVIDENCE - 1]);
  let seven = base.checks;
  if (weight.outcome !== "pass") {
    seven = seven.map((one) => ([5, 6].includes(one.number) && one.outcome === "pass" ? check(one.number, "unknown", "entries_only") : one));
  }
  const checks = [...seven, log, last];
  return { ...folded(base, checks, last), checks, record, version, standing };
}

function folded(base, checks, last) {
  const failed = checks.find((one) => one.outcome === "fail");
  if (failed) return { ...base, overall: "not_valid", code: failed.code };
  const unknown = [...base.checks, last].find((one) => one.outcome === "unknown");
  return unknown ? { ...base, overall: "unknown", code: unknown.code } : base;
}

// The seven checks of every form of the certificate and of the entries; the gravest verdict is the file's.
async function gravest({ bundle, trust, record, version }, standing, day) {
  const evidence = {
    number: record.number,
    version: version.version,
    currentVersion: standing.version,
    position: version.position,
    status: standing.code,
    forms: formsOf(version),
  };
  const verdicts = [
    await verifyCredential(bundle.credential, trust, evidence, day),
    await verifyJwtText(bundle.jwt, trust, evidence, day),
    await verifyQr(bundle.qr, trust, evidence, day),
    await verifyEntries(record, version, trust, evidence, day),
  ];
  const weight = ({ overall }) => GRAVITY.indexOf(overall);
  return verdicts.reduce((one, other) => (weight(other) < weight(one) ? other : one));
}

// --- status evidence ------------------------------------------------------------------------------------------------

async function weigh({ bundle, trust, record }, statusIndex, now, day) {
  const unknown = (code, facts = {}) => ({ outcome: "unknown", code, facts });
  const lists = [];
  try {
    for (const [purpose, bytes] of bundle.lists) lists.push(await verifyStatusList(bytes, trust, purpose, listOf(statusIndex)));
  } catch (error) {
    if (error instanceof Refusal) return unknown(error.code === BROWSER_OLD ? BROWSER_OLD : "status_list_foreign");
    throw error;
  }
  if (lists.length < PURPOSES.length) return unknown("status_list_missing");
  const facts = { signed: Math.min(...lists.map((one) => one.begins)), until: Math.min(...lists.map((one) => one.ends)) };
  try {
    for (const list of lists) requireFresh(list, now);
  } catch (error) {
    return unknown(error.code, facts);
  }
  if (lists.some((one) => one.begins < lastChange(record, one.purpose, day))) return unknown("status_list_rolled_back", facts);
  const set = lists.find((one) => isSet(one, statusIndex));
  return set ? { outcome: "fail", code: `${set.purpose}_bit`, facts } : { outcome: "pass", code: "ok", facts };
}

// The second from which a list must know of all entries here that are in effect and change its bits.
function lastChange(record, purpose, day) {
  const changing = record.counted.filter((one) => CHANGING[purpose].includes(one.type) && one.effective <= day);
  return Math.max(-Infinity, ...changing.map((one) => Math.max(one.recorded, dayBegins(one.effective))));
}
