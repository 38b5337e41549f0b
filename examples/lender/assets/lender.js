// Kadamba Credit: listens to the frame, and asks how far processing is.
"use strict";
(() => {
  // ---- The inline frame: whose events are believed is decided by where they come from.
  const frame = document.querySelector("[data-journey-frame]");
  if (frame) {
    const log = document.querySelector("[data-event-log]");
    window.addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== frame.dataset.origin || event.data?.type !== "finbox-bankconnect") return;
      const { status, payload } = event.data;
      const item = document.createElement("li");
      item.dataset.status = status;
      item.dataset.testid = "event";
      const title = document.createElement("b");
      title.textContent = payload?.event_name || payload?.error_type ? `${status}: ${payload.event_name || payload.error_type}` : status;
      const body = document.createElement("pre");
      body.textContent = JSON.stringify(event.data, null, 1);
      item.append(title, body);
      log.prepend(item);
      const next = { success: frame.dataset.doneUrl, exit: frame.dataset.leftUrl }[status];
      if (next) setTimeout(() => location.assign(next), 1200);
    });
  }

  // ---- Waiting: every two seconds, as the vendor asks.
  const url = document.body.dataset.statusUrl;
  if (url) {
    const text = document.querySelector("[data-status-text]");
    const look = async () => {
      try {
        const answer = await fetch(url, { headers: { accept: "application/json" } });
        const { state, text: told, stages } = await answer.json();
        for (const [name, stage] of Object.entries(stages || {})) document.querySelector(`[data-stage="${CSS.escape(name)}"]`)?.setAttribute("data-state", stage);
        if (told && text) text.textContent = told;
        if (state === "done") { location.reload(); return; }
      } catch { if (text) text.textContent = "The lender's own server does not answer. Trying again."; }
      setTimeout(look, 2000);
    };
    setTimeout(look, 1000);
  }

  // ---- One application is one application.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("button[disabled]").forEach((button) => { button.disabled = false; }); });
})();
