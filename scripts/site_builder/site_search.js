// What the search of the site is asked, and what comes first. site_search.py puts this, with FIELDS, PAGE_TITLE and
// STOP from site/_data/search.toml, before Material's search worker: Lunr reads the pages, Material shows what is returned here.

const HAN = /\p{sc=Han}+/gu;
const LATIN = /[\p{L}\p{N}]+(?:[.'’][\p{L}\p{N}]+)*/gu; // 5.1.2.2 and cx.cnca.cn are one word
const LONGEST_WORD = 8;
const LONGEST_QUESTION = 100;
const PART = 0.4; // what a word counts that only happens to stand in a longer one
const ALIKE = 0.5; // a word of the index that holds the one asked for, or goes on from it
const SATURATION = 0.8; // how soon it does not matter how often a word stands there

// Where to cut Chinese text so that the fewest characters are left over, in the fewest words. Words are what the index
// has and what stands on the stop list.
function cut(run, terms) {
  const best = [];
  best[run.length] = { cost: 0 };
  for (let start = run.length - 1; start >= 0; start -= 1) {
    best[start] = { cost: best[start + 1].cost + LONGEST_QUESTION, end: start + 1 };
    for (let end = start + 2; end <= Math.min(run.length, start + LONGEST_WORD); end += 1) {
      const word = run.slice(start, end);
      const cost = best[end].cost + 1;
      if ((word in terms || STOP.has(word)) && cost < best[start].cost) best[start] = { cost, end };
    }
  }
  const words = [];
  for (let start = 0; start < run.length; start = best[start].end) words.push(run.slice(start, best[start].end));
  return words;
}

function within(run, terms) {
  const words = [];
  for (let start = 0; start < run.length; start += 1)
    for (let end = start + 2; end <= Math.min(run.length, start + LONGEST_WORD); end += 1)
      if (run.slice(start, end) in terms) words.push(run.slice(start, end));
  return words;
}

// The words of a question and what each counts.
function questionWords(question, terms) {
  const words = new Map();
  const add = (word, weight) => words.set(word, word.length > 1 ? weight : PART);
  const text = question.normalize("NFKC").toLowerCase().slice(0, LONGEST_QUESTION);
  for (const [run] of text.matchAll(HAN)) {
    for (const word of within(run, terms)) add(word, PART);
    for (const word of cut(run, terms)) add(word, 1);
  }
  for (const [word] of text.replace(HAN, " ").matchAll(LATIN)) add(word, 1);
  return [...words].filter(([word]) => !STOP.has(word));
}

// The terms of the index that stand for a word, and how well.
function alike(word, index) {
  const stem = index.pipeline.runString(word)[0] ?? word;
  const isHan = /^\p{sc=Han}/u.test(word);
  const close = new Map();
  for (const term in index.invertedIndex) {
    if (term === word || term === stem) close.set(term, 1);
    else if (word.length > 1 && (isHan ? term.includes(word) : term.startsWith(word))) close.set(term, ALIKE);
  }
  return close;
}

// Where a word stands: for each section its best hit in each field, and the places, which Material marks.
function hitsOf(word, index, sections) {
  const hits = new Map();
  for (const [term, closeness] of alike(word, index)) {
    for (const field of index.fields) {
      for (const [ref, { position }] of Object.entries(index.invertedIndex[term][field])) {
        if (!hits.has(ref)) hits.set(ref, { fields: {}, metadata: {} });
        const { fields, metadata } = hits.get(ref);
        const heading = field !== "text" && !sections.get(ref).parent ? PAGE_TITLE : 1;
        const often = position.length / (position.length + SATURATION);
        fields[field] = Math.max(fields[field] ?? 0, closeness * FIELDS[field] * heading * often);
        (metadata[term] ??= {})[field] = { position };
      }
    }
  }
  return hits;
}

const sum = (numbers) => [...numbers].reduce((total, number) => total + number, 0);

// Every section that has a word of the question, with its score. A page is worth what it has of each word, wherever it
// stands on it, and its best section once more; the sections of a page stand together in their own order.
function ranked(question, index, sections) {
  const found = new Map();
  const pages = new Map();
  for (const [word, weight] of questionWords(question, index.invertedIndex)) {
    const hits = hitsOf(word, index, sections);
    const rarity = Math.log(1 + sections.size / hits.size);
    for (const [ref, { fields, metadata }] of hits) {
      const section = sections.get(ref);
      const worth = weight * rarity * sum(Object.values(fields)) * (section.boost ?? 1);
      const page = (section.parent ?? section).location;
      if (!pages.has(page)) pages.set(page, { words: {}, best: 0 });
      if (!found.has(ref)) found.set(ref, { page: pages.get(page), score: 0, metadata: {}, terms: {} });
      const entry = found.get(ref);
      entry.score += worth;
      Object.assign(entry.metadata, metadata);
      entry.terms[word] = true;
      entry.page.best = Math.max(entry.page.best, entry.score);
      entry.page.words[word] = Math.max(entry.page.words[word] ?? 0, worth);
    }
  }
  return [...found].map(([ref, { page, score, metadata, terms }]) => ({
    ref,
    score: sum(Object.values(page.words)) + page.best + score / 1e4,
    matchData: { metadata },
    terms,
  }));
}
