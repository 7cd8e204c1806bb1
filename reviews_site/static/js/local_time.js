// Shows times, which the server writes in UTC, in the reader's own time zone, also in what scripts add to the page later.
// With data-local="date" only the day is shown.
"use strict";

const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const localDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-local]")) {
    time.title = time.textContent;
    time.textContent = (time.dataset.local === "date" ? localDay : local).format(new Date(time.dateTime));
    time.removeAttribute("data-local");
  }
}

showLocalTimes();
new MutationObserver(showLocalTimes).observe(document.body, { childList: true, subtree: true });
