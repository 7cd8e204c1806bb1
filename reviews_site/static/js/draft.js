// Saves a form with data-draft while it is typed: to that address, and in this browser where the connection is lost, until it
// is back. What the browser holds is shown only to whoever wrote it (data-owner), and only if it is newer than the server's.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const state = form.querySelector("[data-draft-state]");
  const key = `draft ${form.dataset.draft}`;
  let timer = 0;
  const store = {
    read() { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(fields) { try { localStorage.setItem(key, JSON.stringify({ owner: form.dataset.owner, at: Date.now(), fields })); return true; } catch { return false; } },
    clear() { try { localStorage.removeItem(key); } catch { /* there is none */ } },
  };
  const content = () => {
    const data = new FormData(form);
    for (const name of ["agreed", "photos", "alt", "visit_code"]) data.delete(name);
    return data;
  };
  const say = (text) => { state.textContent = text; };

  const save = async () => {
    const data = content();
    const fields = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, redirect: "error" });
      const { saved_at: savedAt, problem } = await answer.json();
      if (problem) { say(problem); return; }
      if (!answer.ok) throw new Error(answer.status);
      store.clear();
      say(savedAt ? `Draft saved at ${new Date(savedAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}. Only you can see it.` : "");
    } catch {
      say(store.write(fields) ? "No connection. Your draft is kept in this browser, and saved when you are back." : "No connection. Your draft is not saved.");
    }
  };
  const saveSoon = () => { clearTimeout(timer); timer = setTimeout(save, 1500); };

  const kept = store.read();
  if (kept && kept.owner !== form.dataset.owner) store.clear();
  else if (kept && kept.at > Date.parse(form.dataset.saved || 0)) {
    for (const [name, value] of kept.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio") field.checked = field.value === value;
        else if (field.type !== "hidden") field.value = value;
      }
    }
    form.querySelector("textarea")?.dispatchEvent(new Event("input"));
    save();
  }
  form.addEventListener("input", saveSoon);
  form.addEventListener("change", saveSoon);
  form.addEventListener("submit", () => { clearTimeout(timer); store.clear(); });
  window.addEventListener("online", () => { if (store.read()) save(); });
}
