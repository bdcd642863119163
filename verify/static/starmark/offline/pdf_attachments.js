// The files within a PDF, taken out without reading its pages: every object that says it is an embedded file counts,
// wherever it stands, so that what was added later, or left behind, is never passed over.

import { BROWSER_OLD, couldNotCheck } from "../proof/refusal.js";
import { READING_ATTACHMENT, READING_ATTACHMENTS, READING_HEAD, READING_OBJECTS } from "./tables.js";

const BEGIN = /(?:\d{1,10}[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}obj|trailer)(?![A-Za-z])/g;
const BLANK = /(?:[\0\t\n\f\r ]|%[^\n\r]*)*/y;
const PART = /<<|>>|[(<%]/g;
const IN_STRING = /\\[^]|[()]/g;
const LINE = /[\n\r]|$/g;
const DATA = /stream\r?\n/y;
const DATA_END = /\r?\n?endstream/y;
const LENGTH = /\/Length[\0\t\n\f\r ]+(\d{1,9})(?!\d|[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R)/;
const EMBEDDED = /\/Type[\0\t\n\f\r ]*\/EmbeddedFile(?![\w.-])/;
const ENCRYPTED = /\/Encrypt(?![\w.-])/;
const HEADED = /\/Type[\0\t\n\f\r ]*\/XRef(?![\w.-])/;
const FILTERS = /\/(?:Filter|DecodeParms|F)(?![\w.-])/;
const DEFLATED = /\/Filter[\0\t\n\f\r ]*(?:\/FlateDecode(?![\w.-])|\[[\0\t\n\f\r ]*\/FlateDecode[\0\t\n\f\r ]*\])/;
const END = 1_024; // bytes in which a whole PDF ends

const broken = () => couldNotCheck("paper_broken");
const tooLarge = () => couldNotCheck("paper_large");
const textOf = (bytes) => new TextDecoder("latin1").decode(bytes); // one character for each byte

export const isPdf = (bytes) => textOf(bytes.subarray(0, READING_HEAD)).trimStart().startsWith("%PDF");

// Returns the bytes of each file within a PDF. Refuses one that is encrypted, cut off, or beyond the bounds.
export async function attachmentsOf(pdf) {
  const files = embedded(textOf(pdf));
  if (files.length > READING_ATTACHMENTS) throw tooLarge();
  const unpacked = [];
  for (const { begin, end, entries } of files) unpacked.push(await unpack(pdf.subarray(begin, end), entries));
  return unpacked;
}

function embedded(text) {
  if (!text.slice(-END).includes("%%EOF")) throw broken();
  const files = [];
  let count = 0;
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    const place = after(BLANK, text, BEGIN.lastIndex);
    if (!text.startsWith("<<", place)) continue;
    count += 1;
    if (count > READING_OBJECTS) throw tooLarge();
    const { entries, end } = dictionary(text, place);
    if ((match[0] === "trailer" || HEADED.test(entries)) && ENCRYPTED.test(entries)) throw couldNotCheck("paper_encrypted");
    const isFile = EMBEDDED.test(entries);
    const begin = after(DATA, text, after(BLANK, text, end));
    const stop = begin < 0 ? end : streamEnd(text, begin, entries, isFile);
    if (isFile && begin < 0) throw broken();
    if (isFile) files.push({ begin, end: stop, entries });
    BEGIN.lastIndex = stop;
  }
  return files;
}

// Where a pattern that stands at a place ends; -1 where it does not stand there.
function after(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

// The entries of the dictionary that begins here, without strings and what lies deeper; and where it ends.
function dictionary(text, begin) {
  let [depth, last, entries] = [0, begin, ""];
  PART.lastIndex = begin;
  for (let match = PART.exec(text); match; match = PART.exec(text)) {
    if (depth === 1) entries += `${text.slice(last, match.index)} `;
    if (match[0] === "<<") depth += 1;
    else if (match[0] === ">>") depth -= 1;
    else PART.lastIndex = behind(match[0], text, PART.lastIndex);
    last = PART.lastIndex;
    if (depth === 0) return { entries: entries.replace(/#([0-9A-Fa-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))), end: last };
  }
  throw broken();
}

function behind(opener, text, place) {
  if (opener === "%") {
    LINE.lastIndex = place;
    return LINE.exec(text).index;
  }
  if (opener === "<") {
    const end = text.indexOf(">", place);
    if (end < 0) throw broken();
    return end + 1;
  }
  let depth = 1;
  IN_STRING.lastIndex = place;
  while (depth) {
    const match = IN_STRING.exec(text);
    if (match === null) throw broken();
    depth += { "(": 1, ")": -1 }[match[0]] ?? 0;
  }
  return IN_STRING.lastIndex;
}

function streamEnd(text, begin, entries, isFile) {
  const length = LENGTH.exec(entries);
  const end = length ? begin + Number(length[1]) : -1;
  if (end >= 0 && after(DATA_END, text, end) > 0) return end;
  const found = isFile ? -1 : text.indexOf("endstream", begin);
  if (found < 0) throw broken();
  return found;
}

async function unpack(packed, entries) {
  if (!FILTERS.test(entries)) return whole([packed], packed.length);
  if (!DEFLATED.test(entries) || FILTERS.test(entries.replace(DEFLATED, ""))) throw couldNotCheck("report_packed");
  if (typeof DecompressionStream === "undefined") throw couldNotCheck(BROWSER_OLD);
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done && size <= READING_ATTACHMENT; part = await reader.read()) {
      parts.push(part.value);
      size += part.value.length;
    }
  } catch {
    throw broken(); // not deflated, cut off, or something after it
  }
  return whole(parts, size);
}

async function whole(parts, size) {
  if (size > READING_ATTACHMENT) throw tooLarge();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
