// The page of the one file: what is given is judged here, and shown in both languages. Nothing is ever sent.

import { prepareZXingModule, readBarcodes } from "../../../lib/reader/index.js";
import { utf8 } from "../proof/bytes.js";
import { beijingDay, instantText } from "../proof/days.js";
import { useBrowser } from "../proof/ed25519.js";
import { Refusal } from "../proof/refusal.js";
import { canonical, parse } from "../proof/strict_json.js";
import { readSymbol } from "../proof/symbol.js";
import { fromMultikey, parseTrustList } from "../proof/trust_list.js";
import { fromBase64 } from "./base64.js";
import { TYPE, isBundle, verifyBundle } from "./bundle.js";
import { toldApart, withoutAdditions } from "./handed_in.js";
import { PARTS, judgePart } from "./parts.js";
import { isPdf } from "./pdf_attachments.js";
import { verifyReport } from "./report.js";
import { BUNDLE, IMAGE_FILE, LEVELS, STATUS_WORDS } from "./tables.js";
import { verifyAlone } from "./verdict.js";
import { CHECKS, HEADS, NAMES, PRINT_UNREAD, REPORT_HEADS, asOf, sentence, withoutWords } from "./words.js";

const LARGEST = 2_400; // pixels of the longer side of a picture that is looked at
const at = (id) => document.getElementById(id);
const now = () => Math.floor(Date.now() / 1000);
const unknown = (code) => ({ overall: "unknown", code, number: null, checks: [] });

// --- judging ------------------------------------------------------------------------------------------------------

function readable(bytes) {
  try {
    return parse(bytes, BUNDLE);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

// Judges bytes by the pinned root at a second. `trustBytes` may be null. `way` says how they came here: as they are, as a
// "file" or text that people hand in, from which what pasting adds is taken off, or from a "symbol" in a picture, which is
// held to its letter. Never raises for bad content.
async function judge(bytes, rootText, trustBytes, seconds, way = null) {
  let root;
  try {
    root = fromMultikey(rootText.replace(/\s/g, ""));
  } catch {
    return unknown("root_unreadable");
  }
  if (isPdf(bytes)) return verifyReport(bytes, root, seconds);
  const given = way === "file" ? withoutAdditions(bytes) : { text: new TextDecoder().decode(bytes).trim(), data: bytes, takenOff: [] };
  const document = readable(given.data);
  if (isBundle(document) || (document === null && given.text.includes(TYPE))) {
    return { ...(await verifyBundle(given.data, root, seconds)), takenOff: given.takenOff };
  }
  if (way && given.text === "") return unknown("nothing_given");
  const trust = await trusted(trustBytes, root);
  if (trust.code) return unknown(trust.code);
  const judged = { symbol: ofSymbol, file: ofFile }[way] ?? ofBytes;
  return judged(given, trust.list, beijingDay(seconds));
}

const ofBytes = ({ data }, trust, day) => verifyAlone(data, trust, day);

async function ofSymbol({ text, data }, trust, day) {
  const symbol = readSymbol(text, trust.baseUrl);
  if (symbol.kind === "short") return unknown("short_symbol");
  if (symbol.kind === "foreign") return { ...unknown("other_host"), overall: "not_genuine", host: symbol.text };
  if (symbol.kind !== "signed") return unknown(symbol.kind === "altered" ? "symbol_altered" : "no_symbol");
  return verifyAlone(data, trust, day);
}

async function ofFile(given, trust, day) {
  const { kind, data, takenOff, host } = toldApart(given, trust.baseUrl);
  const codes = { number: "number_offline", damaged: "damaged", other: "target" };
  if (kind in codes) return unknown(codes[kind]);
  return { ...(await verifyAlone(data, trust, day)), takenOff, host };
}

async function trusted(bytes, root) {
  if (bytes === null) return { code: "trust_missing" };
  const document = readable(bytes);
  const given = isBundle(document) && document.trust ? canonical(document.trust) : bytes;
  try {
    return { list: await parseTrustList(given, root) };
  } catch (error) {
    if (error instanceof Refusal) return { code: "trust_foreign" };
    throw error;
  }
}

// --- pictures -----------------------------------------------------------------------------------------------------

let isReady = false;

async function symbolsIn(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  if (!isReady) {
    prepareZXingModule({ overrides: { wasmBinary: fromBase64(at("wasm").textContent).buffer } });
    isReady = true;
  }
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const codes = await readBarcodes(pixels, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 8 });
  return [...new Set(codes.filter((code) => code.isValid).map((code) => code.text))];
}

// Returns the bytes to judge, or the code of why there are none.
async function given(file, text) {
  if (!file) return utf8(text);
  if (file.size > IMAGE_FILE) return "too_large";
  if (!file.type.startsWith("image/")) return new Uint8Array(await file.arrayBuffer());
  let texts;
  try {
    texts = await symbolsIn(file);
  } catch {
    return "picture_unread";
  }
  return texts.length === 1 ? utf8(texts[0]) : texts.length ? "several_symbols" : "no_symbol";
}

async function check() {
  const [file, trust] = [at("file").files[0], at("trust").files[0]];
  const bytes = await given(file, at("text").value);
  if (typeof bytes === "string") return unknown(bytes);
  const trustBytes = trust ? new Uint8Array(await trust.arrayBuffer()) : null;
  return judge(bytes, at("root").value, trustBytes, now(), file?.type.startsWith("image/") ? "symbol" : "file");
}

// --- showing ------------------------------------------------------------------------------------------------------

function element(name, text = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), { textContent: text });
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function both(name, { zh, en }) {
  const made = element(name);
  made.append(element("span", zh, { lang: "zh-CN" }), element("span", en, { lang: "en" }));
  return made;
}

