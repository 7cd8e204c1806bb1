// Passkeys. A form with data-passkey="create" or "get" asks the browser before it is sent: the options stand in
// data-options, or are fetched from data-options-url; the answer goes into the field named credential.
// Options are read and answers written by hand: older browsers, and what password managers put in place of the browser's
// objects, lack parseCreationOptionsFromJSON, parseRequestOptionsFromJSON and toJSON.
// Where the browser has no passkeys the form's part stays hidden, and the page offers the other ways.
"use strict";

const EXISTS = "This device already has a passkey for this account.";
const UNREACHABLE = "We couldn't reach Platemark. Check your connection, and try again.";

const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function encode(value) {
  const bytes = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function parse(options) {
  const parsed = { ...options, challenge: decode(options.challenge) };
  if (options.user) parsed.user = { ...options.user, id: decode(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) parsed[list] = options[list].map((one) => ({ ...one, id: decode(one.id) }));
  }
  return parsed;
}

// By what it is, not by its class: an answer may come from another window's realm.
const isBuffer = (value) => ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";

function serialise(credential) {
  const { rawId, type, authenticatorAttachment, response: given } = credential;
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = given;
  const made = attestationObject && {
    attestationObject,
    transports: given.getTransports?.() ?? [],
    authenticatorData: given.getAuthenticatorData?.(),
    publicKey: given.getPublicKey?.() ?? undefined,
    publicKeyAlgorithm: given.getPublicKeyAlgorithm?.(),
  };
  const used = { authenticatorData, signature, userHandle: userHandle ?? undefined };
  const answer = {
    id: rawId,
    rawId,
    type: type ?? "public-key",
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: { clientDataJSON, ...(made ?? used) },
  };
  return JSON.stringify(answer, (_name, value) => (isBuffer(value) ? encode(value) : value));
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(form.dataset.optionsUrl, { headers, credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) throw new DOMException(UNREACHABLE, "NetworkError");
  return (await response.json()).request_options.publicKey;
}

async function ask(form) {
  const publicKey = parse(await optionsOf(form));
  return form.dataset.passkey === "create" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

function problemWords(form, problem) {
  if (problem.name === "InvalidStateError") return EXISTS;
  if (problem.message === UNREACHABLE) return UNREACHABLE;
  const instead = form.dataset.instead ? `, or ${form.dataset.instead}` : "";
  return `Your passkey wasn't ${form.dataset.passkey === "create" ? "made" : "used"}. Try again${instead}.`;
}

function say(form, words) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = words;
  place.hidden = !words;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !navigator.credentials) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.namedItem("credential");
    if (field.value) return;
    event.preventDefault();
    say(form, "");
    try {
      field.value = serialise(await ask(form));
      form.submit(); // requestSubmit is as new as the methods above, and the fields need no check
    } catch (problem) {
      say(form, problemWords(form, problem));
    }
  });
}
