// The view of a session: what it is, its accounts, and its timeline; without one, the latest of the world.
import { act, call } from "./api.js";
import { now } from "./clock.js";
import { $, chip, dayText, h, readable, scrolling, span, stateTone, whenText } from "./dom.js";
import { exchangeView, factView } from "./exchange.js";
import { LIMITS, page, state } from "./state.js";

// ---- What the session itself remembers.
const statementFact = (account, statement) => {
  const { problem } = statement;
  const text = [
    `${account.bank || "unknown bank"} ${account.account_number || ""}`,
    statement.rows !== null && statement.rows !== undefined ? `${statement.rows} rows` : "",
    problem ? `${problem.code}: ${problem.because}` : "",
    ...(statement.fraud || []),
  ];
  return {
    name: "statement",
    title: statement.accepted ? "Statement accepted" : "Statement refused",
    isBad: !statement.accepted || Boolean(problem),
    text: text.filter(Boolean).join(" · "),
    injected: /^injected by/.test(problem?.because || ""),
  };
};

const facts = (detail) => {
  const list = [];
  const passed = now();
  const fact = (at, more) => at && list.push({ kind: "fact", at, ...more });
  const hasCome = (at) => at && passed !== null && Date.parse(at) <= passed;
  const asks = `asks for ${dayText(detail.window?.from)} to ${dayText(detail.window?.to)}`;
  fact(detail.created_at, { name: "created", title: "Session created", text: asks });
  for (const account of detail.accounts || []) {
    for (const statement of account.statements || []) fact(statement.uploaded_at, statementFact(account, statement));
  }
  for (const event of detail.journey?.events || []) {
    const isBad = event.status === "error";
    const text = [event.via, event.event_name || event.error_type || "", event.message].filter(Boolean).join(" · ");
    fact(event.at, { name: "journey", title: isBad ? "Journey: refused" : "Journey", isBad, text });
  }
  const { processing } = detail;
  if (processing) {
    fact(processing.requested_at, { name: "processing", title: "Processing asked for", text: `ends ${readable(processing.ends)}` });
    (processing.stages || []).forEach((stage, place) => {
      const text = `${place + 1} of ${processing.stages.length}`;
      if (stage.is_completed || hasCome(stage.at))
        fact(stage.at, { name: `stage-${stage.name}`, title: `Stage ${stage.name} through`, text });
    });
    const text = processing.insights_available ? "figures are there" : "no figures: no account completed";
    fact(processing.completed_at, { name: "completed", title: "Processing completed", text });
  }
  fact(detail.deleted_at, { name: "deleted", title: "Session deleted", isBad: true });
  if (!processing && !detail.deleted_at && hasCome(detail.expires_at)) {
    fact(detail.expires_at, { name: "expired", title: "Session expired", isBad: true });
  }
  return list;
};

// The journal may have dropped the oldest; the session remembers its webhooks itself.
const attempts = (detail) =>
  (detail.deliveries || []).flatMap((delivery) =>
    (delivery.attempts || []).map((attempt, place) => ({
      kind: "webhook",
      id: `${delivery.id}/${place}`,
      at: attempt.at,
      event: delivery.event,
      delivery_id: delivery.id,
      session_id: detail.id,
      duration_ms: attempt.duration_ms,
      request: { method: "POST", url: attempt.url, headers: attempt.request_headers, body: delivery.body },
      response: attempt.status === null ? null : { status: attempt.status, headers: [], body: attempt.response_body },
      injected: attempt.injected ? [attempt.injected] : [],
      notes: attempt.error ? [attempt.error] : [],
    })),
  );

const MOVES = { advanced: "Clock advanced", frozen: "Clock frozen", followed: "Clock let run" };
const moves = (since) =>
  state.moves
    .filter((move) => Date.parse(move.to) >= since)
    .map((move) => {
      const passed = Date.parse(move.to) - Date.parse(move.from);
      const text = passed > 0 ? `${span(passed)}, to ${whenText(move.to)}` : `at ${whenText(move.to)}`;
      return { kind: "clock", name: move.how, at: move.from, to: move.to, title: MOVES[move.how] || move.how, text };
    });

