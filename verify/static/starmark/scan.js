// The scanner: camera or picture to text, text to verdict, all in this browser. Nothing is sent anywhere.

import { fill } from "./kept.js";
import { beijingDay, instantText } from "./proof/days.js";
import { evidence } from "./proof/evidence.js";
import { verifyQrByLists } from "./proof/list_verdict.js";
import { Refusal } from "./proof/refusal.js";
import { PURPOSES, listOf } from "./proof/status_list.js";
import { readSymbol } from "./proof/symbol.js";
import { fromMultikey, parseTrustList } from "./proof/trust_list.js";

const PAUSE = 120; // milliseconds between two looks at the camera
const LARGEST = 2_400; // pixels of the longer side of a picture that is looked at; a larger one is drawn smaller first
const OLD = "browser_old";
const NOT_KNOWN = ["keys_stale", "key_compromised"]; // and what is said of status lists

const at = (id) => document.getElementById(id);
const place = at("scan");
const words = Object.fromEntries([...at("words").children].filter((one) => one.tagName === "DT").map((name) => [name.textContent, name.nextElementSibling.textContent]));
const now = () => Math.floor(Date.now() / 1000);
const say = (text) => { at("said").textContent = text; };

// --- what is believed: the keys, which end at the root that this page names, and the lists of the status ----------

let trust = null; // {list, fetched}

async function trusted() {
  const given = await evidence("/trust.json", now());
  if (given === null) return null;
  try {
    trust = { list: await parseTrustList(given.bytes, fromMultikey(place.dataset.root)), fetched: given.fetched };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return trust;
}

async function listsOf(number) {
  const kept = await Promise.all(PURPOSES.map((purpose) => evidence(`/status/${purpose}/${number}`, now())));
  return Object.fromEntries(PURPOSES.map((purpose, n) => [purpose, kept[n]?.bytes]));
}

// All lists are fetched when the page opens, so that they are there when the network is not.
async function fetchAll() {
  const believed = await trusted();
  for (let number = 1; number <= Number(place.dataset.lists); number++) await listsOf(number);
  if (believed) at("age").textContent = fill(words.kept, { fetched: minuteText(believed.fetched) });
}

// --- a text to its verdict ------------------------------------------------------------------------------------------

async function judged(text) {
  const believed = await trusted();
  if (believed === null) return { answer: "no_keys" };
  const symbol = readSymbol(text, believed.list.baseUrl);
  if (symbol.kind === "foreign") return { answer: "foreign", host: symbol.text };
  if (symbol.kind === "short") return { answer: "short", number: symbol.text, online: `/c/${symbol.text.replace(/\//g, "~")}` };
  if (symbol.kind !== "signed") return { answer: symbol.kind };
  const index = await statusIndex(text, believed.list);
  const lists = index === null ? {} : await listsOf(listOf(index));
  const verdict = await verifyQrByLists(text, believed.list, believed.fetched, lists, now());
  return { answer: answerOf(verdict), verdict, online: `/q/${text.slice(text.lastIndexOf("/") + 1)}` };
}

// Which list tells of a token is written in the token; of one that does not hold, none is asked.
async function statusIndex(text, list) {
  const { claims } = await verifyQrByLists(text, list, now(), {}, now());
  return claims === null ? null : claims.statusIndex;
}

function answerOf({ overall, code }) {
  if (overall === "not_genuine") return code === "other_host" ? "altered" : "not_genuine";
  if (overall !== "unknown") return code;
  if (code === "damaged" || code === OLD) return code;
  if (code === "format_newer") return "newer";
  if (code === "key_unknown") return "new_key";
  return NOT_KNOWN.includes(code) || code.startsWith("status_list_") ? "not_known" : "other";
}

// --- showing it -----------------------------------------------------------------------------------------------------

function show({ answer, verdict, host, number, online }) {
  const made = at(`answer-${answer}`).content.cloneNode(true);
  const claims = verdict?.claims ?? null;
  const values = { host, number: claims?.number ?? number };
  if (claims) {
    values.holder = claims.holder;
    values.level = words[`level-${claims.level}`] ?? claims.level;
    values.uscc = claims.uscc;
    values.scope = claims.scope?.join(words.separator) ?? words["no-scope"];
    values.until = beijingDay(claims.expires);
    values.evidence = ageOf(verdict);
  }
  for (const element of made.querySelectorAll("[data-fill]")) {
    const name = element.dataset.fill;
    if (name === "online") element.href = place.dataset.prefix + (online ?? "/verify");
    else if (values[name]) element.textContent = values[name];
    else element.remove();
  }
  at("result").textContent = "";
  at("result").append(made);
  at("steps").hidden = true;
  place.classList.add("scan--answered");
  at("start").textContent = words.again;
  at("result").firstElementChild.scrollIntoView({ block: "nearest" });
}

// Before the next one is looked at: the verdict of the last must not stand beside a code that could not be read.
function clear() {
  at("result").textContent = "";
  place.classList.remove("scan--answered");
}

// Says of a picture why there is no verdict, where it is seen.
function sayAbove(text) {
  say(text);
  at("said").scrollIntoView({ block: "center" });
}

function ageOf(verdict) {
  const signed = verdict.checks.map(({ facts }) => facts).filter((facts) => facts.signed);
  if (!signed.length) return "";
  const oldest = signed.reduce((one, other) => (other.signed < one.signed ? other : one));
  const until = Math.min(...signed.map((facts) => facts.until));
  return fill(words.age, { signed: minuteText(oldest.signed), until: minuteText(until), age: span(now() - oldest.signed) });
}

function span(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 1) return words.moment;
  if (minutes < 60) return fill(words.minutes, { n: minutes });
  return minutes < 2_880 ? fill(words.hours, { n: Math.floor(minutes / 60) }) : fill(words.days, { n: Math.floor(minutes / 1_440) });
}

