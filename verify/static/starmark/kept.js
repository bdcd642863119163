// Something small kept in this browser and nowhere else. Without storage a page works on and forgets when it is left.

export function kept(key) {
  let usable = true;
  const store = () => globalThis.localStorage; // reading the name alone may throw
  try {
    store().getItem(key);
  } catch {
    usable = false;
  }
  return {
    usable: () => usable,
    read() {
      try {
        return JSON.parse(store().getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        if (value === null) store().removeItem(key);
        else store().setItem(key, JSON.stringify(value));
        usable = true;
      } catch {
        usable = false;
      }
    },
    // Called when another tab has changed it, or when the page comes back by the back button.
    changed(call) {
      addEventListener("storage", (event) => { if (event.key === key || event.key === null) call(); });
      addEventListener("pageshow", (event) => { if (event.persisted) call(); });
    },
  };
}

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
