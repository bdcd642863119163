// The credential as `vc+jwt`, read as certs/trust/credential/jwt.py reads it.

import { fromBase64url, utf8 } from "../proof/bytes.js";
import { isObject } from "../proof/data_integrity.js";
import { verify } from "../proof/ed25519.js";
import { MALFORMED, Refusal, malformed, notGenuine } from "../proof/refusal.js";
import { canonical, parse } from "../proof/strict_json.js";
import { signer } from "../proof/trust_list.js";
import { toBase64url } from "./base64.js";
import { readCredential, requireIssuer } from "./credential.js";
import { CREDENTIAL, JWT, JWT_HEADER } from "./tables.js";

const SUFFIX = "-jwk";
const bad = () => malformed("jwt");

// Returns {credential, key}. Whether a compromised key may still be believed is left to the caller.
export async function verifyJwt(text, trust) {
  if ([...text].length > JWT) throw malformed("too_long");
  const parts = text.split(".");
  if (parts.length !== 3 || [...parts[0]].length > JWT_HEADER) throw bad();
  const payload = fromBase64url(parts[1]);
  let credential;
  try {
    credential = canonicalCredential(payload);
  } catch (error) {
    if (error instanceof Refusal && error.kind === MALFORMED) await verifyParts(parts, trust); // signed by nobody of ours
    throw error;
  }
  requireIssuer(credential, trust);
  return { credential, key: await verifyParts(parts, trust) };
}

function canonicalCredential(payload) {
  const document = parse(payload, CREDENTIAL);
  const credential = readCredential(document, false);
  const written = canonical(document);
  if (written.length !== payload.length || !written.every((byte, place) => byte === payload[place])) throw bad();
  return credential;
}

async function verifyParts([header, payload, signature], trust) {
  const kid = kidOf(header);
  const raw = fromBase64url(signature);
  if (raw.length !== 64) throw bad();
  if (!kid.endsWith(SUFFIX)) throw notGenuine("key_unknown");
  const key = signer(trust, kid.slice(0, -SUFFIX.length), "certificate");
  if (!(await verify(key.raw, raw, utf8(`${header}.${payload}`)))) throw notGenuine("signature");
  return key;
}

function kidOf(header) {
  const fields = parse(fromBase64url(header), JWT_HEADER);
  const kid = isObject(fields) ? fields.kid : null;
  if (typeof kid !== "string" || toBase64url(canonical({ alg: "EdDSA", kid, typ: "vc+jwt" })) !== header) throw bad();
  return kid;
}
