// Passwords in the open, on request, and how far a new one is: said in words, from its length and variety alone.
// What is common or was breached the server knows; it says so when the form is sent. Nothing here leaves the page.
"use strict";

const LONG_ENOUGH = 15;
const LONG = 24;

function words(password) {
  const missing = LONG_ENOUGH - [...password].length;
  if (!password) return "";
  if (missing > 0) return `${missing} more ${missing === 1 ? "character" : "characters"}`;
  if (new Set(password.toLowerCase()).size < 8) return "Long enough, but it repeats itself";
  return missing > LONG_ENOUGH - LONG ? "Good. Longer is stronger" : "Strong";
}

function meter(input) {
  const said = document.createElement("p");
  said.className = "field-count";
  said.setAttribute("aria-live", "polite");
  input.after(said);
  const tell = () => { said.textContent = words(input.value); };
  input.addEventListener("input", tell);
  tell();
}

function opener(input) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  const text = document.createElement("span");
  label.className = "choice small";
  box.type = "checkbox";
  text.textContent = "Show it";
  label.append(box, text);
  box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
  input.form.addEventListener("submit", () => { input.type = "password"; });
  input.closest(".field").append(label);
}

for (const input of document.querySelectorAll("input[type=password]")) {
  if (input.autocomplete === "new-password" && input.name !== "password2") meter(input);
  opener(input);
}
