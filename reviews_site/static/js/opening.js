// Says whether a restaurant is open now, from data-week (minutes since midnight, Monday first) in its own time zone.
"use strict";

const clock = (minutes) => `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

for (const note of document.querySelectorAll("[data-week]")) {
  const week = JSON.parse(note.dataset.week);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: note.dataset.zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date());
  const part = (type) => parts.find((found) => found.type === type).value;
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday"));
  const now = Number(part("hour")) * 60 + Number(part("minute"));
  // What began yesterday may last past midnight.
  const current = [...week[(day + 6) % 7].map(([opens, closes]) => [opens - 1440, closes - 1440]), ...week[day]]
    .find(([opens, closes]) => opens <= now && now < closes);
  const next = week[day].find(([opens]) => opens > now);
  if (current) note.textContent = current[1] - current[0] >= 1440 ? "Open now" : `Open now, until ${clock((current[1] + 1440) % 1440)}`;
  else note.textContent = next ? `Closed now, opens at ${clock(next[0])}` : "Closed now";
  note.hidden = false;
}
