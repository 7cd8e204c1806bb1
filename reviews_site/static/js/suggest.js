// Offers names while somebody types into a search field. Without it the field works as well.
"use strict";

const PAUSE = 150; // milliseconds without a key

for (const field of document.querySelectorAll("[data-suggest]")) {
  let waiting;
  let asked = new AbortController();
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    asked.abort();
    if (field.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      asked = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { signal: asked.signal });
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        field.list.replaceChildren(...suggestions.map((text) => new Option("", text)));
      } catch { /* no connection, or another key was pressed */ }
    }, PAUSE);
  });
}
