// Lets sections and dishes of a menu be dragged. A drop sends the form that the arrows send; without a script these do.
"use strict";
(() => {
  const form = document.querySelector("form.menu-editor");
  if (!form) return;
  let dragged = null;

  const placeOf = (row) => row.dataset.place.split(" ").map(Number);
  const isSection = (row) => row.dataset.what === "section";
  const isAfter = (event, row) => {
    const box = row.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };

  // Where a row would go: a section among sections; a dish beside another, or first under a heading.
  const target = (event, row) => {
    const [section, dish] = placeOf(row), from = placeOf(dragged);
    const after = isAfter(event, row) ? 1 : 0;
    if (isSection(dragged)) {
      const to = section + after - (from[0] < section + after ? 1 : 0);
      return `section to ${from[0]} ${to}`;
    }
    if (isSection(row)) return `dish to ${from.join(" ")} ${section} 0`;
    const next = dish + after;
    const to = next - (from[0] === section && from[1] < next ? 1 : 0);
    return `dish to ${from.join(" ")} ${section} ${to}`;
  };

  const fits = (row) => dragged && row && row !== dragged && (!isSection(dragged) || isSection(row));
  const rowAt = (event) => event.target.closest?.("[data-place]");
  const clear = () => form.querySelectorAll(".menu-drop").forEach((row) => row.classList.remove("menu-drop", "menu-drop-after"));

  form.querySelectorAll("[data-place]").forEach((row) => { row.draggable = true; });
  form.querySelectorAll("[data-place] a").forEach((link) => { link.draggable = false; });
  form.querySelector("[data-drag-hint]").hidden = false;

  form.addEventListener("dragstart", (event) => {
    dragged = rowAt(event);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  form.addEventListener("dragover", (event) => {
    const row = rowAt(event);
    clear();
    if (!fits(row)) return;
    event.preventDefault();
    const after = isAfter(event, row) || (isSection(row) && !isSection(dragged));
    row.classList.add("menu-drop");
    row.classList.toggle("menu-drop-after", after);
  });
  form.addEventListener("drop", (event) => {
    const row = rowAt(event);
    if (!fits(row)) return;
    event.preventDefault();
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "move";
    field.value = target(event, row);
    form.append(field);
    form.submit();
  });
  form.addEventListener("dragend", () => { dragged = null; clear(); });
})();
