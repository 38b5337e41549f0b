// Worlds, and the list of sessions beside the view: the newest, or those that fit what is looked for.
import { act, call, part } from "./api.js";
import { lookWhenDue } from "./clock.js";
import { $, chip, clockText, dayText, h, stateTone } from "./dom.js";
import { LIMITS, hash, page, state } from "./state.js";

export const readWorlds = () =>
  part("Worlds", async () => {
    const { worlds } = await call("GET", "/worlds");
    const counts = Object.fromEntries(worlds.map((world) => [world.key, world.sessions]));
    const keys = worlds.map((world) => world.key);
    if (!keys.includes(state.world)) keys.unshift(state.world);
    const box = $("world");
    const shown = JSON.stringify([state.world, keys.map((key) => [key, counts[key]])]);
    if (shown === box.dataset.shown) return;
    box.dataset.shown = shown;
    box.replaceChildren(...keys.map((key) => h("option", { value: key }, `${key} (${counts[key] ?? 0})`)));
    box.value = state.world;
  });
$("world").addEventListener("change", () => (location.hash = `#/${encodeURIComponent($("world").value)}/`));

const wanted = () => $("find").value.trim();

export const readSessions = () =>
  part("Sessions", async (isCurrent) => {
    const find = wanted();
    const said = await call("GET", "/sessions", { query: { limit: LIMITS.sessions, find } });
    if (!isCurrent() || find !== wanted()) return;
    state.sessions = said.sessions.reverse();
    state.total = said.total;
    showSessions();
    lookWhenDue();
  });

// A session was made or changed.
export const sessionChanged = (brief) => {
  const place = state.sessions.findIndex((session) => session.id === brief.id);
  if (place >= 0) state.sessions[place] = brief;
  else if (wanted()) page.reread();
  else {
    state.sessions.unshift(brief);
    state.sessions.length = Math.min(state.sessions.length, LIMITS.sessions);
    state.total += 1;
    // It may be an old one that is not in the list; then the count is mended by the next look.
    if (state.total > LIMITS.sessions) page.reread();
  }
  listSoon();
};

let isListDue = false;
const listSoon = () => {
  if (isListDue) return;
  isListDue = true;
  requestAnimationFrame(() => {
    isListDue = false;
    showSessions();
    lookWhenDue();
  });
};

const line = (session) =>
  h(
    "li",
    {},
    h(
      "a",
      {
        href: hash(`session/${session.id}`),
        "aria-current": session.id === state.shown ? "page" : null,
        "data-testid": "session",
        "data-session": session.id,
        "data-state": session.state,
        title: session.id,
      },
      h("b", {}, session.link_id || "(no link_id)"),
      chip(session.state.replaceAll("_", " "), stateTone[session.state]),
      h("small", {}, `${dayText(session.created_at)} ${clockText(session.created_at)}`),
      h("small", {}, session.statements ? `${session.statements} file${session.statements === 1 ? "" : "s"}` : ""),
    ),
  );

// Lines that stay the same stay the same elements, so that focus and place stay.
export const showSessions = () => {
  const list = $("sessions");
  $("session-count").textContent = state.total ? String(state.total) : "";
  const before = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = state.sessions.map((session) => {
    const key = JSON.stringify([session, session.id === state.shown, state.world]);
    const item = before.get(key) || line(session);
    item.dataset.key = key;
    return item;
  });
  const focused = document.activeElement?.dataset?.session;
  const more = state.total > items.length && items.length >= LIMITS.sessions;
  if (more) items.push(h("li", { class: "muted" }, `The newest ${LIMITS.sessions} of ${state.total}. Look for one above.`));
  if (!items.length) items.push(h("li", { class: "muted" }, state.total ? "None fits." : "None yet."));
  if (items.length !== list.children.length || items.some((item, place) => item !== list.children[place])) list.replaceChildren(...items);
  if (focused && document.activeElement?.dataset?.session !== focused)
    list.querySelector(`[data-session="${CSS.escape(focused)}"]`)?.focus();
};

let findTimer = 0;
$("find").addEventListener("input", () => {
  clearTimeout(findTimer);
  findTimer = setTimeout(readSessions, 150);
});
$("make").addEventListener("click", () =>
  act("New session", async () => {
    const made = await call("POST", "/sessions", { body: { link_id: `console-${state.total + 1}`, state: "created" } });
    location.hash = hash(`session/${made.id}`);
    return "Made. Open its hosted page to hand in statements.";
  }),
);