// ---- The timeline.
const ORDER = { call: 0, fact: 1, webhook: 2, clock: 3 };
const inOrder = (one, other) => Date.parse(one.at) - Date.parse(other.at) || ORDER[one.kind] - ORDER[other.kind] || 0;

// The call that brought a fact about, where there was one.
const CAUSES = { created: "create_session", statement: "upload_statement", processing: "initiate_processing", deleted: "delete" };

// At one instant, as on a clock that stands, calls come before facts. Each fact then goes behind its own call; what the borrower did on the
// hosted page has none, and goes before the call that starts processing.
const behindCauses = (events) => {
  const ordered = [...events];
  const taken = new Set();
  const place = (fact, endpoint) =>
    ordered.findIndex(
      (each) =>
        each.kind === "call" && each.endpoint?.replace("_v2", "") === endpoint && Date.parse(each.at) === Date.parse(fact.at) && !taken.has(each),
    );
  const moved = (fact, to) => {
    const from = ordered.indexOf(fact);
    if (to < from) ordered.splice(to, 0, ...ordered.splice(from, 1));
  };
  for (const fact of events.filter(({ kind, name }) => kind === "fact" && (CAUSES[name] || name === "journey"))) {
    const cause = place(fact, CAUSES[fact.name]);
    const start = place(fact, CAUSES.processing);
    if (cause >= 0) {
      taken.add(ordered[cause]);
      moved(fact, cause + 1);
    } else if (start >= 0) moved(fact, start);
  }
  return ordered;
};

const gap = (ms, at, isOtherDay) =>
  h("li", { class: "gap", "data-testid": "gap" }, h("span", {}, `${span(ms)} later`, isOtherDay ? `, ${dayText(at)}` : ""));

const rowsOf = (events) => {
  const rows = [];
  let before = null;
  let day = "";
  for (const each of events) {
    const at = Date.parse(each.at);
    // What the clock was advanced by has its own line.
    const isMoved = state.moves.some((move) => Date.parse(move.from) <= before && at <= Date.parse(move.to));
    if (before !== null && at - before >= 60_000 && !isMoved) rows.push(gap(at - before, each.at, dayText(each.at) !== day));
    day = dayText(each.at);
    before = at;
    rows.push(ORDER[each.kind] % 2 ? factView(each) : exchangeView(each));
  }
  return rows;
};

const earlier = (count) => {
  const all = () => {
    state.isLongShown = true;
    page.show(true);
  };
  return h("button", { class: "small", type: "button", "data-testid": "earlier", onclick: all }, `Show ${count} earlier`);
};

const timeline = (detail) => {
  const known = new Set(state.own.filter(({ kind }) => kind === "webhook").map((each) => `${each.delivery_id} ${each.at}`));
  const own = detail ? attempts(detail).filter((each) => !known.has(`${each.delivery_id} ${each.at}`)) : [];
  const rest = detail ? [...own, ...facts(detail), ...moves(Date.parse(detail.created_at))] : [];
  const all = behindCauses([...state.own, ...rest].filter(({ kind }) => state.filters.has(kind)).sort(inOrder));
  const hidden = state.isLongShown ? 0 : Math.max(0, all.length - LIMITS.rows);
  if (!all.length) return h("p", { class: "muted" }, "Nothing of the chosen kinds yet.");
  return [hidden > 0 && earlier(hidden), h("ol", { class: "timeline", "data-testid": "timeline" }, rowsOf(all.slice(hidden)))];
};

const filter = (kind, name) => {
  const changed = (event) => {
    if (event.target.checked) state.filters.add(kind);
    else state.filters.delete(kind);
    page.show(true);
  };
  return h(
    "label",
    {},
    h("input", { type: "checkbox", checked: state.filters.has(kind), "data-testid": `filter-${kind}`, onchange: changed }),
    name,
  );
};
const filters = () =>
  h(
    "div",
    { class: "filters" },
    filter("call", "Calls"),
    filter("webhook", "Webhooks"),
    filter("fact", "What happened"),
    filter("clock", "Clock"),
  );

const dropped = () =>
  state.dropped > 0 &&
  h(
    "p",
    { class: "muted", "data-testid": "dropped" },
    `The journal has dropped its oldest ${state.dropped} exchanges; --journal-bytes keeps more.`,
  );

