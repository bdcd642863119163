// What a symbol read from a picture is, held to its letter: signed, the short one of the mark, another host's, or none of
// ours. A camera opens whatever stands there, so that another scheme, a query or a port make it somebody else's.

import { PATH } from "./qr_token.js";

const SHORT = "/C/";
const TOKEN = /^[A-Z2-7]+$/;
const NUMBER = /^[0-9A-Z~_-]{6,40}$/;

// Returns {kind: "signed" | "short" | "foreign" | "altered" | "other", text}: the whole symbol, the number, or the host.
export function readSymbol(text, baseUrl) {
  const host = hostOf(text);
  if (host !== null && host !== hostOf(baseUrl)) return { kind: "foreign", text: host };
  if (text.startsWith(baseUrl + PATH) && TOKEN.test(text.slice((baseUrl + PATH).length))) return { kind: "signed", text };
  if (text.startsWith(baseUrl + SHORT)) {
    const number = text.slice((baseUrl + SHORT).length);
    if (NUMBER.test(number)) return { kind: "short", text: number.replace(/~/g, "/") };
  }
  return { kind: text.includes("://") ? "altered" : "other", text };
}

// The host that a browser would go to; null where the text leads nowhere on the web.
function hostOf(text) {
  try {
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || protocol === "http:" ? hostname : null;
  } catch {
    return null;
  }
}
