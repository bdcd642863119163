// The verdict on a QR code without a register: by its signature, and by the signed status lists at hand.
// The rules are those of certs/trust/verification/list_verdict.py, and a test holds both to the same answers.

import { beijingDay } from "./days.js";
import { KEY_LIST_FRESH, STATUS_LIST_HOURS } from "./limits.js";
import { tokenOf, verify } from "./qr_token.js";
import { BROWSER_OLD, COULD_NOT_CHECK, MALFORMED, Refusal, couldNotCheck } from "./refusal.js";
import { PURPOSES, isSet, listOf, requireFresh, verifyStatusList } from "./status_list.js";

const NAMES = ["form", "key", "signature", "register", "version", "status", "dates"];
const KEY_CODES = ["key_unknown", "key_purpose"];

// `fetched` and `now` are seconds since 1970; `lists` is {revocation: bytes, suspension: bytes}, each may be missing.
// Returns {overall, code, number, checks: [{number, name, outcome, code, facts}], claims}; claims are null where nothing
// of what the code says may be shown. Never raises for bad content.
export async function verifyQrByLists(text, trust, fetched, lists, now) {
  let claims, key;
  try {
    ({ claims, key } = await verify(tokenOf(text, trust.baseUrl), trust));
  } catch (error) {
    if (error instanceof Refusal) return stopped(inDoubt(error, now - fetched));
    throw error;
  }
  const byLists = await Promise.all(PURPOSES.map((purpose) => byList(purpose, lists[purpose], trust, claims, now)));
  const results = [pass(1), ofKey(key, fetched, now), pass(3), pass(4, "by_signature"), ...byLists, ofDates(claims, now)];
  return folded(results, claims);
}

const check = (number, outcome, code, facts = {}) => ({ number, name: NAMES[number - 1], outcome, code, facts });
const pass = (number, code = "ok", facts = {}) => check(number, "pass", code, facts);
const notMade = (from) => NAMES.map((_, place) => check(place + 1, "unknown", "not_made")).slice(from - 1);

// A key that the list at hand lacks may have been added since, unless it has only just been fetched.
function inDoubt(refusal, age) {
  const old = age < 0 || age > KEY_LIST_FRESH;
  return refusal.code === "key_unknown" && old ? couldNotCheck("key_unknown") : refusal;
}

function stopped(refusal) {
  if (refusal.kind === MALFORMED) {
    const first = check(1, "unknown", "damaged", { cause: refusal.code });
    return { overall: "unknown", code: "damaged", number: null, checks: [first, ...notMade(2)], claims: null };
  }
  const at = KEY_CODES.includes(refusal.code) ? 2 : refusal.code === "signature" ? 3 : 1;
  const newer = refusal.kind === COULD_NOT_CHECK;
  const passed = [1, 2].filter((number) => number < at).map((number) => pass(number));
  const decided = check(at, newer ? "unknown" : "fail", refusal.code);
  const checks = [...passed, decided, ...notMade(at + 1)];
  return { overall: newer ? "unknown" : "not_genuine", code: refusal.code, number: null, checks, claims: null };
}

function ofKey(key, fetched, now) {
  if (key.state === "compromised") return check(2, "unknown", "key_compromised", { key: key.name });
  const age = now - fetched;
  if (age < 0 || age > STATUS_LIST_HOURS * 3600) return check(2, "unknown", "keys_stale");
  return pass(2, "ok", { key: key.name });
}

async function byList(purpose, bytes, trust, claims, now) {
  const number = 5 + PURPOSES.indexOf(purpose);
  if (!bytes) return check(number, "unknown", "status_list_missing");
  let list;
  try {
    list = await verifyStatusList(bytes, trust, purpose, listOf(claims.statusIndex));
  } catch (error) {
    if (error instanceof Refusal) return check(number, "unknown", error.code === BROWSER_OLD ? BROWSER_OLD : "status_list_foreign");
    throw error;
  }
  const facts = { signed: list.begins, until: list.ends };
  const set = isSet(list, claims.statusIndex);
  if (set && purpose === "revocation") return check(number, "fail", "revocation_bit", facts); // never taken back
  try {
    requireFresh(list, now);
  } catch (error) {
    return check(number, "unknown", error.code, facts);
  }
  return set ? check(number, "fail", "suspension_bit", facts) : pass(number, "ok", facts);
}

function ofDates(claims, now) {
  const [day, first, last] = [now, claims.notBefore, claims.expires].map(beijingDay);
  const facts = { day, valid_from: first, valid_until: last };
  if (first <= day && day <= last) return pass(7, "ok", facts);
  return check(7, "fail", day < first ? "not_yet_valid" : "expired", facts);
}

// The first failure decides; else the first check that could not be made; else everything has passed.
function folded(checks, claims) {
  const deciding = ["fail", "unknown"].flatMap((outcome) => checks.filter((one) => one.outcome === outcome))[0];
  const answer = { number: claims.number, checks, claims };
  if (deciding === undefined && checks.length === NAMES.length) return { overall: "valid", code: "valid", ...answer };
  if (deciding.outcome === "unknown") return { overall: "unknown", code: deciding.code, ...answer };
  if (deciding.number > 4) return { overall: "not_valid", code: deciding.code, ...answer };
  return { overall: "not_genuine", code: deciding.code, ...answer, number: null, claims: null };
}
