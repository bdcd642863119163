// What copying, typing and scanning add to a number, a code or an address, taken off as certs/certificate/pasted_text.py
// takes it off. Nothing inside is guessed at. What was taken off is named by a key of ADDED in words.js.

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // what parts words
const SPACES = new RegExp(`[${SPACE}]`, "g");
const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const BROKEN = new RegExp(`[ \\t]*(?:\\r\\n|[\\r\\n\\v\\f\\x85\\u2028\\u2029])[${SPACE}]*`, "g");
const SHAPELESS = /[\p{C}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0]/gu;
const AIM = /^\][A-Za-z][0-9A-Za-z](?=.)/u; // ISO/IEC 15424, such as ]Q1 before the text of a QR code
const ECI = /^\\[0-9]{6}(?=.)/u; // AIM ECI, such as \000026 for UTF-8
const TWICE = new RegExp(
  "^(?:[a-z][a-z0-9+.-]*:/{0,2})+(?=[^\\p{L}\\p{N}_]*(?:\\][a-z][0-9a-z]|\\\\[0-9]{6})?[^\\p{L}\\p{N}_]*https?:/)",
  "iu",
);
const LABEL = new RegExp(
  "^(?:(?:(?:认证|获证)?证书(?:编号|号码|号)?|编号|证号|(?:统一)?社会信用代码|信用代码|税号|(?:证书)?二维码(?:内容|文字)?|" +
    "(?:证书|验证|查询|核验)?(?:网址|链接|地址))" +
    `(?:[${SPACE}]*[/|(]?[${SPACE}]*(?:certificate[${SPACE}]*)?(?:no\\.?|number|uscc)[${SPACE}]*\\)?)?` +
    `(?:[${SPACE}:.#=为是)】〕」』》]|\\](?![A-Za-z][0-9A-Za-z]))*|` +
    "(?:(?:certificate|cert)(?:[ _.-]*(?:number|no|nr|id))?|number|num|no|nr|uscc|url|link|jwt|token)" +
    `(?:\\.?[${SPACE}:#=]+|\\.(?=[0-9]|[^\\p{L}\\p{N}_])))` +
    "(?=[0-9A-Za-z(\\[\\]\\\\{<“”‘’\"'《〈「『【〔])",
  "iu",
);
const OPENING = "(\\[{<“”‘’\"'`«‹《〈「『【〔〖﹁﹃";
const CLOSING = ")}>“”‘’\"'`»›》〉」』】〕〗﹂﹄"; // and ]
const SIGNS = "。.,、;:!?…·•|*^–—";
const AFTER = new RegExp(`[${OPENING}${CLOSING}\\]${SIGNS}\\\\ ]+$`, "u");
const BEFORE = new RegExp(`^(?:[${OPENING}${CLOSING}${SIGNS}#${SPACE}]|\\](?![A-Za-z][0-9A-Za-z]))+`, "u");
const BEGINNINGS = [["scanner", ECI], ["scanner", AIM], ["label", LABEL], ["scheme", TWICE], ["marks", BEFORE]];

export const stripped = (text) => text.replace(AROUND, "");
export const withoutSpaces = (text) => text.replace(SPACES, "");

// Text without what nobody sees; what parts lines or words becomes a blank.
const shown = (text) => stripped(text.replace(SPACES, " ").replace(SHAPELESS, ""));

// Returns {text, takenOff}. A text that is nothing but additions is left as it is shown.
export function tidy(text) {
  if (/^[0-9A-Za-z]+$/.test(text)) return { text, takenOff: [] };
  const visible = shown(text);
  const takenOff = new Set(visible.length < stripped(text).length ? ["invisible"] : []);
  let plain = visible.normalize("NFKC");
  for (let step = oneOff(plain); step !== null; step = oneOff(plain)) {
    takenOff.add(step.name);
    plain = step.text;
  }
  if (!visible.includes(plain)) takenOff.add("wide");
  return { text: plain, takenOff: [...takenOff] };
}

// Takes one kind of addition off; null where there is none, or nothing else.
function oneOff(text) {
  for (const [name, beginning] of BEGINNINGS) {
    const size = beginning.exec(text)?.[0].length ?? 0;
    if (size && size < text.length) return { name, text: text.slice(size) };
  }
  const bare = text.replace(AFTER, "");
  return bare !== "" && bare !== text ? { name: "marks", text: bare } : null;
}

// Takes line breaks out, with the blanks after them: mail and chat break what is long and has no blanks.
export function joinedLines(text) {
  const whole = stripped(text).replace(BROKEN, "");
  return { text: whole, takenOff: whole === stripped(text) ? [] : ["breaks"] };
}
