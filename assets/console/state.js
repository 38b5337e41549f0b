// What the page knows, and the addresses of its views. Everything here can be read again from the control API.

export const state = {
  world: "test",
  view: "session",
  // The session that is open, its detail, and its exchanges.
  shown: "",
  detail: null,
  own: [],
  // The newest of the world: sessions (newest first), exchanges (oldest first), webhooks, moves of the clock.
  sessions: [],
  total: 0,
  exchanges: [],
  dropped: 0,
  deliveries: [],
  moves: [],
  clock: null,
  scenarios: null,
  coverage: null,
  runs: [],
  // Rows that are open, kinds of events that are shown.
  open: new Set(),
  filters: new Set(["call", "webhook", "fact", "clock"]),
  isAllShown: false,
  isLongShown: false,
  isLocked: false,
};

// What `main.js` does for the others: read again, soon or now, and show.
export const page = { refresh: () => {}, reread: () => {}, soon: () => {}, show: () => {}, enter: () => {} };

export const LIMITS = { sessions: 300, exchanges: 500, deliveries: 200, rows: 300 };

export const hash = (rest) => `#/${encodeURIComponent(state.world)}/${rest || ""}`;

const VIEWS = ["session", "deliveries", "scenarios", "coverage"];

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

// #/WORLD/session/ID, #/WORLD/deliveries …; short links name the view alone.
export const where = () => {
  const [, world, view, id] = location.hash.split("/").map(decoded);
  if (VIEWS.includes(world)) return { world: state.world, view: world, id: view || "" };
  return { world: world || state.world, view: VIEWS.includes(view) ? view : "session", id: id || "" };
};
