// Passkeys. A form with data-passkey="create" or "get" asks the browser before it is sent: the options stand in
// data-options, or are fetched from data-options-url; the answer goes into the field named credential.
// Where the browser has no passkeys the form's part stays hidden, and the page offers the other ways.
"use strict";

const TURNED_AWAY = "Your passkey wasn't used. Try again, or sign in another way.";
const EXISTS = "This device already has a passkey for this account.";

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(form.dataset.optionsUrl, { headers, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).request_options.publicKey;
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

function say(form, words) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = words;
  place.hidden = !words;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.namedItem("credential");
    if (field.value) return;
    event.preventDefault();
    say(form, "");
    try {
      field.value = JSON.stringify((await ask(form)).toJSON());
      form.requestSubmit();
    } catch (problem) {
      say(form, problem.name === "InvalidStateError" ? EXISTS : TURNED_AWAY);
    }
  });
}
