// Refetches a part of the page until it is done: an element with data-poll="<address of the fragment>".
// Without this script the page says how to look again. The fragment comes from our own server and is put in as HTML;
// a fragment whose first element carries data-done="<address>" ends the polling, and goes there if it is not empty.
"use strict";

const FIRST_WAIT_MS = 800;
const LONGEST_WAIT_MS = 5000;

// `shown` is the HTML that was put in last: the page itself may have been changed by other scripts since.
async function poll(element, wait, shown) {
  let next = Math.min(wait * 1.3, LONGEST_WAIT_MS);
  try {
    const response = await fetch(element.dataset.poll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    const html = await response.text();
    if (html !== shown) element.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    shown = html;
    const done = element.querySelector("[data-done]");
    if (done) {
      element.removeAttribute("aria-busy");
      if (done.dataset.done) window.location.assign(done.dataset.done);
      return;
    }
  } catch {
    next = LONGEST_WAIT_MS;
  }
  window.setTimeout(() => poll(element, next, shown), next);
}

for (const element of document.querySelectorAll("[data-poll]")) {
  window.setTimeout(() => poll(element, FIRST_WAIT_MS), FIRST_WAIT_MS);
}
