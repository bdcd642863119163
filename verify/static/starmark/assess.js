// The self-assessment: fills the answer cells of the table that is on the page, and shows the result. Nothing is sent.

import { assess, decide, decimal, earned, endless, KINDS, roughly, shown } from "./assess-rules.js";
import { fill, kept, make } from "./kept.js";

const data = JSON.parse(document.getElementById("assess-data").textContent);
const { scheme, brand, words } = data;
const memory = kept(`starmark-assess-${scheme.code}`);
const root = document.getElementById("assess");
const bar = document.getElementById("assess-bar");
const panel = document.getElementById("assess-result");
const none = () => ({ answers: {}, deductions: "0", bonus: false });
let state = none();
let undo = null;
let notice = "";

const FIELDS = { share: ["drawn", "failing"], points: ["points"] };
const byClause = new Map(scheme.indicators.map((each) => [each.clause, each]));

// What was kept is only believed where it could have been typed; the rest is left out, and the page says so.
function restored() {
  const found = memory.read();
  notice = "";
  if (found === null) return none();
  const clean = none();
  let lost = found.format !== 1 || typeof found.answers !== "object" || found.answers === null;
  for (const [clause, answer] of Object.entries(lost ? {} : found.answers)) {
    const known = byClause.get(clause);
    const texts = ["drawn", "failing", "points"].filter((name) => answer?.[name] !== undefined);
    const sound = known && KINDS.includes(answer?.kind)
      && texts.every((name) => typeof answer[name] === "string" && answer[name].length <= 20);
    if (!sound) {
      lost = true;
      continue;
    }
    clean.answers[clause] = { kind: answer.kind };
    for (const name of texts) clean.answers[clause][name] = answer[name];
  }
  if (typeof found.deductions === "string" && found.deductions.length <= 20) clean.deductions = found.deductions;
  else lost = true;
  if (typeof found.bonus === "boolean") clean.bonus = found.bonus;
  else lost = true;
  if (lost) notice = words.lost;
  return clean;
}

function field(name, label, value, change) {
  const input = make("input", { id: name, inputmode: "decimal", autocomplete: "off", maxlength: "20", value });
  input.addEventListener("input", () => change(input.value));
  return make("span", { class: "assess__field" }, make("label", { for: name }, label), input);
}

function extras(cell, clause) {
  const answer = state.answers[clause];
  const names = FIELDS[answer?.kind] ?? [];
  cell.querySelector(".assess__more").replaceChildren(...names.map((name) => field(
    `a-${clause}-${name}`, fill(words[name], { points: byClause.get(clause).points }), answer[name] ?? "",
    (value) => { answer[name] = value; changed(); },
  )));
}

function control(cell, clause) {
  const indicator = byClause.get(clause);
  const select = make("select", { id: `a-${clause}`, autocomplete: "off" }, make("option", { value: "" }, words.open),
    ...KINDS.map((kind) => make("option", { value: kind }, fill(words[kind], { points: indicator.points }))));
  select.value = state.answers[clause]?.kind ?? "";
  select.addEventListener("change", () => {
    if (select.value) state.answers[clause] = { ...state.answers[clause], kind: select.value };
    else delete state.answers[clause];
    extras(cell, clause);
    changed();
  });
  const label = make("label", { for: `a-${clause}`, class: "vh" }, `${clause} ${indicator.title}`);
  const wrong = make("p", { class: "assess__wrong", id: `w-${clause}`, hidden: true });
  cell.replaceChildren(label, select, make("div", { class: "assess__more" }), wrong);
  extras(cell, clause);
}

function outside() {
  const wrong = make("p", { class: "assess__wrong", id: "w-deductions", hidden: true }, words.wrongDeductions);
  const count = field("a-deductions", words.deductions, state.deductions, (value) => { state.deductions = value; changed(); });
  count.append(make("p", { class: "hint" }, fill(words.deductionsHint, { limit: scheme.failDeductions })), wrong);
  const box = make("input", { type: "checkbox", id: "a-bonus", autocomplete: "off" });
  box.checked = state.bonus;
  box.addEventListener("change", () => { state.bonus = box.checked; changed(); });
  const label = make("label", { for: "a-bonus" }, box, make("span", {}, words.bonus));
  document.getElementById("assess-outside").replaceChildren(count, make("div", { class: "assess__field assess__tick" }, label,
    make("p", { class: "hint" }, words.bonusHint)));
}

function button(word, call, main = false) {
  const made = make("button", { type: "button", class: main ? "btn btn--main" : "btn" }, word);
  made.addEventListener("click", call);
  return made;
}

function tools() {
  document.getElementById("assess-tools").replaceChildren(
    button(words.print, () => print(), true),
    undo ? button(words.undo, () => { state = undo; undo = null; redraw(); changed(); })
      : button(words.reset, () => { undo = state; state = none(); notice = ""; changed(); redraw(); tools(); }),
  );
}

function redraw() {
  for (const cell of root.querySelectorAll("[data-clause]")) control(cell, cell.dataset.clause);
  outside();
  tools();
  show();
}

