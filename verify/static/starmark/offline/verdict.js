// The seven checks of something signed, and their verdict, as certs/trust/verification has them.

import { equal, fromBase64url } from "../proof/bytes.js";
import { ASSERTION, INVOCATION, isObject, verifyProof } from "../proof/data_integrity.js";
import { beijingDay } from "../proof/days.js";
import { tokenOf, verify as verifyToken } from "../proof/qr_token.js";
import { COULD_NOT_CHECK, MALFORMED, Refusal, notGenuine } from "../proof/refusal.js";
import { canonical, parse } from "../proof/strict_json.js";
import { requireUsable, signer } from "../proof/trust_list.js";
import { toBase64url } from "./base64.js";
import { readCredential, requireIssuer } from "./credential.js";
import { verifyJwt } from "./jwt.js";
import { CREDENTIAL } from "./tables.js";

export const NAMES = ["form", "key", "signature", "register", "version", "status", "dates"];
const KEY_CODES = ["key_unknown", "key_purpose", "key_missing", "key_point", "key_compromised", "key_retired", "key_not_yet"];
const SIGNATURE_CODES = ["signature", "proof_purpose", "proof_context"];

export const check = (number, outcome, code, facts = {}, name = NAMES[number - 1]) => ({ number, name, outcome, code, facts });
export const pass = (number, facts = {}) => check(number, "pass", "ok", facts);
const notMade = (from) => NAMES.slice(from - 1).map((_, place) => check(from + place, "unknown", "not_made"));

// The verdict on what did not get past checks 1 to 3.
export function stopped(refusal) {
  if (refusal.kind === MALFORMED) {
    const checks = [check(1, "unknown", "damaged", { cause: refusal.code }), ...notMade(2)];
    return { overall: "unknown", code: "damaged", number: null, checks };
  }
  const at = KEY_CODES.includes(refusal.code) ? 2 : SIGNATURE_CODES.includes(refusal.code) ? 3 : 1;
  const newer = refusal.kind === COULD_NOT_CHECK;
  const decided = check(at, newer ? "unknown" : "fail", refusal.code);
  const checks = [...[1, 2].filter((number) => number < at).map((number) => pass(number)), decided, ...notMade(at + 1)];
  return { overall: newer ? "unknown" : "not_genuine", code: refusal.code, number: null, checks };
}

async function judged(prove, evidence, day) {
  let proven;
  try {
    proven = await prove();
  } catch (error) {
    if (error instanceof Refusal) return stopped(error);
    throw error;
  }
  return judge(proven, evidence, day);
}

// `evidence` is {number, version, currentVersion, position, status}, or null where nothing but the object is at hand.
function judge(proven, evidence, day) {
  const results = [pass(1), checkKey(proven.key, evidence), pass(3)];
  if (results[1].outcome === "fail") return fold([...results.slice(0, 2), ...notMade(3)], proven);
  if (evidence === null) {
    results.push(check(4, "unknown", "register_unreachable"), check(5, "unknown", "not_made"), check(6, "unknown", "not_made"));
  } else {
    const isSame = evidence.number === proven.number && evidence.version === proven.version && proven.isLogged(evidence);
    if (!isSame) return fold([...results, check(4, "fail", "differs_from_register"), ...notMade(5)], proven);
    const isCurrent = evidence.currentVersion === proven.version;
    results.push(pass(4), isCurrent ? pass(5) : check(5, "fail", "superseded"));
    results.push(evidence.status === "valid" ? pass(6) : check(6, "fail", evidence.status));
  }
  const [first, last] = [proven.firstDay, proven.lastDay];
  const isWithin = first <= day && day <= last;
  results.push(isWithin ? pass(7) : check(7, "fail", day < first ? "not_yet_valid" : "expired"));
  return fold(results, proven);
}

function checkKey(key, evidence) {
  if (key.state === "compromised" && evidence === null) return check(2, "unknown", "key_compromised");
  try {
    requireUsable(key, key.purpose, evidence === null ? null : evidence.position);
  } catch (error) {
    return check(2, "fail", error.code);
  }
  return pass(2, { key: key.name });
}

