// The console: a page over the public control API and nothing else. This file leads: where we are, what is read when, what is shown.
import { CallProblem, call, forgetTroubles, part, tokenView, trouble } from "./api.js";
import { lookWhenDue, readClock, showClock } from "./clock.js";
import { coverageView } from "./coverage.js";
import { deliveriesView } from "./deliveries.js";
import { $ } from "./dom.js";
import { scenariosView } from "./scenarios.js";
import { sessionView } from "./session.js";
import { readSessions, readWorlds, sessionChanged, showSessions } from "./sessions.js";
import { LIMITS, hash, page, state, where } from "./state.js";
import { hush, listen } from "./streams.js";

// ---- Reading.
const shortened = (exchanges) => exchanges.slice(-LIMITS.exchanges);

const readJournal = () =>
  part("Journal", async (isCurrent) => {
    const said = await call("GET", "/journal", { query: { limit: LIMITS.exchanges } });
    if (!isCurrent()) return;
    state.exchanges = said.exchanges;
    state.dropped = said.dropped;
  });

const readMoves = () =>
  part("Clock", async (isCurrent) => {
    const { moves } = await call("GET", "/clock/moves");
    if (isCurrent()) state.moves = moves;
  });

// The exchanges of a session are read once when it is opened; later ones come by the stream.
const readOwn = async (id) => {
  const said = await call("GET", "/journal", { query: { session_id: id, limit: LIMITS.exchanges } });
  if (id !== state.shown) return;
  const latest = said.exchanges.at(-1)?.id ?? 0;
  state.own = shortened([...said.exchanges, ...state.own.filter((exchange) => exchange.id > latest)]);
};

let ownRead = "";
const readSession = async () => {
  const id = state.shown;
  try {
    if (ownRead !== id) {
      await readOwn(id);
      ownRead = id;
    }
    const detail = await call("GET", `/sessions/${encodeURIComponent(id)}`);
    if (id !== state.shown) return;
    state.detail = detail;
    trouble("Session", null);
    lookWhenDue();
  } catch (error) {
    if (!(error instanceof CallProblem)) throw error;
    if (id === state.shown && error.status && error.status !== 401) trouble("Session", error.message);
  }
};

const readView = async () => {
  const { view, shown } = state;
  if (view === "session" && shown) await readSession();
  if (view === "deliveries") {
    await part("Webhooks", async (isCurrent) => {
      const { deliveries } = await call("GET", "/deliveries", { query: { limit: LIMITS.deliveries } });
      if (isCurrent()) state.deliveries = deliveries;
    });
  }
  if (view === "scenarios" && !state.scenarios) {
    await part("Scenarios", async () => {
      state.scenarios = (await call("GET", "/scenarios")).scenarios;
    });
  }
  if (view === "coverage") {
    await part("Coverage", async (isCurrent) => {
      const coverage = await call("GET", "/coverage");
      if (isCurrent()) state.coverage = coverage;
    });
  }
};

// One refresh at a time, and never more than four a second.
let timer = 0;
let isReading = false;
let isWanted = false;
page.soon = () => {
  if (!timer) timer = setTimeout(page.refresh, 250);
};
page.refresh = async () => {
  clearTimeout(timer);
  timer = 0;
  if (state.isLocked || document.hidden) return;
  if (isReading) {
    isWanted = true;
    return;
  }
  isReading = true;
  try {
    await Promise.all([readClock(), readWorlds(), readView()]);
    page.show();
  } finally {
    isReading = false;
    if (isWanted) page.soon();
    isWanted = false;
  }
};

// The list too; after changes the streams do not tell one by one.
let rereadTimer = 0;
page.reread = () => {
  if (rereadTimer) return;
  rereadTimer = setTimeout(async () => {
    rereadTimer = 0;
    if (!state.isLocked) await readSessions();
    page.soon();
  }, 250);
};

