// Says beside a control why the part of the page that it asked htmx for did not come. Without this, nothing would happen.
"use strict";

const OFFLINE = "This couldn't be loaded. Check your connection, then try again.";
const REFUSED = "This couldn't be loaded. Try again in a minute.";

function clearProblem() {
  document.querySelector("[data-fetch-problem]")?.remove();
}

function showProblem(control, text) {
  clearProblem();
  const note = document.createElement("p");
  note.className = "fetch-problem small";
  note.dataset.fetchProblem = "";
  note.setAttribute("role", "alert");
  note.textContent = text;
  (control.closest(".pagination, .search, form") || control).after(note);
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => showProblem(event.detail.elt, OFFLINE));
document.addEventListener("htmx:responseError", (event) => showProblem(event.detail.elt, REFUSED));
document.addEventListener("htmx:beforeRequest", clearProblem);
