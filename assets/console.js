// The console: a page over the public control API and nothing else. It keeps working, and says so, when a part of that API is missing.
"use strict";
(() => {
  const API = "/_emulator";
  const EXCHANGES_MAX = 3000;
  const $ = (id) => document.getElementById(id);
  const state = { world: "test", sessions: [], exchanges: [], numbers: new Set(), open: new Set(), shown: "", clock: null, detail: null, deliveries: [], filters: new Set(["call", "webhook", "fact"]), runs: [] };

  // ---- Making elements. Text is only ever set as text.
  const h = (name, props, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "class") element.className = value;
      else if (value === true) element.setAttribute(key, "");
      else element.setAttribute(key, value);
    }
    element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };
  const chip = (text, tone) => h("span", { class: `chip ${tone || ""}` }, text);
  const toneOf = (status) => (status === null || status === undefined ? "bad" : status < 300 ? "ok" : status < 400 ? "blue" : status < 500 ? "warn" : "bad");
  const stateTone = { created: "", uploading: "blue", upload_completed: "blue", processing: "warn", completed: "ok", expired: "warn", deleted: "bad" };
  const clockText = (at) => (at || "").slice(11, 19);
  const dayText = (at) => (at ? new Date(`${at.slice(0, 10)}T00:00:00Z`).toLocaleDateString("en-IN", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }) : "");
  const whenText = (at) => (at ? `${dayText(at)}, ${clockText(at)}` : "");
  // Instants inside a sentence of the server's.
  const readable = (text) => String(text).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]*/g, whenText);
  const copyable = (value) => JSON.stringify(value, null, 2);
  const json = (value) => {
    const pre = h("pre", { tabindex: "0" });
    if (value === null || value === undefined) { pre.append(h("span", { class: "muted" }, "no body")); return pre; }
    const text = typeof value === "string" ? value : copyable(value);
    if (text.length > 200_000 || typeof value === "string") { pre.append(text); return pre; }
    let at = 0;
    for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b-?\d+(?:\.\d+)?\b|\b(?:true|false|null)\b/g)) {
      pre.append(text.slice(at, match.index), h("span", { class: match[1] ? (match[2] ? "k" : "s") : "n" }, match[1] || match[0]));
      at = match.index + (match[1] || match[0]).length;
    }
    pre.append(text.slice(at));
    return pre;
  };
  let toastTimer = 0;
  const toast = (text, isBad) => {
    const box = $("toast");
    box.textContent = text; box.className = isBad ? "toast bad" : "toast"; box.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { box.hidden = true; }, isBad ? 9000 : 4500);
  };

  // ---- Calling. Each call that fails is named, with what the server said.
  const token = () => { try { return sessionStorage.getItem("control-token"); } catch { return null; } };
  const headers = () => (token() ? { authorization: `Bearer ${token()}` } : {});
  const troubles = new Map();
  const trouble = (what, text) => {
    if (text) troubles.set(what, text); else if (!troubles.delete(what)) return;
    $("troubles").replaceChildren(...[...troubles].map(([name, said]) => h("p", { class: "trouble", "data-testid": "trouble" }, h("b", {}, name), `: ${said}. The rest of the page goes on without it.`,
      said.includes("TOKEN_REQUIRED") && h("button", { class: "small", onclick: askToken }, "Give the token"))));
  };
  const askToken = () => {
    const given = window.prompt("The control token (--control-token) of this server:");
    if (!given) return;
    try { sessionStorage.setItem("control-token", given); } catch { /* for this page only */ }
    location.reload();
  };
  const path = (call, query) => {
    const url = new URL(API + call, location.href);
    url.searchParams.set("world", state.world);
    for (const [key, value] of Object.entries(query || {})) if (value !== undefined && value !== null) url.searchParams.set(key, value);
    return url;
  };
  class CallProblem extends Error { constructor(status, code, message) { super(`${status || "no answer"}${code ? ` ${code}` : ""}: ${message}`); this.status = status; this.code = code; } }
  const call = async (method, route, { query, body } = {}) => {
    let answer;
    try {
      answer = await fetch(path(route, query), { method, headers: { ...headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) }, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch (error) {
      throw new CallProblem(0, "", `the emulator does not answer (${error.message})`);
    }
    const text = await answer.text();
    let said = null;
    try { said = text ? JSON.parse(text) : null; } catch { /* told as text */ }
    if (!answer.ok) throw new CallProblem(answer.status, said?.error?.code, said?.error?.message || text.slice(0, 200) || answer.statusText);
    return said;
  };
  // A part of the page that lives from one call; when it fails, the rest goes on.
  const part = async (name, act) => {
    try { const result = await act(); trouble(name, null); return result; } catch (error) {
      if (!(error instanceof CallProblem)) throw error;
      trouble(name, error.message); return null;
    }
  };
  const act = async (what, work) => {
    try { const said = await work(); if (said !== false) toast(said || what); } catch (error) { if (!(error instanceof CallProblem)) throw error; toast(`${what} failed. ${error.message}`, true); }
    refresh();
  };

  // ---- Streams. Read with fetch, because an EventSource cannot send a token.
  const streams = new Map();
  const listen = (name, route, take, fallback) => {
    const control = new AbortController();
    streams.get(name)?.abort();
    streams.set(name, control);
    let last = null, wait = 500;
    const run = async () => {
      while (!control.signal.aborted) {
        try {
          const answer = await fetch(path(route), { headers: { ...headers(), accept: "text/event-stream", ...(last ? { "last-event-id": last } : {}) }, signal: control.signal });
          if (!answer.ok || !(answer.headers.get("content-type") || "").startsWith("text/event-stream")) throw new CallProblem(answer.status, "", "no stream");
          wait = 500;
          linkState(name, "live");
          const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
          for (let buffer = ""; ;) {
            const { done, value } = await reader.read();
            if (done) break;
            buffer += value;
            const blocks = buffer.split("\n\n");
            buffer = blocks.pop();
            for (const block of blocks) {
              const lines = block.split("\n");
              const id = lines.find((line) => line.startsWith("id:"));
              const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
              if (id) last = id.slice(3).trim();
              if (data) try { take(JSON.parse(data)); } catch { /* one bad event is skipped */ }
            }
          }
        } catch (error) {
          if (control.signal.aborted) return;
          // Not there at all, or refused: ask now and then instead.
          if (error instanceof CallProblem && error.status >= 400 && error.status < 500) { linkState(name, "poll"); fallback(control.signal); return; }
          linkState(name, "down");
        }
        await new Promise((go) => setTimeout(go, wait));
        wait = Math.min(wait * 2, 10_000);
      }
    };
    run();
  };
  const every = (ms, work) => (signal) => { work(); const timer = setInterval(work, ms); signal.addEventListener("abort", () => clearInterval(timer)); };
  const links = {};
  const linkState = (name, how) => {
    links[name] = how;
    const all = Object.values(links);
    const worst = all.includes("down") ? "down" : all.includes("poll") ? "poll" : "live";
    $("link").className = `link-state ${worst}`;
    $("link").textContent = { live: "live", poll: "asking every 3 s", down: "connection lost, trying again" }[worst];
  };

  // ---- The clock.
  const showClock = () => {
    if (!state.clock) return;
    const passed = state.clock.mode === "real" ? Date.now() - state.clock.seen : 0;
    const indian = new Date(Date.parse(state.clock.now) + passed + 330 * 60_000).toISOString();
    $("now").textContent = `${dayText(indian)} ${indian.slice(11, 19)}`;
    $("now").setAttribute("datetime", state.clock.now);
    $("mode").textContent = state.clock.mode === "real" ? "running" : "frozen";
    $("mode").className = `chip ${state.clock.mode === "real" ? "ok" : "blue"}`;
    $("freeze").textContent = state.clock.mode === "real" ? "Freeze" : "Let run";
  };
  const readClock = () => part("Clock", async () => { state.clock = { ...(await call("GET", "/clock")), seen: Date.now() }; showClock(); });
  const advance = (by) => act(`Advance by ${by}`, async () => {
    const { now, happened } = await call("POST", "/clock/advance", { body: { by } });
    const what = (happened || []).map((each) => each.what).filter(Boolean);
    return `Now ${whenText(now)}. ${what.length ? `Happened: ${what.slice(0, 4).join(", ")}${what.length > 4 ? ` and ${what.length - 4} more` : ""}.` : "Nothing was due."}`;
  });
  $("freeze").addEventListener("click", () => act("The clock", async () => {
    const isRunning = state.clock?.mode === "real";
    await call("POST", isRunning ? "/clock/freeze" : "/clock/follow", { body: {} });
    return isRunning ? "The clock stands. Nothing happens until you advance it." : "The clock runs.";
  }));
  document.querySelectorAll("[data-advance]").forEach((button) => button.addEventListener("click", () => advance(button.dataset.advance)));
  $("advance").addEventListener("submit", (event) => { event.preventDefault(); const by = $("by").value.trim(); if (by) { advance(by); $("by").value = ""; } });

  // ---- Worlds and sessions.
  const readWorlds = () => part("Worlds", async () => {
    const { worlds } = await call("GET", "/worlds");
    const keys = worlds.map((world) => world.key);
    if (!keys.includes(state.world)) keys.unshift(state.world);
    const counts = Object.fromEntries(worlds.map((world) => [world.key, world.sessions]));
    const options = keys.map((key) => `${key} ${counts[key]}`).join("\n");
    if (options === $("world").dataset.shown) return;
    $("world").dataset.shown = options;
    $("world").replaceChildren(...keys.map((key) => h("option", { value: key, selected: key === state.world }, `${key} (${counts[key] ?? 0})`)));
    $("world").value = state.world;
  });
  $("world").addEventListener("change", () => { location.hash = `#/${encodeURIComponent($("world").value)}/`; });
  const readSessions = () => part("Sessions", async () => { state.sessions = (await call("GET", "/sessions")).sessions.slice().reverse(); showSessions(); });
  const showSessions = () => {
    const wanted = $("find").value.trim().toLowerCase();
    const fits = (session) => !wanted || `${session.link_id} ${session.id} ${session.state}`.toLowerCase().includes(wanted);
    const shown = state.sessions.filter(fits);
    $("session-count").textContent = state.sessions.length ? String(state.sessions.length) : "";
    const focused = document.activeElement?.dataset?.session;
    $("sessions").replaceChildren(...shown.slice(0, 300).map((session) => h("li", {}, h("a", { href: hash(`session/${session.id}`), "aria-current": session.id === state.shown ? "page" : null, "data-testid": "session", "data-session": session.id, title: session.id },
      h("b", {}, session.link_id || "(no link_id)"), chip(session.state.replaceAll("_", " "), stateTone[session.state]), h("small", {}, `${dayText(session.created_at)} ${clockText(session.created_at)}`), h("small", {}, session.statements ? `${session.statements} file${session.statements === 1 ? "" : "s"}` : "")))),
      ...(shown.length > 300 ? [h("li", { class: "muted" }, `and ${shown.length - 300} more; search for one`)] : []),
      ...(shown.length ? [] : [h("li", { class: "muted" }, state.sessions.length ? "None fits." : "None yet.")]));
    if (focused) document.querySelector(`[data-session="${CSS.escape(focused)}"]`)?.focus();
  };
  $("find").addEventListener("input", showSessions);
  $("make").addEventListener("click", () => act("New session", async () => {
    const made = await call("POST", "/sessions", { body: { link_id: `console-${state.sessions.length + 1}`, state: "created" } });
    location.hash = hash(`session/${made.id}`);
    return "Made. Open its hosted page to hand in statements.";
  }));

  // ---- Where we are: #/WORLD/session/ID, #/WORLD/deliveries …
  const hash = (rest) => `#/${encodeURIComponent(state.world)}/${rest || ""}`;
  const where = () => {
    const [, world, view, id] = location.hash.split("/").map(decodeURIComponent);
    const views = ["session", "deliveries", "scenarios", "coverage"];
    // Short links name the view alone.
    if (views.includes(world)) return { world: state.world, view: world, id: view || "" };
    return { world: world || state.world, view: views.includes(view) ? view : "session", id: id || "" };
  };
  const go = () => {
    const { world, view, id } = where();
    if (world !== state.world || !streams.size) enter(world);
    state.view = view;
    if (id !== state.shown) { state.shown = id; state.detail = null; state.open.clear(); }
    document.querySelectorAll("[data-tab]").forEach((tab) => {
      tab.href = hash(tab.dataset.tab === "session" ? (state.shown ? `session/${state.shown}` : "") : tab.dataset.tab);
      if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
    });
    showSessions();
    show();
    refresh();
  };
  const enter = (world) => {
    state.world = world;
    state.exchanges = []; state.numbers.clear(); state.sessions = []; state.deliveries = []; state.clock = null; troubles.clear(); trouble("", null);
    document.title = `${world} · Console · BankConnect emulator`;
    listen("journal", "/journal/stream", (exchange) => { keep([exchange], true); soon(); }, every(3000, async () => { await readJournal(); refresh(); }));
    listen("deliveries", "/deliveries/stream", () => soon(), every(3000, () => refresh()));
  };
  const keep = (exchanges, isNew) => {
    for (const exchange of exchanges) {
      if (state.numbers.has(exchange.id)) continue;
      state.numbers.add(exchange.id);
      state.exchanges.push(isNew ? { ...exchange, isNew: true } : exchange);
    }
    if (state.exchanges.length > EXCHANGES_MAX) state.exchanges.splice(0, state.exchanges.length - EXCHANGES_MAX).forEach((gone) => state.numbers.delete(gone.id));
  };
  const readJournal = () => part("Journal", async () => { keep((await call("GET", "/journal", { query: { limit: 500 } })).exchanges); });

  // ---- One refresh at a time, and never more than two a second.
  let timer = 0, isReading = false, isWanted = false;
  const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 300); };
  const refresh = async () => {
    if (isReading) { isWanted = true; return; }
    isReading = true;
    try {
      await Promise.all([readClock(), readWorlds(), readSessions(), readView()]);
      show();
    } finally {
      isReading = false;
      if (isWanted) { isWanted = false; soon(); }
    }
  };
  const readView = async () => {
    const { view, shown } = state;
    if (view === "session" && shown) {
      try { const detail = await call("GET", `/sessions/${encodeURIComponent(shown)}`); if (shown === state.shown) state.detail = detail; trouble("Session", null); } catch (error) {
        if (!(error instanceof CallProblem)) throw error;
        // A deleted session is no trouble; what is known of it stays.
        trouble("Session", error.message);
      }
    }
    if (view === "deliveries") await part("Webhooks", async () => { state.deliveries = (await call("GET", "/deliveries")).deliveries; });
    if (view === "scenarios" && !state.scenarios) await part("Scenarios", async () => { const said = await call("GET", "/scenarios"); state.scenarios = said.scenarios || said; });
    if (view === "coverage") await part("Coverage", async () => { state.coverage = await call("GET", "/coverage"); });
  };

  // ---- The timeline of a session: what went to and fro, and what the session itself remembers.
  const facts = (detail) => {
    if (!detail) return [];
    const list = [];
    const fact = (at, title, more) => at && list.push({ kind: "fact", at, title, ...more });
    fact(detail.created_at, "Session created", { text: `asks for ${dayText(detail.window?.from)} to ${dayText(detail.window?.to)}` });
    for (const account of detail.accounts || []) for (const statement of account.statements || []) {
      const problem = statement.problem;
      fact(statement.uploaded_at, statement.accepted ? "Statement accepted" : "Statement refused", { isBad: !statement.accepted || Boolean(problem), text: [`${account.bank || "unknown bank"} ${account.account_number || ""}`, statement.rows !== null && statement.rows !== undefined ? `${statement.rows} rows` : "", problem ? `${problem.code}: ${problem.because}` : "", ...(statement.fraud || [])].filter(Boolean).join(" · "), injected: /^injected by/.test(problem?.because || "") });
    }
    for (const event of detail.journey?.events || []) fact(event.at, event.status === "error" ? "Journey: refused" : "Journey", { isBad: event.status === "error", text: [event.via, event.event_name || event.error_type || "", event.message].filter(Boolean).join(" · ") });
    for (const refused of detail.refused_calls || []) if (!state.exchanges.length) fact(refused.at, "Call refused", { isBad: true, text: `${refused.call} · ${refused.code}: ${refused.because}` });
    const processing = detail.processing;
    if (processing) {
      fact(processing.requested_at, "Processing asked for", { text: `ends ${readable(processing.ends)}` });
      fact(processing.completed_at, "Processing completed", { text: processing.insights_available ? "figures are there" : "no figures: no account completed" });
    }
    fact(detail.deleted_at, "Session deleted", { isBad: true });
    if (!processing && !detail.deleted_at && state.clock && detail.expires_at && Date.parse(detail.expires_at) <= Date.parse(state.clock.now)) fact(detail.expires_at, "Session expired", { isBad: true });
    return list;
  };
  const attempts = (detail) => (detail?.deliveries || []).flatMap((delivery) => (delivery.attempts || []).map((attempt, place) => ({ kind: "webhook", id: `${delivery.id}/${place}`, at: attempt.at, event: delivery.event, delivery_id: delivery.id, duration_ms: attempt.duration_ms,
    request: { method: "POST", url: attempt.url, headers: attempt.request_headers, body: delivery.body }, response: attempt.status === null ? null : { status: attempt.status, headers: [], body: attempt.response_body }, injected: attempt.injected ? [attempt.injected] : [], notes: attempt.error ? [attempt.error] : [] })));
  const curl = (exchange) => {
    const quote = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
    const { method, url, headers: sent, body } = exchange.request;
    const wanted = (sent || []).filter(([name]) => ["content-type", "x-api-key", "server-hash", "accept"].includes(name));
    const to = url.startsWith("http") ? url : location.origin + url;
    return [`curl -X ${method} ${quote(to)}`, ...wanted.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`), body && !body.form ? `-d ${quote(typeof body === "string" ? body : JSON.stringify(body))}` : "", ...(body?.form || []).map((field) => `-F ${quote(`${field.name}=${field.value ?? "@file.pdf"}`)}`)].filter(Boolean).join(" ");
  };
  const headerList = (sent) => {
    const rows = Array.isArray(sent) ? sent : Object.entries(sent || {});
    return rows.length ? h("details", { class: "headers" }, h("summary", {}, `${rows.length} headers`), h("pre", { tabindex: "0" }, rows.map(([name, value]) => `${name}: ${value}`).join("\n"))) : null;
  };
  const exchangeView = (exchange) => {
    const key = `${exchange.kind} ${exchange.id}`;
    const status = exchange.response?.status ?? null;
    const isWebhook = exchange.kind === "webhook";
    const isBad = status === null || status >= 400;
    const body = h("div", { class: "pair two" });
    const fill = () => {
      if (body.childElementCount) return;
      body.append(h("section", {}, h("p", { class: "label" }, isWebhook ? "Sent" : "Request"), headerList(exchange.request.headers), json(exchange.request.body)),
        h("section", {}, h("p", { class: "label" }, status === null ? "No answer" : `Answer ${status}`), headerList(exchange.response?.headers), exchange.response ? json(exchange.response.body) : h("pre", { tabindex: "0" }, (exchange.notes || []).join("\n") || "none came")),
        h("p", { class: "row" }, h("button", { class: "small", onclick: () => navigator.clipboard.writeText(curl(exchange)).then(() => toast("Copied. Keys are masked; put yours in."), () => toast("The browser does not allow copying here.", true)) }, "Copy as curl"),
          exchange.session_id && exchange.session_id !== state.shown && h("a", { class: "button", href: hash(`session/${exchange.session_id}`) }, "Open its session"),
          isWebhook && h("button", { class: "small", "data-testid": "redeliver", onclick: () => redeliver(exchange.delivery_id) }, "Deliver again")));
    };
    const details = h("details", { "data-testid": "exchange", "data-kind": exchange.kind, "data-status": status ?? "", open: state.open.has(key), ontoggle: (event) => { if (event.target !== details) return; if (details.open) { state.open.add(key); fill(); } else state.open.delete(key); } },
      h("summary", {}, h("span", { class: "what" }, isWebhook ? `Webhook ${exchange.event}` : exchange.endpoint ? exchange.endpoint.replaceAll("_", " ") : exchange.request.method),
        h("span", { class: "path mono" }, `${exchange.request.method} ${exchange.session_id ? exchange.request.url.replace(exchange.session_id, "…") : exchange.request.url}`),
        h("span", { class: "end" }, ...(exchange.injected || []).map((by) => chip(`injected: ${by}`, "violet")), exchange.refusal && chip(exchange.refusal.code, "warn"), chip(status === null ? "no answer" : String(status), toneOf(status)), h("small", {}, `${Math.round(exchange.duration_ms * 10) / 10} ms`))),
      Boolean(exchange.refusal?.because || exchange.notes?.length) && h("p", { class: "pair muted" }, [exchange.refusal?.because, ...(exchange.notes || [])].filter(Boolean).join(" · ")), body);
    if (details.open) fill();
    return h("li", { class: `event ${exchange.kind} ${isBad ? "bad" : ""} ${exchange.isNew ? "new" : ""}` }, h("time", { datetime: exchange.at, title: exchange.at }, clockText(exchange.at)), h("span", { class: "dot", "aria-hidden": "true" }), details);
  };
  const factView = (fact) => h("li", { class: `event fact ${fact.isBad ? "bad" : ""}`, "data-testid": "fact" }, h("time", { datetime: fact.at, title: fact.at }, clockText(fact.at)), h("span", { class: "dot", "aria-hidden": "true" }), h("div", { class: "plain" }, h("b", {}, fact.title), " ", fact.injected && chip("injected", "violet"), " ", h("small", {}, fact.text || "")));
  const span = (ms) => (ms >= 172_800_000 ? `${Math.round(ms / 86_400_000)} days` : ms >= 5_400_000 ? `${Math.round(ms / 3_600_000)} hours` : `${Math.round(ms / 60_000)} minutes`);
  const timeline = (detail) => {
    const mine = state.exchanges.filter((exchange) => exchange.session_id === state.shown);
    // The journal may not be there, or have dropped the oldest; the session remembers its webhooks itself.
    const known = new Set(mine.filter((exchange) => exchange.kind === "webhook").map((exchange) => `${exchange.delivery_id} ${exchange.at}`));
    const own = attempts(detail).filter((attempt) => !known.has(`${attempt.delivery_id} ${attempt.at}`));
    const order = { call: 0, fact: 1, webhook: 2 };
    const all = [...mine, ...own, ...facts(detail)].filter((each) => state.filters.has(each.kind)).sort((one, other) => Date.parse(one.at) - Date.parse(other.at) || order[one.kind] - order[other.kind] || (one.id > other.id ? 1 : -1));
    const rows = [];
    let before = null;
    for (const each of all) {
      const now = Date.parse(each.at);
      if (before !== null && now - before >= 60_000) rows.push(h("li", { class: "gap", "data-testid": "gap" }, h("span", {}, `${span(now - before)} later`, dayText(each.at) !== rows.day ? `, ${dayText(each.at)}` : "")));
      rows.day = dayText(each.at);
      before = now;
      rows.push(each.kind === "fact" ? factView(each) : exchangeView(each));
    }
    return rows.length ? h("ol", { class: "timeline", "data-testid": "timeline" }, rows) : h("p", { class: "muted" }, "Nothing of the chosen kinds yet.");
  };
  const sessionView = () => {
    if (!state.shown) {
      const latest = state.exchanges.filter((exchange) => !exchange.session_id || true).slice(-60).reverse();
      return h("div", { class: "stack" }, h("div", {}, h("h1", {}, `World ${state.world}`), h("p", { class: "muted" }, "One API key, one world. Choose a session for its timeline, or watch all calls as they come.")),
        latest.length ? h("ol", { class: "timeline", "data-testid": "timeline" }, latest.filter((each) => state.filters.has(each.kind)).map(exchangeView)) : h("div", { class: "empty card" }, h("p", {}, troubles.has("Journal") ? "Without the journal no calls can be shown here; sessions still can. The API is at" : "No calls yet. Point your client at"), h("code", {}, `${location.origin}/bank-connect`), h("p", {}, h("button", { class: "main", onclick: () => $("make").click() }, "Make a session here"))));
    }
    const detail = state.detail;
    const brief = state.sessions.find((session) => session.id === state.shown);
    const label = detail?.state || brief?.state || "unknown";
    const isOpen = ["created", "uploading", "upload_completed"].includes(label);
    const filter = (kind, name) => h("label", {}, h("input", { type: "checkbox", checked: state.filters.has(kind), "data-testid": `filter-${kind}`, onchange: (event) => { if (event.target.checked) state.filters.add(kind); else state.filters.delete(kind); show(true); } }), name);
    const head = h("div", { class: "card" }, h("div", { class: "row" }, h("h1", { class: "grow", "data-testid": "session-title" }, detail?.link_id || brief?.link_id || "Session"), chip(label.replaceAll("_", " "), stateTone[label]),
      isOpen && h("a", { class: "button main", href: `/?session_id=${state.shown}`, target: "_blank", rel: "noopener", "data-testid": "open-journey" }, "Open hosted page"),
      label === "processing" && h("button", { class: "main", "data-testid": "release", onclick: () => act("Release", async () => { await call("POST", `/sessions/${state.shown}/release`, { body: {} }); return "Processing ended."; }) }, "End processing")),
      h("p", { class: "mono muted" }, state.shown),
      detail && h("dl", { class: "facts" }, ...[["Asks for", `${dayText(detail.window?.from)} – ${dayText(detail.window?.to)}`], ["Months", (detail.required_months || []).join(", ")], ["Created", whenText(detail.created_at)], ["Expires", whenText(detail.expires_at)], ["Processing", detail.processing ? (detail.processing.is_completed ? "completed" : `ends ${readable(detail.processing.ends)}`) : "not asked for"]].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value || "–")))));
    const accounts = detail?.accounts?.length ? h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "Accounts" }, h("table", {}, h("thead", {}, h("tr", {}, ...["Account", "Covers", "Rows", "Outcome"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, detail.accounts.map((account) => h("tr", { "data-testid": "account" }, h("td", {}, h("b", {}, account.bank || "unknown"), h("br"), h("span", { class: "mono muted" }, account.account_number || "no number")), h("td", {}, (account.covered || []).map((period) => h("div", {}, `${dayText(period.from)} – ${dayText(period.to)}`))), h("td", {}, String(account.rows ?? "")), h("td", {}, account.error ? [chip(account.error.code, "bad"), h("div", { class: "muted" }, account.error.because)] : chip(account.is_final ? "completed" : "fine so far", "ok"))))))) : null;
    return h("div", { class: "stack" }, head, accounts, h("div", { class: "row" }, h("h2", { class: "grow" }, "Timeline"), h("div", { class: "filters" }, filter("call", "Calls"), filter("webhook", "Webhooks"), filter("fact", "What happened"))), timeline(detail));
  };

  // ---- Webhooks of the world.
  const redeliver = (id) => act("Deliver again", async () => { await call("POST", `/deliveries/${encodeURIComponent(id)}/redeliver`, { body: {} }); return "Sent again."; });
  const deliveryTone = { waiting: "warn", delivered: "ok", given_up: "bad", not_sent: "bad" };
  const deliveriesView = () => {
    // What the settings do not send is noted all the same; it is shown when asked for.
    const quiet = (delivery) => delivery.state === "not_sent" && !delivery.attempts.length && /webhook_events/.test(delivery.reason || "");
    const hiddenCount = state.isAllShown ? 0 : state.deliveries.filter(quiet).length;
    const list = state.deliveries.filter((delivery) => state.isAllShown || !quiet(delivery)).sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
    const unsent = (hiddenCount > 0 || state.isAllShown) && h("button", { class: "small", "data-testid": "all-deliveries", onclick: () => { state.isAllShown = !state.isAllShown; show(true); } }, state.isAllShown ? "Only those that are sent" : `And ${hiddenCount} the settings do not send`);
    if (!list.length) return h("div", { class: "empty card" }, h("p", {}, "No webhooks yet."), unsent, h("p", {}, "One is due when processing completes. Set where they go with ", h("code", {}, "update_webhook"), " or ", h("code", {}, "--webhook-url"), "."));
    return h("div", { class: "stack" }, h("div", { class: "row" }, h("h1", { class: "grow" }, "Webhooks"), unsent), list.map((delivery) => {
      const key = `delivery ${delivery.id}`;
      const note = { waiting: delivery.next_attempt_at && `next try ${whenText(delivery.next_attempt_at)}`, delivered: delivery.delivered_at && whenText(delivery.delivered_at), given_up: delivery.given_up_at && `given up ${whenText(delivery.given_up_at)}`, not_sent: delivery.reason }[delivery.state];
      const details = h("details", { open: state.open.has(key), ontoggle: (event) => { if (event.target !== details) return; if (details.open) state.open.add(key); else state.open.delete(key); } }, h("summary", {}, `${delivery.attempts.length} attempt${delivery.attempts.length === 1 ? "" : "s"}, and the body`),
        h("div", { class: "pair two" }, h("section", {}, h("p", { class: "label" }, "Body"), json(delivery.body)), h("section", {}, h("p", { class: "label" }, "Attempts"), delivery.attempts.length ? h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, delivery.attempts.map((attempt) => h("tr", {}, h("td", { class: "mono" }, whenText(attempt.at)), h("td", {}, chip(attempt.status === null ? "no answer" : String(attempt.status), toneOf(attempt.status)), attempt.injected && chip(`injected: ${attempt.injected}`, "violet")), h("td", {}, attempt.error || (attempt.response_body || "").slice(0, 120)), h("td", { class: "num" }, `${attempt.duration_ms} ms`)))))) : h("p", { class: "muted" }, "None was made."))));
      const session = state.sessions.find((each) => each.id === delivery.session_id);
      return h("article", { class: "card", "data-testid": "delivery", "data-state": delivery.state }, h("div", { class: "row" }, h("h2", { class: "grow" }, delivery.event), delivery.injected_by && chip(`injected: ${delivery.injected_by}`, "violet"), chip(delivery.state.replaceAll("_", " "), deliveryTone[delivery.state]), h("button", { class: "small", "data-testid": "redeliver", onclick: () => redeliver(delivery.id) }, "Deliver again")),
        h("p", { class: "muted" }, h("a", { href: hash(`session/${delivery.session_id}`) }, session?.link_id || delivery.session_id), ` · ${whenText(delivery.created_at)} · `, delivery.url ? h("span", { class: "mono" }, delivery.url) : "nowhere to send it", note ? ` · ${note}` : ""), details);
    }));
  };

  // ---- Scenarios.
  const scenariosView = () => {
    if (!state.scenarios) return h("div", { class: "empty card" }, h("p", {}, troubles.has("Scenarios") ? "This server has no scenarios to offer." : "Reading …"));
    const run = (scenario, button) => act(`Run ${scenario.name}`, async () => {
      button.disabled = true;
      const result = await call("POST", "/scenarios/run", { body: { name: scenario.name } });
      state.runs.unshift({ name: scenario.name, ...result });
      show(true);
      return result.ok ? `${scenario.name}: as expected` : `${scenario.name}: not as expected`;
    }).finally(() => { button.disabled = false; });
    const line = (told) => (typeof told === "string" ? told : told.text || told.told || JSON.stringify(told));
    return h("div", { class: "stack" }, h("div", {}, h("h1", {}, "Scenarios"), h("p", { class: "muted" }, "Whole stories of a borrower and a lender. Each runs in a world of its own, so nothing here is disturbed.")),
      state.runs.length > 0 && h("section", { class: "stack", "aria-label": "Runs", "data-testid": "runs" }, state.runs.slice(0, 5).map((result) => h("article", { class: "card", "data-testid": "run", "data-ok": String(Boolean(result.ok)) }, h("div", { class: "row" }, h("h2", { class: "grow" }, result.name), chip(result.ok ? "as expected" : "not as expected", result.ok ? "ok" : "bad"), result.world && h("a", { class: "button", href: `#/${encodeURIComponent(result.world)}/` }, "Open its world")),
        h("ol", { class: "story" }, [].concat(result.story || []).flatMap((told) => (typeof told === "string" ? told.split("\n").filter(Boolean) : [told])).map((told) => h("li", { class: told.ok === false ? "fail" : "" }, line(told)))),
        (result.failures || []).map((failure) => h("p", { class: "trouble" }, typeof failure === "string" ? failure : `${failure.line ? `line ${failure.line}: ` : ""}${failure.message || JSON.stringify(failure)}`))))),
      h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "Scenarios to run" }, h("table", {}, h("tbody", {}, state.scenarios.map((scenario) => h("tr", { "data-testid": "scenario" }, h("td", {}, h("b", {}, scenario.name), h("div", { class: "muted" }, scenario.summary)), h("td", { class: "num" }, `${Array.isArray(scenario.steps) ? scenario.steps.length : scenario.steps ?? ""} steps`), h("td", { class: "num" }, h("button", { class: "small", "data-testid": `run-${scenario.name}`, onclick: (event) => run(scenario, event.currentTarget) }, "Run"))))))));
  };

  // ---- Coverage: what the client under test has met.
  const coverageView = () => {
    const coverage = state.coverage;
    if (!coverage) return h("div", { class: "empty card" }, h("p", {}, troubles.has("Coverage") ? "This server keeps no coverage." : "Reading …"));
    const names = Object.keys(coverage).filter((name) => coverage[name]?.items);
    return h("div", { class: "stack" }, h("div", {}, h("h1", {}, "What your client has met"), h("p", { class: "muted" }, "Beside what is documented. Findings are what it does that will hurt with the real service.")),
      h("div", { class: "tiles" }, names.map((name) => h("div", { class: "card" }, h("p", { class: "muted" }, name.replaceAll("_", " ")), h("strong", {}, `${coverage[name].met} of ${coverage[name].documented}`), h("meter", { min: 0, max: coverage[name].documented, value: coverage[name].met, "aria-label": name.replaceAll("_", " ") })))),
      h("section", { class: "stack" }, h("h2", {}, `Findings (${(coverage.findings || []).length})`), (coverage.findings || []).length ? coverage.findings.map((finding) => h("article", { class: "card", "data-testid": "finding" }, h("div", { class: "row" }, h("h2", { class: "grow" }, finding.code.replaceAll("_", " ")), chip(`${finding.count} ×`, "warn")), h("p", {}, finding.advice), h("p", { class: "muted" }, finding.documented))) : h("p", { class: "muted" }, "None so far.")),
      names.map((name) => h("details", { class: "card" }, h("summary", {}, h("h2", {}, name.replaceAll("_", " "))), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name }, h("table", {}, h("tbody", {}, coverage[name].items.map((item) => h("tr", {}, h("td", {}, item.endpoint ? `${item.endpoint} · ${item.name}` : item.name, !item.documented && chip("not documented")), h("td", { class: "num" }, item.count ? chip(`${item.count} ×`, "ok") : h("span", { class: "muted" }, "not yet"))))))))));
  };

  // ---- Showing. What did not change is not made anew, so that focus and selection stay.
  let last = "";
  const show = (isForced) => {
    const now = JSON.stringify([state.view, state.shown, state.world, state.detail, state.exchanges.length, state.exchanges.at(-1)?.id, state.deliveries, state.scenarios, state.runs.length, state.coverage, state.clock?.mode, state.sessions.length, [...troubles]]);
    if (!isForced && now === last) return;
    last = now;
    const focus = document.activeElement?.dataset?.testid, place = focus ? [...document.querySelectorAll(`#view [data-testid="${CSS.escape(focus)}"]`)].indexOf(document.activeElement) : -1;
    const view = { session: sessionView, deliveries: deliveriesView, scenarios: scenariosView, coverage: coverageView }[state.view];
    $("view").replaceChildren(view());
    state.exchanges.forEach((exchange) => { exchange.isNew = false; });
    if (place >= 0) document.querySelectorAll(`#view [data-testid="${CSS.escape(focus)}"]`)[place]?.focus();
  };
  setInterval(showClock, 1000);
  setInterval(() => { if (!document.hidden) refresh(); }, 15_000);
  window.addEventListener("hashchange", go);
  go();
})();