// ---- A world: everything is read, then followed.
const forget = () => {
  Object.assign(state, {
    exchanges: [],
    own: [],
    dropped: 0,
    sessions: [],
    total: 0,
    deliveries: [],
    moves: [],
    clock: null,
    detail: null,
  });
  ownRead = "";
};

const keep = (exchange) => {
  exchange.isNew = true;
  state.exchanges = shortened([...state.exchanges, exchange]);
  if (exchange.session_id && exchange.session_id === state.shown) state.own = shortened([...state.own, exchange]);
};

const followJournal = async () => {
  await readJournal();
  // What was gone when the world or the server began anew is not asked for.
  ownRead = "";
  state.own = [];
  page.soon();
  return { after: state.exchanges.at(-1)?.id };
};
const tookJournal = (name, data) => {
  if (name === "missed") state.dropped += data.count;
  else keep(data);
  page.soon();
};

const followChanges = async () => {
  await Promise.all([readMoves(), readSessions()]);
  page.soon();
};
const tookChange = (name, data) => {
  if (name === "session") {
    sessionChanged(data);
    if (data.id === state.shown || state.view !== "session") page.soon();
    return;
  }
  if (name === "clock") state.moves = [...state.moves, data].slice(-LIMITS.exchanges);
  page.reread();
};

const follow = () => {
  listen("journal", "/journal/stream", followJournal, tookJournal);
  listen("changes", "/changes/stream", followChanges, tookChange);
};

let entered = null;
page.enter = () => {
  entered = state.world;
  forget();
  forgetTroubles();
  document.title = `${state.world} · Console · BankConnect emulator`;
  follow();
  page.show(true);
  page.refresh();
};

// A tab in the background listens to nothing, and catches up when it is looked at.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hush();
  else if (!state.isLocked) {
    follow();
    page.refresh();
  }
});

// ---- Where we are.
const go = () => {
  const { world, view, id } = where();
  state.view = view;
  if (id !== state.shown) {
    Object.assign(state, { shown: id, detail: null, own: [], isLongShown: false });
    state.open.clear();
    trouble("Session", null);
  }
  state.world = world;
  const isElsewhere = world !== entered;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const { tab: name } = tab.dataset;
    const own = state.shown ? `session/${state.shown}` : "";
    tab.href = hash(name === "session" ? own : name);
    if (name === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  $("home").href = hash("");
  if (isElsewhere) page.enter();
  showSessions();
  page.show();
  page.refresh();
};

// ---- Showing. What did not change is not made anew, so that focus and selection stay.
const VIEWS = { session: sessionView, deliveries: deliveriesView, scenarios: scenariosView, coverage: coverageView };

const seen = () => {
  const { view, shown, world, detail, deliveries, scenarios, runs, coverage, clock, moves, isLocked } = state;
  const ends = (list) => [list.length, list[0]?.id, list.at(-1)?.id];
  const due = (detail?.processing?.stages || []).map((stage) => stage.is_completed);
  const rest = { session: [detail, due, moves], deliveries: [deliveries], scenarios: [scenarios, runs.length], coverage: [coverage] }[view];
  return JSON.stringify([view, shown, world, isLocked, ends(state.exchanges), ends(state.own), clock?.mode, clock === null, rest]);
};

let last = "";
page.show = (isForced) => {
  const now = seen();
  if (!isForced && now === last) return;
  last = now;
  document.body.classList.toggle("locked", state.isLocked);
  const focus = document.activeElement?.closest("#view") ? document.activeElement.dataset.testid : null;
  const same = () => (focus ? [...document.querySelectorAll(`#view [data-testid="${CSS.escape(focus)}"]`)] : []);
  const place = same().indexOf(document.activeElement);
  $("view").replaceChildren(state.isLocked ? tokenView() : VIEWS[state.view]());
  for (const exchange of [...state.exchanges, ...state.own]) exchange.isNew = false;
  if (place >= 0) same()[place]?.focus();
};

setInterval(showClock, 1_000);
// Worlds of others come without a word.
setInterval(page.refresh, 15_000);
window.addEventListener("hashchange", go);
go();