const minuteText = (seconds) => `${instantText(seconds + 8 * 3600).slice(0, 16).replace("T", " ")} UTC+8`;

// --- reading symbols ------------------------------------------------------------------------------------------------

let reader = null;

// The browser's own reader where it has one for QR codes, else zxing-cpp as WebAssembly.
async function readerOf() {
  if (reader === null) {
    const native = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
    reader = native?.includes("qr_code") ? nativeReader() : await zxingReader();
  }
  return reader;
}

function nativeReader() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((code) => code.rawValue);
}

async function zxingReader() {
  const zxing = await import("../../lib/reader/index.js");
  const wasm = new URL("../../lib/reader/zxing_reader.wasm", import.meta.url).href;
  zxing.prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return async (canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const codes = await zxing.readBarcodes(pixels, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 8 });
    return codes.filter((code) => code.isValid).map((code) => code.text);
  };
}

function drawn(source, width, height) {
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Shows the verdict of the texts of one picture. Returns whether there was one to show.
async function answered(texts) {
  const different = [...new Set(texts)];
  if (!different.length) return false;
  if (different.length > 1) {
    sayAbove(words.several);
    return false;
  }
  let shown;
  try {
    shown = await judged(different[0]);
  } catch {
    shown = { answer: OLD }; // it lacks what the check is made with
  }
  show(shown);
  return true;
}

// --- the camera and the picture -------------------------------------------------------------------------------------

let stream = null;

async function start() {
  const camera = at("camera");
  clear();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } }, audio: false });
  } catch {
    say(words.camera);
    return;
  }
  camera.srcObject = stream;
  camera.hidden = false;
  at("start").hidden = true;
  at("stop").hidden = false;
  at("stop").focus();
  say(words.point);
  await camera.play();
  const read = await readerOf();
  while (stream !== null) {
    if (camera.videoWidth && (await answered(await read(drawn(camera, camera.videoWidth, camera.videoHeight))))) stop();
    else await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  at("camera").hidden = true;
  at("camera").srcObject = null;
  at("start").hidden = false;
  at("stop").hidden = true;
  say(words.point);
}

async function picture() {
  const file = at("picture").files[0];
  if (!file) return;
  clear();
  say(words.looking);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    sayAbove(words.unread);
    return;
  }
  const read = await readerOf();
  const texts = await read(drawn(bitmap, bitmap.width, bitmap.height));
  bitmap.close();
  if (await answered(texts)) say(words.point);
  else if (!texts.length) sayAbove(words.nothing);
}

place.hidden = false;
at("needs").hidden = true;
at("start").addEventListener("click", start);
at("stop").addEventListener("click", () => { stop(); at("start").focus(); });
at("picture").addEventListener("change", picture);
addEventListener("pagehide", stop);
if (!navigator.mediaDevices?.getUserMedia) at("start").hidden = true;
navigator.serviceWorker?.register(place.dataset.worker, { scope: place.dataset.page }).catch(() => undefined);
fetchAll().catch(() => say(words.old));
