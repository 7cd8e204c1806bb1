// For a text field with data-count: shows below it how many characters are missing, left or too many, by its minlength and
// data-max; and asks before the page is left while the field holds text that was not sent. Nothing that is typed or pasted is cut.
"use strict";

const fields = document.querySelectorAll("textarea[data-count]");
const characters = (number) => `${number.toLocaleString("en")} ${number === 1 ? "character" : "characters"}`;
const length = (text) => [...text].length; // as the server counts: an emoji is one character
let isSent = false;

for (const field of fields) {
  const note = document.createElement("p");
  note.className = "field-count";
  field.after(note);
  const update = () => {
    const missing = field.minLength - length(field.value.trim());
    const over = length(field.value) - Number(field.dataset.max);
    note.classList.toggle("field-count-over", over > 0);
    if (missing > 0) note.textContent = `Write at least ${missing.toLocaleString("en")} more ${missing === 1 ? "character" : "characters"}.`;
    else if (!field.dataset.max) note.textContent = "";
    else note.textContent = over > 0 ? `${characters(over)} too many. Shorten the text before you send it.` : `${characters(-over)} left.`;
  };
  field.addEventListener("input", update);
  field.form.addEventListener("submit", () => { isSent = true; });
  update();
}

window.addEventListener("beforeunload", (event) => {
  if (!isSent && [...fields].some((field) => field.value.trim() && !field.readOnly)) event.preventDefault();
});
window.addEventListener("pageshow", () => { isSent = false; });