// What is written here of a certificate is signed: whatever is not genuine shows none of it.
function facts({ overall, number, version, claims, standing, covered }) {
  const list = element("dl");
  const subject = version?.subject ?? claims;
  const row = (name, value) => { if (value) list.append(both("dt", NAMES[name]), typeof value === "string" ? element("dd", value) : both("dd", value)); };
  if (overall === "not_genuine" || !subject) return list;
  row("number", number);
  row("holder", subject.holder?.name ?? subject.holder);
  row("uscc", subject.holder?.uscc ?? subject.uscc);
  row("level", LEVELS[subject.level]);
  row("scope", subject.scope?.map((item) => item.name ?? item).join("；"));
  row("until", version?.validUntil);
  const isTold = overall === "not_valid" ? standing?.code !== "valid" || covered : overall === "valid" && covered;
  if (standing && isTold) row(covered ? "statusThen" : "status", STATUS_WORDS[standing.code]);
  return list;
}

const minuteText = (seconds) => `${instantText(seconds + 8 * 3_600).slice(0, 16).replace("T", " ")} UTC+8`;

function show(verdict) {
  const panel = element("section", "", { id: "answer", class: verdict.overall, "data-status": verdict.overall, "data-code": verdict.code, tabindex: "-1" });
  const { covered } = verdict;
  panel.append(both("h2", (covered && REPORT_HEADS[verdict.overall]) || HEADS[verdict.overall]));
  if (covered) panel.append(both("p", asOf(minuteText(covered))));
  panel.append(both("p", sentence(verdict)));
  if (covered !== undefined) panel.append(both("p", PRINT_UNREAD));
  if (verdict.takenOff?.length) panel.append(both("p", withoutWords(verdict.takenOff)));
  if (verdict.host) panel.append(element("p", verdict.host));
  panel.append(facts(verdict));
  const evidence = verdict.checks.find((one) => one.name === "status_evidence")?.facts;
  if (evidence?.signed) {
    const [signed, until] = [evidence.signed, evidence.until].map(minuteText);
    panel.append(both("p", { zh: `状态列表签发于 ${signed}，有效到 ${until}。`, en: `The status lists were signed at ${signed} and hold until ${until}.` }));
  }
  const list = element("ol");
  for (const one of verdict.checks) {
    const { zh, en } = CHECKS[one.name];
    const mark = { pass: "✓", fail: "✗", unknown: "?" }[one.outcome];
    list.append(both("li", { zh: `${mark} ${zh}（${one.code}）`, en: `${mark} ${en} (${one.code})` }));
  }
  panel.append(list, element("p", verdict.code, { class: "hint" }));
  at("place").textContent = "";
  at("place").append(panel);
  panel.focus();
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    show(await check());
  } catch {
    show(unknown("program_failed"));
  }
});
at("switch").addEventListener("click", () => {
  const { dataset } = document.documentElement;
  dataset.lang = dataset.lang === "zh" ? "en" : "zh";
  document.documentElement.lang = dataset.lang === "zh" ? "zh-CN" : "en";
});
if (!navigator.language.startsWith("zh")) at("switch").click();
at("needs").remove();
at("clock").textContent = new Date().toString();
globalThis.starmark = { judge, judgePart, PARTS, useBrowser }; // for those who hold this file to the program
