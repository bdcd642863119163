// What somebody hands in as a file or as text, told apart by its form as certs/trust/verification/handed_in.py tells it.

import { utf8 } from "../proof/bytes.js";
import { isObject } from "../proof/data_integrity.js";
import { QR_TEXT } from "../proof/limits.js";
import { ADDRESS, HOST, PATH, plainHost } from "../proof/qr_token.js";
import { Refusal } from "../proof/refusal.js";
import { parse } from "../proof/strict_json.js";
import { joinedLines, stripped, tidy, withoutSpaces } from "./pasted_text.js";
import { BUNDLE, JWT, QUERY } from "./tables.js";

const FORM = /^ey[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/; // `ey` begins what begins with {"
const FORM_BEGUN = /^ey[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]*\s?)*$/;
const TOKEN = /^[A-Za-z2-7]{61,}=*$/; // no number is so long, and no token so short
const BEGINNING = "2KCE3IQB"; // how each token begins in base32
const TOKEN_BEGUN = new RegExp(`^${BEGINNING}[A-Z2-7]*=*$`, "i");
const WITH_TOKEN = /^(?:[a-z]+:\/\/)?([^/?#\s]+)\/(?:en\/)?q\//i;
const OUR_PATH = /^(?:\/en)?\/[cq]\/.+$/i;
const ENDING = /\.(?:json|jwt|svg|pdf|proof|bundle)$/i;
const NUMBER = /^(?=.*[0-9])[0-9A-Z/_-]+$/;
const HYPHENS = /[\u2010-\u2015\u2212\u30fc\ufe63]/g;
// The words that a certificate's file has and no other file of ours. A damaged one is judged, and found damaged.
const MARKS = ["/ns/credentials/v2", '"AfterSalesServiceCertificate"', '"credentialSubject"', '"starmark-bundle"'];
const LIST = "BitstringStatusListCredential";
const FRONT = /^[\ufeff \t\r\n\0]+/;
const AROUND_JSON = /^["'`“”‘’。，,;；… \t\r\n\0]+|["'`“”‘’。，,;；… \t\r\n\0]+$/g;
const SHAPELESS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

// Takes off what pasting adds. Returns {text, data, takenOff}; `data` are the bytes to judge.
export function withoutAdditions(bytes) {
  const pasted = additionsOff(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replace(FRONT, ""));
  return { ...pasted, data: pasted.text.includes("\ufffd") ? bytes : utf8(pasted.text) };
}

function additionsOff(text) {
  const bare = text.replace(AROUND_JSON, "");
  if (bare.startsWith("{")) {
    const whole = bare.replace(SHAPELESS, "");
    const marks = bare === stripped(text) ? [] : ["marks"];
    return { text: whole, takenOff: whole === bare ? marks : [...marks, "invisible"] };
  }
  if ([...text].length > JWT) return { text, takenOff: [] };
  const line = joinedLines(text);
  const pasted = tidy(line.text);
  return { text: pasted.text, takenOff: [...line.takenOff, ...pasted.takenOff] };
}

// Returns {kind, data, takenOff}: "signed", whose `data` are to be judged; "foreign", an address that leads to `host`;
// "number", "damaged", a part of something of ours; or "other", of which nothing is known.
export function toldApart({ text, data, takenOff }, baseUrl) {
  const told = (kind, more = {}) => ({ kind, data, takenOff, ...more });
  if (text.startsWith("{")) return told(isCertificate(data, text) ? "signed" : "other");
  if (FORM.test(text)) return told("signed");
  if ([...text].length > QR_TEXT || FORM_BEGUN.test(text)) return told(FORM_BEGUN.test(text) ? "damaged" : "other");
  const address = ADDRESS.exec(text);
  if (address && plainHost(address[2]) === ourHost(baseUrl)) return onOurHost(address, told);
  if (address?.[1]) return elsewhere(address, told);
  return bareToken(text, told, baseUrl) ?? number(text, told);
}

const ourHost = (baseUrl) => plainHost(baseUrl.slice("https://".length));

function bareToken(text, told, baseUrl) {
  if (TOKEN.test(text) || TOKEN_BEGUN.test(text)) return token(text, told);
  const begun = WITH_TOKEN.exec(text);
  const isOurs = begun !== null && plainHost(begun[1]) === ourHost(baseUrl);
  return isOurs || text.toUpperCase().includes(BEGINNING) ? told("damaged") : null;
}

function token(text, told, more = []) {
  const whole = text.replace(/=+$/, "");
  const { takenOff } = told("signed");
  return told("signed", { data: utf8(whole.toUpperCase()), takenOff: [...takenOff, ...more, ...(whole === text ? [] : ["padding"])] });
}

// An address that is not ours. One without the form of a host was damaged, and leads nowhere.
function elsewhere(address, told) {
  const host = [...address[2]].slice(0, 100).join("");
  if (!OUR_PATH.test(address[3] ?? "")) return told("other", { host });
  return HOST.test(plainHost(address[2].slice(address[2].lastIndexOf("@") + 1))) ? told("foreign", { host }) : told("damaged");
}

// An address of ours: `/c/N`, `/q/TOKEN`, `/api/v1/certificates/N`, `/verify?q=N`, each also below `/en`.
function onOurHost([, scheme, , path, query, fragment], told) {
  const parts = (path ?? "").split("/").filter(Boolean).map(unquoted);
  if (parts[0]?.toLowerCase() === "en") parts.shift();
  const head = parts[0]?.toLowerCase() ?? "";
  if (head === "verify") return number(new URLSearchParams(query ?? "").get("q") ?? "", told);
  if (["c", "q"].includes(head) && parts.length === 1) return told("damaged");
  if (head === "q") {
    const more = [...((scheme ?? "https").toLowerCase() === "https" ? [] : ["https"]), ...(query || fragment ? ["query"] : [])];
    return token(parts.slice(1).join(""), told, more);
  }
  if (head === "c" && (parts.length === 2 || parts.slice(2).join("/") === "report")) return number(parts[1].replace(ENDING, ""), told);
  if (parts.slice(0, 3).join("/") === "api/v1/certificates" && parts.length === 4) return number(parts[3], told);
  return told("other");
}

function unquoted(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function number(text, told) {
  const compact = withoutSpaces(tidy(text).text).toUpperCase().replace(/~/g, "/").replace(HYPHENS, "-");
  return told([...text].length <= QUERY && NUMBER.test(compact) ? "number" : "other");
}

// Tells a certificate or a bundle, also a damaged one, from the other files that are JSON.
function isCertificate(data, text) {
  let document;
  try {
    document = parse(data, BUNDLE);
  } catch (error) {
    if (error instanceof Refusal) return MARKS.some((mark) => text.includes(mark));
    throw error;
  }
  if (!isObject(document) || (Array.isArray(document.type) && document.type.includes(LIST))) return false;
  return "credentialSubject" in document || document.type === "starmark-bundle";
}