function changed() {
  const empty = !Object.keys(state.answers).length && state.deductions === "0" && !state.bonus;
  memory.write(empty ? null : { format: 1, ...state });
  if (!empty && undo) {
    undo = null;
    tools();
  }
  show();
}

function marks() {
  for (const [clause, indicator] of byClause) {
    const wrong = earned(state.answers[clause], indicator.points) === "wrong";
    const told = document.getElementById(`w-${clause}`);
    const kind = state.answers[clause]?.kind;
    told.textContent = wrong ? fill(kind === "share" ? words.wrongShare : words.wrongPoints, indicator) : "";
    told.hidden = !wrong;
    for (const input of told.parentElement.querySelectorAll("input")) mark(input, wrong, told.id);
  }
}

function mark(input, wrong, by) {
  if (wrong) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", by);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

const full = (value) => shown(value) + (endless(value) ? "…" : "");
const said = (sentence, values) => make("p", {}, fill(sentence, values));

function reasons({ decision, deductions }) {
  if (decision.failed === "deductions") {
    return [said(words.failedDeductions, { count: deductions, limit: scheme.failDeductions })];
  }
  return decision.failed ? [said(words.failedLow, { final: shown(decision.final), lowest: scheme.failBelow })] : [];
}

function missing({ decision, next }) {
  if (decision.failed === "deductions") return said(words.fewer, { limit: scheme.failDeductions });
  if (!next) return said(words.top, {});
  const values = { level: next.level.name, gap: roughly(next.gap, true), points: roughly(next.toEarn, true) };
  return said(next.reachable ? words.missing : words.unreachable, values);
}

function details(result) {
  const values = { got: full(result.got), applicable: result.applicable, score: full(result.score),
    deductions: result.deductions, bonus: result.bonus };
  const parts = [...reasons(result), said(words.reckoned, values), missing(result)];
  if (result.out.count) parts.push(said(words.leftOut, { ...result.out, applicable: result.applicable }));
  if (result.losses.length) {
    parts.push(make("p", {}, make("b", {}, words.losses)), make("ul", { class: "assess__losses" },
      ...result.losses.map((each) => make("li", {}, fill(words.loss, { ...each, lost: full(each.lost) })))));
  }
  return parts;
}

function verdict(result) {
  switch (result.state) {
    case "wrong": return [words.stateWrong, [said(words.wrongCount, { count: result.wrong.length })]];
    case "nothing": return [words.stateNothing, [said(words.nothing, { total: result.total })]];
    case "all-out": return [words.stateNone, [said(words.allOut, {})]];
    case "partly": return [fill(words.stateOpen, { count: result.open }),
      [said(words.range, { low: roughly(result.low, false), high: roughly(result.high, true) })]];
    case "thin": return [words.stateThin, [said(words.thin, { ...result.out, applicable: result.applicable })]];
    default: return [result.decision.level?.name ?? words.failed, details(result)];
  }
}

function show() {
  marks();
  const result = assess(scheme, state);
  const bad = result.wrong.includes("deductions");
  document.getElementById("w-deductions").hidden = !bad;
  mark(document.getElementById("a-deductions"), bad, "w-deductions");
  const [word, text] = verdict(result);
  const final = result.state === "whole" ? full(result.decision.final) : "";
  const head = make("p", { class: "assess__word" }, make("b", {}, word),
    ...(final ? [make("span", { class: "num" }, fill(words.final, { final }))] : []));
  const notes = [notice, memory.usable() ? "" : words.unkept].filter(Boolean);
  panel.dataset.state = result.state === "whole" && !result.decision.level ? "failed" : result.state;
  panel.dataset.level = result.decision?.level?.code ?? "";
  panel.dataset.final = result.decision ? shown(result.decision.final) : "";
  panel.replaceChildren(head, ...text, ...notes.map((note) => make("p", { class: "assess__note" }, note)),
    make("p", { class: "hint" }, words.caution));
  const line = final ? `${word} · ${fill(words.final, { final: roughly(result.decision.final, false) })}` : word;
  if (bar.textContent !== line) bar.replaceChildren(line);
}

function lookup() {
  const place = document.getElementById("assess-brand");
  const answer = make("p", { class: "assess__brand", "aria-live": "polite" });
  place.replaceChildren(field("a-brand", words.brandLabel, "", (text) => {
    const score = decimal(text);
    const over = score === null || score.n > BigInt(brand.full) * score.d;
    const found = over ? null : decide(brand, score, 0n, 0n);
    const low = { final: found && shown(found.final), lowest: brand.failBelow };
    answer.textContent = !text.trim() ? "" : over ? words.brandWrong
      : found.level ? fill(words.brandLevel, { level: found.level.name }) : fill(words.failedLow, low);
    mark(document.getElementById("a-brand"), Boolean(text.trim()) && over, "a-brand-told");
  }), answer);
  answer.id = "a-brand-told";
}

state = restored();
redraw();
lookup();
memory.changed(() => { state = restored(); undo = null; redraw(); });
for (const part of root.querySelectorAll("[data-script]")) part.hidden = false;
for (const part of root.querySelectorAll("[data-plain]")) part.hidden = true;
