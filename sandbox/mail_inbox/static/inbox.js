// Reloads the page when there is new mail, and only then, so that selected text stays selected. Shows local times.
"use strict";

const EVERY_MILLISECONDS = 1500;

async function reloadWhenMailChanged() {
  if (document.hidden) return;
  try {
    const response = await fetch("/api/newest" + window.location.search);
    const { id } = await response.json();
    if (String(id) !== document.body.dataset.newest) window.location.reload();
  } catch {
    // The inbox has stopped or is restarting: try again next time.
  }
}

for (const time of document.querySelectorAll("time")) {
  time.title = time.textContent;
  time.textContent = new Date(time.dateTime).toLocaleTimeString();
}

setInterval(reloadWhenMailChanged, EVERY_MILLISECONDS);
document.addEventListener("visibilitychange", reloadWhenMailChanged);