function fold(checks, { number, claims }) {
  const deciding = ["fail", "unknown"].flatMap((outcome) => checks.filter((one) => one.outcome === outcome))[0];
  if (deciding === undefined) return { overall: "valid", code: "valid", number, checks, claims };
  if (deciding.outcome === "unknown") return { overall: "unknown", code: deciding.code, number, checks, claims };
  if (deciding.number > 4) return { overall: "not_valid", code: deciding.code, number, checks, claims };
  return { overall: "not_genuine", code: deciding.code, number: null, checks, claims: null };
}

const provenBy = ({ number, version, firstDay, lastDay, subject }, key, isLogged) => ({
  number,
  version,
  firstDay,
  lastDay,
  key,
  isLogged,
  claims: subject,
});

export const verifyCredential = (bytes, trust, evidence, day) =>
  judged(async () => {
    const document = parse(bytes, CREDENTIAL);
    const keyOf = (method) => signer(trust, method, "certificate");
    let credential;
    try {
      credential = readCredential(document, true);
    } catch (error) {
      const isBad = error instanceof Refusal && error.kind === MALFORMED && isObject(document);
      if (isBad) await verifyProof(document, keyOf, ASSERTION); // what is whole and signed by nobody of ours is forged
      throw error;
    }
    requireIssuer(credential, trust);
    const key = await verifyProof(document, keyOf, ASSERTION);
    return provenBy(credential, key, (logged) => equal(canonical(document), logged.forms.credential));
  }, evidence, day);

export const verifyJwtText = (text, trust, evidence, day) =>
  judged(async () => {
    const { credential, key } = await verifyJwt(text, trust);
    return provenBy(credential, key, (logged) => logged.forms.jwt === text);
  }, evidence, day);

export const verifyQr = (text, trust, evidence, day) =>
  judged(async () => {
    const token = tokenOf(text, trust.baseUrl);
    const { claims, key } = await verifyToken(token, trust);
    const { number, version } = claims;
    const [firstDay, lastDay] = [beijingDay(claims.notBefore), beijingDay(claims.expires)];
    return { number, version, firstDay, lastDay, key, claims, isLogged: (logged) => equal(token, logged.forms.qr()) };
  }, evidence, day);

// What the entries of a certificate prove by themselves, and one of them the credential that it carries.
export const verifyEntries = (record, version, trust, evidence, day) =>
  judged(async () => {
    try {
      for (const { body, position, number } of record.entries) {
        if (record.voids.has(position) && position !== version.position) continue;
        const purpose = number ? "status" : "root";
        const key = await verifyProof(body, (method) => signer(trust, method, purpose), INVOCATION);
        requireUsable(key, key.purpose, position);
      }
      const credential = readCredential(version.credential, true);
      requireIssuer(credential, trust);
      const key = await verifyProof(credential.document, (method) => signer(trust, method, "certificate"), ASSERTION);
      return provenBy(credential, key, () => true);
    } catch (error) {
      throw error instanceof Refusal && error.kind === MALFORMED ? notGenuine(error.code) : error;
    }
  }, evidence, day);

// What the log holds of a version in each form.
export function formsOf(version) {
  const { proof: _, ...unsecured } = version.credential;
  return {
    credential: canonical(version.credential),
    jwt: `${version.jwtHeader}.${toBase64url(canonical(unsecured))}.${version.jwtSignature}`,
    qr: () => fromBase64url(version.qr),
  };
}

// A certificate's file or code by itself: at best genuine as issued, and then `unknown`.
export async function verifyAlone(bytes, trust, day) {
  const given = new TextDecoder().decode(bytes).trim();
  const isJwt = given.split(".").length === 3 && !given.includes("://");
  const verdict = given.startsWith("{")
    ? await verifyCredential(bytes, trust, null, day)
    : isJwt
      ? await verifyJwtText(given, trust, null, day)
      : await verifyQr(given, trust, null, day);
  return verdict.code === "register_unreachable" ? { ...verdict, code: "status_not_known" } : verdict;
}
