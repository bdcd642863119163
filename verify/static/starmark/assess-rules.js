// The rules of certs/scheme/scoring.py once more, for the browser: exact fractions, compared before any rounding.
// Nothing here touches the page. A test holds 1,000 results equal to those of the program.

const PLACES = 6; // a score that is no finite decimal is shown cut after so many places, never rounded up
const MOST_SAMPLES = 9999n;
export const MOST_DEDUCTIONS = 99n;
export const KINDS = ["met", "unmet", "share", "points", "out"];

export function fraction(n, d = 1n) {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b) [a, b] = [b, a % b];
  return a ? { n: n / a, d: d / a } : { n: 0n, d: 1n };
}

const plus = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const minus = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
const below = (a, b) => a.n * b.d < b.n * a.d;
const lesser = (a, b) => (below(a, b) ? a : b);
const floor = (n, d) => (n < 0n && n % d ? n / d - 1n : n / d);

// Full-width digits count as digits; signs, exponents and blanks between digits are no number.
export function decimal(text) {
  const found = /^(\d{1,4})(?:\.(\d{1,6}))?$/.exec(String(text).normalize("NFKC").trim());
  if (!found) return null;
  const tail = found[2] ?? "";
  return fraction(BigInt(found[1] + tail), 10n ** BigInt(tail.length));
}

export function whole(text, most) {
  const plain = String(text).normalize("NFKC").trim();
  if (!/^\d{1,6}$/.test(plain)) return null;
  const value = BigInt(plain);
  return value <= most ? value : null;
}

function written(digits, places) {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
  const cut = text.length - places;
  return (digits < 0n ? "-" : "") + text.slice(0, cut) + (places ? `.${text.slice(cut)}` : "");
}

// Exact where the fraction is a finite decimal; else cut after six places.
export function shown(value) {
  if (endless(value)) return written(floor(value.n * 10n ** BigInt(PLACES), value.d), PLACES);
  let places = 0;
  while (10n ** BigInt(places) % value.d) places += 1;
  return written((value.n * 10n ** BigInt(places)) / value.d, places);
}

export function endless(value) {
  let rest = value.d;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  return rest !== 1n;
}

// Two places, for what is still to be earned: upwards, so that it is never too little.
export function roughly(value, upwards) {
  const hundredths = upwards ? -floor(-value.n * 100n, value.d) : floor(value.n * 100n, value.d);
  return shown(fraction(hundredths, 100n));
}

// What one answer earns: a fraction; "out" where the indicator is left out; "open" without an answer; "wrong".
export function earned(answer, points) {
  const full = BigInt(points);
  switch (answer?.kind ?? "") {
    case "": return "open";
    case "out": return "out";
    case "met": return fraction(full);
    case "unmet": return fraction(0n);
    case "points": {
      const value = decimal(answer.points ?? "");
      return value === null || below(fraction(full), value) ? "wrong" : value;
    }
    case "share": {
      const drawn = whole(answer.drawn ?? "", MOST_SAMPLES);
      const failing = whole(answer.failing ?? "", MOST_SAMPLES);
      if (drawn === null || failing === null || drawn === 0n || failing > drawn) return "wrong";
      return fraction(full * (drawn - failing), drawn);
    }
    default: return "wrong";
  }
}

const outOf = (got, applicable, full) => fraction(got.n * full, got.d * applicable);

// The level that a score earns, or why it earns none: the same order of questions as in Python.
export function decide(scheme, score, deductions, bonus) {
  const full = fraction(BigInt(scheme.full));
  const final = lesser(plus(minus(score, fraction(deductions)), fraction(bonus)), full);
  if (scheme.failDeductions !== null && deductions >= BigInt(scheme.failDeductions)) {
    return { final, level: null, failed: "deductions" };
  }
  const level = scheme.levels.find((each) => !below(final, decimal(each.threshold))) ?? null;
  return { final, level, failed: level ? null : "low" };
}

// The next level above a decision: points of the final score that are missing, and points to earn for them.
function next(scheme, decision, applicable, lost) {
  const at = decision.level ? scheme.levels.indexOf(decision.level) : scheme.levels.length;
  if (at === 0) return null;
  const level = scheme.levels[at - 1];
  const gap = minus(decimal(level.threshold), decision.final);
  const short = gap.n > 0n ? gap : fraction(0n);
  const toEarn = fraction(short.n * applicable, short.d * BigInt(scheme.full));
  return { level, gap: short, toEarn, reachable: !below(lost, toEarn) };
}

// All that the page shows of a state { answers, deductions, bonus }. `state` of the result: "wrong", "nothing",
// "all-out", "partly" (with the range that is still possible), "thin" (less than half of the full marks applies, so that
// a level would say nothing) or "whole" (with the decision).
export function assess(scheme, state) {
  const found = scheme.indicators.map((each) => ({ ...each, got: earned(state.answers[each.clause], each.points) }));
  const wrong = found.filter((each) => each.got === "wrong").map((each) => each.clause);
  const deductions = whole(state.deductions === "" ? "0" : state.deductions, MOST_DEDUCTIONS);
  if (deductions === null) wrong.push("deductions");
  const open = found.filter((each) => each.got === "open");
  const base = { wrong, open: open.length, total: found.length };
  if (wrong.length) return { ...base, state: "wrong" };
  if (open.length === found.length) return { ...base, state: "nothing" };
  const kept = found.filter((each) => each.got !== "out");
  if (!kept.length) return { ...base, state: "all-out" };
  const sum = (list) => list.reduce((total, each) => total + BigInt(each.points), 0n);
  const [applicable, full] = [sum(kept), BigInt(scheme.full)];
  const out = found.filter((each) => each.got === "out");
  const answered = kept.filter((each) => each.got !== "open");
  const got = answered.reduce((total, each) => plus(total, each.got), fraction(0n));
  const bonus = state.bonus ? 1n : 0n;
  const low = decide(scheme, outOf(got, applicable, full), deductions, bonus);
  const figures = { ...base, got, applicable, deductions, bonus, out: { count: out.length, points: sum(out) } };
  if (open.length) {
    const most = outOf(plus(got, fraction(sum(open))), applicable, full);
    return { ...figures, state: "partly", low: low.final, high: decide(scheme, most, deductions, bonus).final };
  }
  if (2n * applicable < full) return { ...figures, state: "thin" };
  const losses = answered.map((each) => ({ ...each, lost: minus(fraction(BigInt(each.points)), each.got) }))
    .filter((each) => each.lost.n > 0n).sort((a, b) => (below(a.lost, b.lost) ? 1 : below(b.lost, a.lost) ? -1 : 0));
  const lost = minus(fraction(applicable), got);
  return {
    ...figures, state: "whole", score: outOf(got, applicable, full), decision: low, losses,
    next: next(scheme, low, applicable, lost),
  };
}
