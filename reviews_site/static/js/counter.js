// Says below a text field with data-count how many characters are left, from its maxlength or how many are missing from its minlength.
"use strict";

for (const field of document.querySelectorAll("textarea[data-count]")) {
  const note = document.createElement("p");
  note.className = "field-count";
  field.after(note);
  const say = () => {
    const length = field.value.trim().length;
    const missing = field.minLength - length;
    if (missing > 0) note.textContent = `${missing} more character${missing === 1 ? "" : "s"} to go.`;
    else if (field.maxLength > 0) note.textContent = `${field.maxLength - field.value.length} characters left.`;
    else note.textContent = "";
  };
  field.addEventListener("input", say);
  say();
}
