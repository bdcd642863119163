// The parts of a bundle, and the growth of a log, each judged by itself as the conformance kit has them: for those who
// hold this file to the program. A bundle is judged with the same functions.

import { textOf, utf8 } from "../proof/bytes.js";
import { INVOCATION, isObject, verifyProof } from "../proof/data_integrity.js";
import { COULD_NOT_CHECK, MALFORMED, Refusal, malformed, notGenuine } from "../proof/refusal.js";
import { readStatusList, requireFresh, verifyStatusList } from "../proof/status_list.js";
import { parse } from "../proof/strict_json.js";
import { fromMultikey, parseTrustList, requireUsable, signer } from "../proof/trust_list.js";
import { fromBase64, hashOf } from "./base64.js";
import { requireIncluded, requireGrowth, sizeOf, verifyCheckpoint } from "./log_head.js";
import { readEvent } from "./log_record.js";
import { EVENT, LOG_PROOF, TLOG_EXTRA, TLOG_PROOF } from "./tables.js";

const HEADER = "c2sp.org/tlog-proof@v1";
const EXTRA = "extra ";
const INDEX = "index ";

// Judges bytes of a kind of the kit by the text of a root key and the bytes of a trust list, at a second.
// Returns {overall, code}.
export async function judgePart(kind, bytes, rootText, trustBytes, seconds) {
  const root = fromMultikey(rootText);
  try {
    if (kind === "trust") await parseTrustList(bytes, root);
    else await KINDS[kind](bytes, await parseTrustList(trustBytes, root), seconds);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.kind === MALFORMED) return { overall: "unknown", code: "damaged" };
    return { overall: error.kind === COULD_NOT_CHECK ? "unknown" : "not_genuine", code: error.code };
  }
  return { overall: "valid", code: "valid" };
}

async function statusList(bytes, trust, seconds) {
  const { purpose, number } = await readStatusList(bytes);
  requireFresh(await verifyStatusList(bytes, trust, purpose, number), seconds);
}

async function growth(bytes, trust) {
  const { first, second, proof } = JSON.parse(textOf(bytes, "not_utf8"));
  const heads = [];
  for (const text of [first, second]) heads.push((await verifyCheckpoint(utf8(text), trust)).head);
  await requireGrowth(...heads, proof.map((text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16))));
}

async function logProof(bytes, trust) {
  const { proof, entry } = JSON.parse(textOf(bytes, "not_utf8"));
  const { index, hashes, checkpoint } = readLogProof(proof);
  const { head } = await verifyCheckpoint(utf8(checkpoint), trust);
  await requireIncluded(utf8(entry), index, head, hashes);
}

// A proof file by C2SP tlog-proof; the checkpoint within is not looked at here.
function readLogProof(text) {
  const bad = () => malformed("tlog_proof");
  const place = text.indexOf("\n\n");
  if (text.length > TLOG_PROOF || place < 0) throw bad();
  const [header, ...lines] = text.slice(0, place).split("\n");
  if (header !== HEADER) throw bad();
  if (lines[0]?.startsWith(EXTRA) && fromBase64(lines.shift().slice(EXTRA.length)).length > TLOG_EXTRA) throw bad();
  if (!lines[0]?.startsWith(INDEX) || lines.length - 1 > LOG_PROOF) throw bad();
  const index = sizeOf(lines.shift().slice(INDEX.length));
  return { index, hashes: lines.map(hashOf), checkpoint: text.slice(place + 2) };
}

// An entry of the log by its own proof: its number in the first line, its bytes in the second.
async function event(bytes, trust) {
  const [number, ...rest] = textOf(bytes, "not_utf8").split("\n");
  const body = parse(utf8(rest.join("\n")), EVENT);
  if (!isObject(body)) throw malformed("event");
  const read = readEvent(Number(number), body);
  const key = await verifyProof(body, (method) => signer(trust, method, read.number ? "status" : "root"), INVOCATION);
  requireUsable(key, key.purpose, read.position);
}

const KINDS = { "status-list": statusList, checkpoint: verifyCheckpoint, growth, "log-proof": logProof, event };
export const PARTS = ["trust", ...Object.keys(KINDS)];
