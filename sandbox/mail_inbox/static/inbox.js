// Reloads the page when there is other mail than it shows. Only then, so that a text being selected stays selected.
"use strict";

const EVERY_MILLISECONDS = 1500;

async function reloadWhenMailChanged() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/api/newest" + window.location.search);
    const { id } = await answer.json();
    if (String(id) !== document.body.dataset.newest) window.location.reload();
  } catch {
    // The inbox is stopped or restarting: the next turn asks again.
  }
}

setInterval(reloadWhenMailChanged, EVERY_MILLISECONDS);
document.addEventListener("visibilitychange", reloadWhenMailChanged);
