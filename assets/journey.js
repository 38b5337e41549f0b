// The hosted journey: what the pages do beyond plain forms. Everything here is an extra; without it each page still works.
"use strict";
(() => {
  const page = JSON.parse(document.body.dataset.journey || "{}");
  const words = page.words || {};
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const one = (selector, root = document) => root.querySelector(selector);
  document.documentElement.classList.add("js");

  // ---- Telling the lender: window.postMessage to a frame's parent, BankConnectAndroid in a web view.
  const isFramed = window.parent !== window;
  const handlers = { success: "onSuccess", exit: "onExit", error: "onError", info: "onInfo" };
  // Exactly the documented fields of each status, in their order.
  const payloads = {
    success: () => ({ sessionId: page.session_id, linkId: page.link_id }),
    exit: (event) => ({ linkId: page.link_id, message: event.message || "" }),
    error: (event) => ({ reason: event.reason || "", linkId: page.link_id, error_type: event.error_type }),
    info: (event) => ({ linkId: page.link_id, event_name: event.event_name, message: event.message || "" }),
  };
  const tell = (event) => {
    if (!payloads[event.status]) return;
    const payload = payloads[event.status](event);
    if (isFramed) window.parent.postMessage({ type: "finbox-bankconnect", status: event.status, payload }, "*");
    const bridge = window.BankConnectAndroid;
    if (bridge) {
      const text = JSON.stringify(payload);
      // A method of the app's that throws is the app's affair; the page goes on.
      for (const name of [handlers[event.status], "onResult"]) {
        try { if (typeof bridge[name] === "function") bridge[name](text); } catch (fault) { console.warn(`BankConnectAndroid.${name}:`, fault); }
      }
    }
  };
  // A reload must not tell a thing twice. A frame may be denied storage; then its place in the history remembers.
  const told = new Set(history.state?.told);
  const once = (event) => {
    if (!event.id) return tell(event);
    const key = `bankconnect ${page.session_id} ${event.id}`;
    let isTold = told.has(key);
    try { isTold = isTold || sessionStorage.getItem(key) !== null; sessionStorage.setItem(key, ""); } catch {
      history.replaceState({ ...history.state, told: [...told, key] }, "");
    }
    told.add(key);
    if (!isTold) tell(event);
  };
  (page.events || []).forEach(once);
  each("a[data-event]", (link) => link.addEventListener("click", () => tell({ status: "info", event_name: link.dataset.event })));
  if (page.end) {
    once({ ...page.end, id: page.end.id || `end ${page.end.status}` });
    // In a frame the lender's page decides what comes next.
    if (page.end.return_url && !isFramed) setTimeout(() => location.replace(page.end.return_url), page.end.wait_ms ?? 1500);
  }
  each("a[data-return]", (link) => { if (isFramed) link.hidden = true; });

  // ---- Saying things to a screen reader.
  const live = one("#live");
  const say = (text) => { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); };

  // ---- One submit is one submit.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
    const button = event.submitter;
    // After the browser has collected the fields: a disabled button's value would be lost.
    setTimeout(() => {
      each("button:not([disabled])", (each) => { each.disabled = true; }, form);
      if (button?.dataset.busyLabel) {
        const label = one("strong", button) || button;
        label.textContent = button.dataset.busyLabel;
        say(button.dataset.busyLabel);
      }
    });
  });
  // Back may show the page as it was left; the session went on meanwhile.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // ---- A logo that does not load leaves no hole.
  each("img.logo", (logo) => {
    const drop = () => logo.remove();
    if (logo.complete && !logo.naturalWidth) drop(); else logo.addEventListener("error", drop);
  });

  // ---- Values a demo needs, one click away.
  each("[data-fill]", (button) => button.addEventListener("click", () => {
    const field = document.getElementsByName(button.dataset.fill)[0];
    if (!field || field.readOnly) return;
    field.value = button.dataset.value;
    const password = document.getElementsByName("password")[0];
    if (password && button.dataset.password) password.value = button.dataset.password;
    field.focus();
  }));

  // ---- Banks: filter as one types, arrows to walk.
  const search = one("[data-banks-search]");
  if (search) {
    const field = one("input[name=q]", search), list = one("[data-bank-list]"), found = one("#found"), none = one("[data-no-banks]"), popular = one("[data-popular]");
    const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9 ]+/g, " ").trim();
    const rows = [...list.children].map((row) => {
      const button = one("button", row);
      const name = plain(button.textContent.slice(one(".avatar", button).textContent.length));
      const initials = name.split(" ").map((word) => word[0]).join("");
      return { row, button, name, text: ` ${name} ${initials} ${plain(button.value.replaceAll("_", " "))}` };
    });
    const isWhole = !field.value;
    const filter = () => {
      const text = plain(field.value), wanted = text.split(" ").filter(Boolean);
      const begins = (row) => wanted.every((word) => row.text.includes(` ${word}`));
      const contains = (row) => wanted.every((word) => row.text.includes(word));
      let fitting = rows.filter(begins);
      if (!fitting.length) fitting = rows.filter(contains);
      // What is called so comes before what merely contains it.
      const rank = (row) => (row.button.value === text ? 0 : row.name.startsWith(text) ? 1 : 2);
      const order = wanted.length ? [...fitting].sort((one, other) => rank(one) - rank(other)) : rows;
      for (const { row } of rows) row.hidden = true;
      for (const { row } of order) row.hidden = false;
      list.append(...order.map(({ row }) => row));
      if (popular) popular.hidden = wanted.length > 0;
      list.classList.toggle("is-empty", fitting.length === 0);
      none.hidden = fitting.length > 0;
      found.textContent = wanted.length ? (fitting.length === 1 ? "1 bank" : `${fitting.length} banks`) : "";
    };
    // What the server filtered cannot be widened here.
    if (isWhole) field.addEventListener("input", filter);
    if (isWhole && field.value) filter();
    const shown = () => [...document.querySelectorAll("[data-banks] button")].filter((button) => button.checkVisibility ? button.checkVisibility() : button.offsetParent);
    search.addEventListener("submit", (event) => {
      if (!isWhole) return;
      event.preventDefault();
      const buttons = shown();
      if (!field.value.trim()) return;
      if (buttons.length === 1) buttons[0].click(); else buttons[0]?.focus();
    });
    document.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const buttons = step ? shown() : [];
      const at = buttons.indexOf(document.activeElement);
      if (event.key === "Escape" && document.activeElement === field && field.value && isWhole) { field.value = ""; filter(); event.preventDefault(); return; }
      if (!step || (at < 0 && document.activeElement !== field)) return;
      event.preventDefault();
      const next = document.activeElement === field ? (step > 0 ? buttons[0] : null) : buttons[at + step] || (step < 0 ? field : null);
      next?.focus();
    });
    one("[data-testid=bank-search-clear]", none)?.addEventListener("click", (event) => {
      if (!isWhole) return;
      event.preventDefault();
      field.value = ""; filter(); field.focus();
    });
  }

  // ---- Files: several at once, each with its own progress; dropped or chosen; a password where one is needed.
  const upload = one("[data-upload]");
  if (upload) {
    const input = one("input[type=file]", upload), drop = one("[data-drop]"), section = one("[data-files-section]"), list = one("[data-files]");
    const sizeMax = Number(upload.dataset.maxBytes) || Infinity;
    const queue = [];
    const waiting = new Set();
    let isSending = false;
    const id = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);
    const name = (file) => `${file.name} ${file.size} ${file.lastModified}`;
    const icons = { accepted: "#i-check", refused: "#i-stop", password: "#i-lock" };

    const show = (row, told) => {
      row.element.dataset.state = told.state;
      row.element.dataset.code = told.code || "";
      one("use", row.element).setAttribute("href", icons[told.state] || "#i-file");
      one(".file-title", row.element).textContent = told.title || "";
      one(".file-message", row.element).textContent = told.message || "";
      one(".next", row.element).textContent = told.next_step || "";
      const unlock = one(".unlock", row.element);
      unlock.hidden = told.state !== "password";
      one(".again", row.element).hidden = !told.may_retry;
      row.statementId = told.statement_id || row.statementId;
      if (["accepted", "refused", "password"].includes(told.state)) say(`${row.file.name}: ${told.title}. ${told.next_step || ""}`);
      if (told.state === "password") {
        const field = one("input", unlock);
        field.value = "";
        field.setAttribute("aria-invalid", String(Boolean(row.password)));
        // Only when nobody is doing something else.
        if (!document.activeElement || document.activeElement === document.body || row.element.contains(document.activeElement)) field.focus();
      }
    };
    const put = (file) => {
      const element = one("[data-file-row]").content.cloneNode(true).firstElementChild;
      const row = { element, file, key: name(file), password: "", statementId: "" };
      one(".file-name", element).textContent = file.name;
      const field = one(".unlock input", element);
      field.id = `pw-${id()}`;
      one(".unlock label", element).htmlFor = field.id;
      one("progress", element).setAttribute("aria-label", `Upload of ${file.name}`);
      one(".unlock", element).addEventListener("submit", (event) => {
        event.preventDefault();
        if (!field.value || ["waiting", "sending", "reading"].includes(element.dataset.state)) return;
        row.password = field.value;
        enqueue(row);
      });
      one("[data-testid=file-retry]", element).addEventListener("click", () => enqueue(row));
      section.hidden = false;
      list.append(element);
      return row;
    };
    const enqueue = (row) => {
      waiting.add(row.key);
      row.formId = id();
      show(row, { state: "waiting", title: "Waiting for its turn" });
      queue.push(row);
      next();
    };
    const settle = (row, told) => {
      waiting.delete(row.key);
      show(row, told);
      isSending = false;
      next();
    };
    const next = () => {
      const row = !isSending && queue.shift();
      if (!row) return;
      isSending = true;
      const form = new FormData();
      form.append("form_id", row.formId);
      form.append("file", row.file, row.file.name);
      if (row.password) form.append("password", row.password);
      const request = new XMLHttpRequest();
      const bar = one("progress", row.element);
      bar.value = 0;
      show(row, { state: "sending", title: "Uploading" });
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total); });
      request.upload.addEventListener("load", () => { bar.value = 100; show(row, { state: "reading", title: "Reading it" }); });
      const failed = () => settle(row, { state: "refused", code: "NETWORK", may_retry: true, ...words.network });
      request.addEventListener("error", failed);
      request.addEventListener("timeout", failed);
      request.addEventListener("load", () => {
        let answer = null;
        try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
        if (answer?.location) { isSending = false; location.assign(answer.location); return; }
        const told = answer?.files?.[0];
        if (!told) { settle(row, { state: "refused", code: "FAULT", may_retry: true, ...words.fault }); return; }
        (answer.events || []).forEach(once);
        if (answer.can_continue) one("[data-continue]").hidden = false;
        settle(row, told);
      });
      request.open("POST", upload.action);
      request.setRequestHeader("Accept", "application/json");
      request.timeout = 120000;
      request.send(form);
    };
    const take = (files) => {
      for (const file of files) {
        // The same file twice in one breath is one file.
        if (waiting.has(name(file))) continue;
        const row = put(file);
        if (file.size > sizeMax) show(row, { state: "refused", code: "EMULATOR_BODY_TOO_LARGE", ...words.too_large });
        else if (file.size === 0) show(row, { state: "refused", code: "EMPTY_FILE", ...words.empty });
        else enqueue(row);
      }
    };
    input.required = false;
    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    upload.addEventListener("submit", (event) => event.preventDefault());
    let depth = 0;
    const over = (change) => { depth += change; drop.classList.toggle("over", depth > 0); };
    drop.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
    drop.addEventListener("dragleave", () => over(-1));
    // A file that misses the zone must not replace the page.
    for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => { over(-depth); take([...event.dataTransfer.files]); });
    window.addEventListener("beforeunload", (event) => { if (isSending) event.preventDefault(); });
  }
})();
