// Proofs by eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3).

import { fromBase58, joined, sha256 } from "./bytes.js";
import { parseInstant } from "./days.js";
import { verify } from "./ed25519.js";
import { KEY_ADDRESS } from "./limits.js";
import { malformed, notGenuine } from "./refusal.js";
import { canonical } from "./strict_json.js";

export const ASSERTION = "assertionMethod";
export const INVOCATION = "capabilityInvocation"; // events of the log, and nothing else
const FIELDS = ["created", "cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod"];
const CONTEXT = "@context";

// Returns the key that signed the document. `keyOf` turns the verificationMethod into a key, or refuses.
export async function verifyProof(document, keyOf, purpose) {
  const proof = document.proof;
  if (!isObject(proof)) throw malformed("proof");
  const signature = requireShape(proof, document);
  if (proof.proofPurpose !== purpose) throw notGenuine("proof_purpose");
  const key = keyOf(proof.verificationMethod);
  const { proof: _, ...unsecured } = document;
  const { proofValue: __, ...options } = proof;
  if (CONTEXT in document) options[CONTEXT] = document[CONTEXT];
  const data = joined(await sha256(canonical(options)), await sha256(canonical(unsecured)));
  if (!(await verify(key.raw, signature, data))) throw notGenuine("signature");
  return key;
}

function requireShape(proof, document) {
  const names = Object.keys(proof).filter((name) => name !== CONTEXT).sort();
  const ours = names.join() === FIELDS.join() && FIELDS.every((name) => typeof proof[name] === "string");
  if (!ours) throw malformed("proof");
  if (CONTEXT in proof && !same(proof[CONTEXT], document[CONTEXT])) throw notGenuine("proof_context");
  const value = proof.proofValue;
  if (
    proof.type !== "DataIntegrityProof" ||
    proof.cryptosuite !== "eddsa-jcs-2022" ||
    !value.startsWith("z") ||
    [...proof.verificationMethod].length > KEY_ADDRESS
  ) {
    throw malformed("proof");
  }
  parseInstant(proof.created);
  return fromBase58(value.slice(1), 64);
}

export const hasOwn = (value, name) => Object.prototype.hasOwnProperty.call(value, name);

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const same = (one, other) => other !== undefined && String(canonical(one)) === String(canonical(other));
