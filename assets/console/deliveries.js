// Webhooks of the world.
import { chip, h, json, toneOf, whenText } from "./dom.js";
import { redeliver } from "./exchange.js";
import { LIMITS, hash, page, state } from "./state.js";

const TONES = { waiting: "warn", delivered: "ok", given_up: "bad", not_sent: "bad" };

// What the settings do not send is noted all the same; it is shown when asked for.
const isQuiet = ({ state: how, attempts, reason }) => how === "not_sent" && !attempts.length && /webhook_events/.test(reason || "");

const note = (delivery) =>
  ({
    waiting: delivery.next_attempt_at && `next try ${whenText(delivery.next_attempt_at)}`,
    delivered: delivery.delivered_at && whenText(delivery.delivered_at),
    given_up: delivery.given_up_at && `given up ${whenText(delivery.given_up_at)}`,
    not_sent: delivery.reason,
  })[delivery.state];

const attemptRow = (attempt) =>
  h(
    "tr",
    { "data-testid": "attempt" },
    h("td", { class: "mono" }, whenText(attempt.at)),
    h(
      "td",
      {},
      chip(attempt.status === null ? "no answer" : String(attempt.status), toneOf(attempt.status)),
      attempt.injected && chip(`injected: ${attempt.injected}`, "violet"),
    ),
    h("td", {}, attempt.error || (attempt.response_body || "").slice(0, 120)),
    h("td", { class: "num" }, `${attempt.duration_ms} ms`),
  );

const attemptTable = ({ attempts }) => {
  if (!attempts.length) return h("p", { class: "muted" }, "None was made.");
  return h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, attempts.map(attemptRow))));
};

const details = (delivery) => {
  const key = `delivery ${delivery.id}`;
  const toggled = (event) => {
    if (event.target !== element) return;
    if (element.open) state.open.add(key);
    else state.open.delete(key);
  };
  const count = delivery.attempts.length;
  const element = h(
    "details",
    { open: state.open.has(key), ontoggle: toggled },
    h("summary", {}, `${count} attempt${count === 1 ? "" : "s"}, and the body`),
    h(
      "div",
      { class: "pair two" },
      h("section", {}, h("p", { class: "label" }, "Body"), json(delivery.body)),
      h("section", {}, h("p", { class: "label" }, "Attempts"), attemptTable(delivery)),
    ),
  );
  return element;
};

const card = (delivery) => {
  const session = state.sessions.find((each) => each.id === delivery.session_id);
  const said = note(delivery);
  return h(
    "article",
    { class: "card", "data-testid": "delivery", "data-state": delivery.state, "data-attempts": delivery.attempts.length },
    h(
      "div",
      { class: "row" },
      h("h2", { class: "grow" }, delivery.event),
      delivery.injected_by && h("span", { class: "chip violet", "data-testid": "injected" }, `injected: ${delivery.injected_by}`),
      chip(delivery.state.replaceAll("_", " "), TONES[delivery.state]),
      h("button", { class: "small", type: "button", "data-testid": "redeliver", onclick: () => redeliver(delivery.id) }, "Deliver again"),
    ),
    h(
      "p",
      { class: "muted" },
      h("a", { href: hash(`session/${delivery.session_id}`) }, session?.link_id || delivery.session_id),
      ` · ${whenText(delivery.created_at)} · `,
      delivery.url ? h("span", { class: "mono" }, delivery.url) : "nowhere to send it",
      said ? ` · ${said}` : "",
    ),
    details(delivery),
  );
};

const toggleAll = () => {
  state.isAllShown = !state.isAllShown;
  page.show(true);
};

export const deliveriesView = () => {
  const hiddenCount = state.isAllShown ? 0 : state.deliveries.filter(isQuiet).length;
  const list = state.deliveries.filter((delivery) => state.isAllShown || !isQuiet(delivery)).reverse();
  const words = state.isAllShown ? "Only those that are sent" : `And ${hiddenCount} the settings do not send`;
  const all =
    (hiddenCount > 0 || state.isAllShown) &&
    h("button", { class: "small", type: "button", "data-testid": "all-deliveries", onclick: toggleAll }, words);
  if (!list.length) {
    const how = [
      "One is due when processing completes. Set where they go with ",
      h("code", {}, "update_webhook"),
      " or ",
      h("code", {}, "--webhook-url"),
      ".",
    ];
    return h("div", { class: "empty card" }, h("h1", {}, "No webhooks yet"), all, h("p", {}, how));
  }
  const isCut = state.deliveries.length >= LIMITS.deliveries;
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "row" }, h("h1", { class: "grow" }, "Webhooks"), all),
    list.map(card),
    isCut && h("p", { class: "muted" }, `The latest ${LIMITS.deliveries}. A session's page has all of its own.`),
  );
};
