// Offers a page by distance, where the browser knows its location: asked for when the button is pressed, and rounded here.
"use strict";

const DECIMALS = 2; // about a kilometer; the server accepts nothing more precise

function offer() {
  for (const part of document.querySelectorAll("[data-near]")) part.hidden = !("geolocation" in navigator);
}

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-near]");
  if (!part || !event.target.closest("button")) return;
  const status = part.querySelector("[role='status']");
  status.textContent = "Asking your browser for your location…";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const address = new URL(part.dataset.near, window.location.href);
      address.searchParams.set("near", `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`);
      window.location.assign(address.href.replace("%2C", ","));
    },
    () => { status.textContent = "We couldn't get your location. Choose or type a place."; },
    { maximumAge: 600000, timeout: 8000 },
  );
});
document.addEventListener("htmx:load", offer);
offer();
