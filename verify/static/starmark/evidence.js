// Ticks of the evidence list, kept in this browser. Without this script they work and are forgotten.

import { fill, kept, make } from "./kept.js";

const words = JSON.parse(document.getElementById("evidence-data").textContent);
const memory = kept("starmark-evidence-gbt27922-2011");
const boxes = [...document.querySelectorAll("input[data-evidence]")];
const count = document.getElementById("evidence-count");
const tools = document.getElementById("evidence-tools");

function show() {
  const ready = boxes.filter((box) => box.checked).length;
  count.textContent = fill(words.count, { ready, all: boxes.length }) + (memory.usable() ? "" : words.unkept);
}

function load() {
  const found = memory.read();
  const ticked = new Set(found?.format === 1 && Array.isArray(found.ready) ? found.ready : []);
  for (const box of boxes) box.checked = ticked.has(box.dataset.evidence);
  show();
}

function save() {
  const ready = boxes.filter((box) => box.checked).map((box) => box.dataset.evidence);
  memory.write(ready.length ? { format: 1, ready } : null);
  show();
}

function button(word, call) {
  const made = make("button", { type: "button", class: "btn" }, word);
  made.addEventListener("click", call);
  return made;
}

let undo = null;
const reset = button(words.reset, () => {
  const before = boxes.filter((box) => box.checked);
  for (const box of boxes) box.checked = undo?.includes(box) ?? false;
  undo = undo ? null : before;
  reset.textContent = undo ? words.undo : words.reset;
  save();
});

for (const box of boxes) {
  box.addEventListener("change", () => {
    undo = null;
    reset.textContent = words.reset;
    save();
  });
}
tools.append(button(words.print, () => print()), reset);
load();
memory.changed(load);
count.hidden = false;
