// Shows times, which the server writes in UTC, in the reader's own time zone, also in what scripts add to the page later.
"use strict";

const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-local]")) {
    time.title = time.textContent;
    time.textContent = local.format(new Date(time.dateTime));
    time.removeAttribute("data-local");
  }
}

showLocalTimes();
new MutationObserver(showLocalTimes).observe(document.body, { childList: true, subtree: true });
