// Keeps "Open now · until 21:00" true on a page that stays open. data-periods: [opens, closes] in seconds since 1970.
"use strict";

for (const note of document.querySelectorAll("[data-periods]")) {
  const periods = JSON.parse(note.dataset.periods);
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: note.dataset.zone, ...options });
  const [clock, weekday, day] = [
    format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }), format({ weekday: "long" }), format({ dateStyle: "short" }),
  ];
  const at = (seconds) => clock.format(seconds * 1000).replace("00:00", "midnight");
  const dayOf = (seconds, now) => {
    const is = (shift) => day.format(seconds * 1000) === day.format((now + shift) * 1000);
    return is(0) ? "" : is(86400) ? "tomorrow " : `${weekday.format(seconds * 1000)} `;
  };
  const show = () => {
    const now = Date.now() / 1000;
    const current = periods.find(([opens, closes]) => opens <= now && now < closes);
    const next = periods.find(([opens]) => opens > now);
    if (current) note.textContent = `Open now · until ${at(periods.reduce((end, [opens, closes]) => (opens === end ? closes : end), current[1]))}`;
    else if (next) note.textContent = `Closed · opens ${dayOf(next[0], now)}at ${at(next[0])}`;
  };
  // The server has said how it is now; from the first change on, the script does.
  if (periods.length && periods.some(([opens, closes]) => closes - opens < 86400)) setInterval(show, 30000);
}
