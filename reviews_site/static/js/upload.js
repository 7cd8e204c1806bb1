// Sends a form with files (data-upload) and shows how much of it has arrived. Files stay chosen where something has to be put
// right. Without this script the browser sends the form as any other.
"use strict";

for (const form of document.querySelectorAll("form[data-upload]")) {
  const state = form.querySelector("[data-upload-state]");
  const [bar, words] = [state.querySelector("progress"), state.querySelector("[role=status]")];
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

  const show = (problems) => {
    state.hidden = true;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    form.querySelector(".form-problems")?.remove();
    form.prepend(problems);
    problems.focus();
  };
  const say = (text) => {
    const problems = document.createElement("div");
    problems.className = "form-problems";
    problems.tabIndex = -1;
    problems.setAttribute("role", "alert");
    problems.append(Object.assign(document.createElement("h2"), { textContent: text }));
    show(problems);
  };

  form.addEventListener("submit", (event) => {
    if (!form.querySelector("input[type=file]").files.length || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      words.textContent = loaded < total ? `Sending: ${megabytes(loaded)} of ${megabytes(total)} MB` : "Sent. One moment…";
    });
    request.addEventListener("error", () => say("The connection was lost. Check it, then send the form again: what has arrived already is not sent twice."));
    request.addEventListener("load", () => {
      if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
        location.assign(JSON.parse(request.responseText).next);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const problems = page.querySelector("main .form-problems");
      if (problems) show(problems);
      else say(page.querySelector("main h1")?.textContent || "This could not be sent. Try again in a minute.");
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(new FormData(form));
    state.hidden = false;
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}
