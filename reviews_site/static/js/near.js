// Offers the list by distance, where the browser knows its location: asked for when the button is pressed, and rounded here.
"use strict";

const DECIMALS = 2; // about a kilometer; the server accepts nothing more precise

for (const part of document.querySelectorAll("[data-near]")) {
  const status = part.querySelector("[role='status']");
  part.hidden = !("geolocation" in navigator);
  part.querySelector("button").addEventListener("click", () => {
    status.textContent = "Asking your browser for your location…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const position = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
        window.location.assign(`${part.dataset.near}?near=${position}`);
      },
      () => { status.textContent = "We couldn't get your location. Choose an area below."; },
      { maximumAge: 600000, timeout: 8000 },
    );
  });
}
