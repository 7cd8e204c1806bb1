// Lets a chart be read value by value: arrow keys, Home, End and Page keys, or the pointer. The values are the rows of the chart's own
// table, and what is said is their words. Without this script the drawing and its table stand as they are.
"use strict";

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 7, PageDown: -7 };

function reader(chart) {
  const plot = chart.querySelector("[data-plot]");
  const drawing = plot.querySelector("svg");
  const cursor = plot.querySelector("[data-cursor]");
  const table = chart.querySelector("[data-values]");
  const heads = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
  const rows = Array.from(table.tBodies[0].rows);
  let at = -1;

  const words = (row) => {
    const [head, ...values] = Array.from(row.cells, (cell) => cell.textContent);
    const said = values.map((value, number) => (value === "–" ? "" : `${heads[number + 1].toLowerCase()} ${value}`));
    return `${head}: ${said.filter(Boolean).join(", ")}`;
  };
  const say = (text) => { chart.querySelector("[data-readout]").textContent = text; };
  const show = (number) => {
    at = Math.min(Math.max(number, 0), rows.length - 1);
    const { x, y } = rows[at].dataset;
    const [line, point] = cursor.children;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    point.setAttribute("cx", x);
    point.setAttribute("cy", y || 0);
    point.setAttribute("visibility", y ? "inherit" : "hidden");
    cursor.setAttribute("visibility", "visible");
    say(words(rows[at]));
  };
  const clear = () => {
    at = -1;
    cursor.setAttribute("visibility", "hidden");
    say("");
  };
  const nearest = (event) => {
    const box = drawing.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
    const away = rows.map((row) => Math.abs(Number(row.dataset.x) - x));
    return away.indexOf(Math.min(...away));
  };

  plot.tabIndex = 0;
  plot.setAttribute("role", "application");
  plot.setAttribute("aria-roledescription", "chart");
  plot.setAttribute("aria-label", `${plot.dataset.name}: use the arrow keys`);
  plot.addEventListener("focus", () => { if (at < 0) show(Number(chart.dataset.start)); });
  plot.addEventListener("blur", clear);
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return clear();
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Home") show(0);
    else if (event.key === "End") show(rows.length - 1);
    else if (event.key in STEPS) show(at + STEPS[event.key]);
    else return;
    event.preventDefault();
  });
  plot.addEventListener("pointermove", (event) => { const row = nearest(event); if (row !== at) show(row); });
  plot.addEventListener("pointerleave", () => { if (document.activeElement !== plot) clear(); });
}

for (const chart of document.querySelectorAll("[data-chart]")) if (chart.querySelector("[data-values] tbody tr")) reader(chart);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
