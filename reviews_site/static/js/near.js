// Offers the list by distance, where the browser can tell its place. It is asked on a press of the button, and rounded here.
"use strict";

const DECIMALS = 2; // about a kilometre; the server takes no finer place

for (const part of document.querySelectorAll("[data-near]")) {
  const say = part.querySelector("[role='status']");
  part.hidden = !("geolocation" in navigator);
  part.querySelector("button").addEventListener("click", () => {
    say.textContent = "Asking your browser.";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
        window.location.assign(`${part.dataset.near}?near=${place}`);
      },
      () => { say.textContent = "Your browser did not tell. Choose from the list instead."; },
      { maximumAge: 600000, timeout: 8000 },
    );
  });
}
