// Shows times, which the server writes in UTC, in the reader's own time zone.
"use strict";

const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

for (const time of document.querySelectorAll("time[data-local]")) {
  time.title = time.textContent;
  time.textContent = local.format(new Date(time.dateTime));
}