// ---- Head and accounts.
const release = () =>
  act("Release", async () => {
    await call("POST", `/sessions/${state.shown}/release`, { body: {} });
    return "Processing ended.";
  });

const factList = (detail) => {
  const { processing } = detail;
  const ending = processing?.is_completed ? "completed" : `ends ${readable(processing?.ends)}`;
  const rows = [
    ["Asks for", `${dayText(detail.window?.from)} – ${dayText(detail.window?.to)}`],
    ["Months", (detail.required_months || []).join(", ")],
    ["Created", whenText(detail.created_at)],
    ["Expires", whenText(detail.expires_at)],
    ["Processing", processing ? ending : "not asked for"],
  ];
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value || "–"))),
  );
};

const head = (detail, brief) => {
  const label = detail?.state || brief?.state || "unknown";
  const isOpen = ["created", "uploading", "upload_completed"].includes(label);
  const journey = {
    class: "button main",
    href: `/?session_id=${state.shown}`,
    target: "_blank",
    rel: "noopener",
    "data-testid": "open-journey",
  };
  return h(
    "div",
    { class: "card", "data-testid": "session-head", "data-state": label },
    h(
      "div",
      { class: "row" },
      h("h1", { class: "grow", "data-testid": "session-title" }, detail?.link_id || brief?.link_id || "Session"),
      chip(label.replaceAll("_", " "), stateTone[label]),
      isOpen && h("a", journey, "Open hosted page"),
      label === "processing" &&
        h("button", { class: "main", type: "button", "data-testid": "release", onclick: release }, "End processing"),
    ),
    h("p", { class: "mono muted" }, state.shown),
    detail && factList(detail),
  );
};

const accountRow = (account) => {
  const outcome = account.error
    ? [chip(account.error.code, "bad"), h("div", { class: "muted" }, account.error.because)]
    : chip(account.is_final ? "completed" : "fine so far", "ok");
  return h(
    "tr",
    { "data-testid": "account" },
    h("td", {}, h("b", {}, account.bank || "unknown"), h("br"), h("span", { class: "mono muted" }, account.account_number || "no number")),
    h(
      "td",
      {},
      (account.covered || []).map((period) => h("div", {}, `${dayText(period.from)} – ${dayText(period.to)}`)),
    ),
    h("td", {}, String(account.rows ?? "")),
    h("td", {}, outcome),
  );
};
const accounts = (detail) => {
  if (!detail?.accounts?.length) return null;
  const names = ["Account", "Covers", "Rows", "Outcome"].map((name) => h("th", { scope: "col" }, name));
  return scrolling("Accounts", h("table", {}, h("thead", {}, h("tr", {}, names)), h("tbody", {}, detail.accounts.map(accountRow))));
};

// ---- The world, when no session is open.
const worldView = () => {
  const latest = state.exchanges
    .filter(({ kind }) => state.filters.has(kind))
    .slice(-60)
    .reverse();
  const intro = "One API key, one world. Choose a session for its timeline, or watch all calls as they come.";
  const empty = () =>
    h(
      "div",
      { class: "empty card", "data-testid": "no-calls" },
      h("p", {}, "No calls yet. Point your client at"),
      h("code", {}, `${location.origin}/bank-connect`),
      h("p", {}, h("button", { class: "main", type: "button", onclick: () => $("make").click() }, "Make a session here")),
    );
  return h(
    "div",
    { class: "stack" },
    h("div", {}, h("h1", {}, `World ${state.world}`), h("p", { class: "muted" }, intro)),
    latest.length ? h("ol", { class: "timeline", "data-testid": "timeline" }, latest.map(exchangeView)) : empty(),
  );
};

export const sessionView = () => {
  if (!state.shown) return worldView();
  const { detail } = state;
  const brief = state.sessions.find((session) => session.id === state.shown);
  return h(
    "div",
    { class: "stack" },
    head(detail, brief),
    accounts(detail),
    h("div", { class: "row" }, h("h2", { class: "grow" }, "Timeline"), filters()),
    dropped(),
    timeline(detail),
  );
};
