// JSON as it is signed: read strictly, and written in the one form of RFC 8785.
// No duplicate keys, no floats, integers below 2^53, ASCII keys, NFC strings without a character that shows nothing.

import { textOf, utf8 } from "./bytes.js";
import { JSON_DEPTH, JSON_INTEGER } from "./limits.js";
import { malformed } from "./refusal.js";

// The same characters as in certs/canonical.py.
const HIDDEN = new RegExp(
  "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e" +
    "\\u2060-\\u206f\\u3164\\ud800-\\udfff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff" +
    "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}" +
    Array.from({ length: 16 }, (_, n) => `\\u{${(n + 1).toString(16)}fffe}\\u{${(n + 1).toString(16)}ffff}`).join("") +
    "]",
  "u",
);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const BLANK = /[ \t\r\n]*/y;
const WORDS = { true: true, false: false, null: null };

export function requireClean(text) {
  if (HIDDEN.test(text)) throw malformed("character");
  if (text.normalize("NFC") !== text) throw malformed("not_nfc");
}

// Returns the value: objects without a prototype, arrays, strings, integers, booleans, null.
export function parse(bytes, limit) {
  if (bytes.length > limit) throw malformed("too_long");
  const text = textOf(bytes, "not_utf8");
  let at = 0;

  const matched = (pattern) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw malformed("not_json");
    at = pattern.lastIndex;
    return match[0];
  };
  const skip = () => matched(BLANK);
  const take = (character) => {
    if (text[at] !== character) throw malformed("not_json");
    at += 1;
  };
  const string = () => {
    const value = JSON.parse(matched(STRING));
    requireClean(value);
    return value;
  };
  const number = () => {
    const written = matched(NUMBER);
    if (!/^-?[0-9]+$/.test(written)) throw malformed("float");
    const value = Number(written);
    if (written === "-0" || written.length > 17 || Math.abs(value) > JSON_INTEGER) throw malformed("integer");
    return value;
  };
  const list = (depth) => {
    const values = [];
    at += 1;
    skip();
    while (text[at] !== "]") {
      if (values.length) take(",");
      values.push(value(depth - 1));
      skip();
    }
    at += 1;
    return values;
  };
  const object = (depth) => {
    const values = Object.create(null);
    at += 1;
    skip();
    for (let count = 0; text[at] !== "}"; count++) {
      if (count) take(",");
      skip();
      const name = string();
      if (!/^[\x00-\x7f]*$/.test(name)) throw malformed("key");
      if (name in values) throw malformed("duplicate_key");
      skip();
      take(":");
      values[name] = value(depth - 1);
      skip();
    }
    at += 1;
    return values;
  };
  const value = (depth) => {
    skip();
    const first = text[at];
    if (first === '"') return string();
    if ((first === "{" || first === "[") && depth <= 0) throw malformed("too_deep");
    if (first === "{") return object(depth);
    if (first === "[") return list(depth);
    const word = Object.keys(WORDS).find((name) => text.startsWith(name, at));
    if (word === undefined) return number();
    at += word.length;
    return WORDS[word];
  };

  const result = value(JSON_DEPTH);
  skip();
  if (at !== text.length) throw malformed("not_json");
  return result;
}

// The bytes of RFC 8785 of a value that `parse` returned, or of one made of such.
export function canonical(value) {
  return utf8(written(value));
}

function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${written(value[name])}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
