// Shows below a text field with data-count how many characters are missing, left or too many, by its minlength and maxlength.
"use strict";

for (const field of document.querySelectorAll("textarea[data-count]")) {
  const note = document.createElement("p");
  note.className = "field-count";
  field.after(note);
  const characters = (number) => `${number.toLocaleString("en")} ${number === 1 ? "character" : "characters"}`;
  const update = () => {
    const missing = field.minLength - field.value.trim().length;
    const left = field.maxLength - field.value.length;
    if (missing > 0) note.textContent = `Write at least ${missing.toLocaleString("en")} more ${missing === 1 ? "character" : "characters"}.`;
    else if (field.maxLength > 0) note.textContent = left >= 0 ? `${characters(left)} left.` : `${characters(-left)} too many.`;
    else note.textContent = "";
  };
  field.addEventListener("input", update);
  update();
}
