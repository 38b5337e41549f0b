// One line of a timeline: a call or an attempt to hand over a webhook, open to request and answer; or something that happened.
import { act, call } from "./api.js";
import { chip, clockText, h, json, toast, toneOf } from "./dom.js";
import { hash, state } from "./state.js";

export const redeliver = (id) =>
  act("Deliver again", async () => {
    await call("POST", `/deliveries/${encodeURIComponent(id)}/redeliver`, { body: {} });
    return "Sent again.";
  });

const HEADERS_OF_CURL = ["content-type", "x-api-key", "server-hash", "accept"];

const curl = ({ request: { method, url, headers, body } }) => {
  const quote = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
  const wanted = (headers || []).filter(([name]) => HEADERS_OF_CURL.includes(name) && !body?.form);
  const to = url.startsWith("http") ? url : location.origin + url;
  const fields = (body?.form || []).map((field) => `-F ${quote(`${field.name}=${field.value ?? "@file.pdf"}`)}`);
  const data = body && !body.form ? `-d ${quote(typeof body === "string" ? body : JSON.stringify(body))}` : "";
  return [`curl -X ${method} ${quote(to)}`, ...wanted.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`), data, ...fields]
    .filter(Boolean)
    .join(" ");
};

const headerList = (sent) => {
  const rows = Array.isArray(sent) ? sent : Object.entries(sent || {});
  if (!rows.length) return null;
  const text = rows.map(([name, value]) => `${name}: ${value}`).join("\n");
  return h("details", { class: "headers" }, h("summary", {}, `${rows.length} headers`), h("pre", { tabindex: "0" }, text));
};

const copy = (exchange) => {
  const done = () => toast("Copied. Keys are masked; put yours in.");
  const denied = () => toast("The browser does not allow copying here.", true);
  if (navigator.clipboard) navigator.clipboard.writeText(curl(exchange)).then(done, denied);
  else denied();
};

const sides = (exchange) => {
  const { request, response, notes } = exchange;
  const isWebhook = exchange.kind === "webhook";
  const isElsewhere = exchange.session_id && exchange.session_id !== state.shown;
  return [
    h(
      "section",
      { "data-testid": "request" },
      h("p", { class: "label" }, isWebhook ? "Sent" : "Request"),
      headerList(request.headers),
      json(request.body),
    ),
    h(
      "section",
      { "data-testid": "answer" },
      h("p", { class: "label" }, response ? `Answer ${response.status}` : "No answer"),
      headerList(response?.headers),
      response ? json(response.body) : h("pre", { tabindex: "0" }, (notes || []).join("\n") || "none came"),
    ),
    h(
      "p",
      { class: "row" },
      h("button", { class: "small", type: "button", onclick: () => copy(exchange) }, "Copy as curl"),
      isElsewhere && h("a", { class: "button", href: hash(`session/${exchange.session_id}`) }, "Open its session"),
      isWebhook &&
        h(
          "button",
          { class: "small", type: "button", "data-testid": "redeliver", onclick: () => redeliver(exchange.delivery_id) },
          "Deliver again",
        ),
    ),
  ];
};

const what = (exchange) => {
  if (exchange.kind === "webhook") return `Webhook ${exchange.event}`;
  return exchange.endpoint ? exchange.endpoint.replaceAll("_", " ") : exchange.request.method;
};

const summary = (exchange) => {
  const { request, response, injected, refusal } = exchange;
  const status = response?.status ?? null;
  const url = exchange.session_id ? request.url.replace(exchange.session_id, "…") : request.url;
  return h(
    "summary",
    {},
    h("span", { class: "what" }, what(exchange)),
    h("span", { class: "path mono" }, `${request.method} ${url}`),
    h(
      "span",
      { class: "end" },
      (injected || []).map((by) => h("span", { class: "chip violet", "data-testid": "injected" }, `injected: ${by}`)),
      refusal && chip(refusal.code, "warn"),
      chip(status === null ? "no answer" : String(status), toneOf(status)),
      h("small", {}, `${Math.round(exchange.duration_ms * 10) / 10} ms`),
    ),
  );
};

const line = (kind, isBad, isNew, at, ...rest) =>
  h(
    "li",
    { class: `event ${kind} ${isBad ? "bad" : ""} ${isNew ? "new" : ""}` },
    h("time", { datetime: at, title: at }, clockText(at)),
    h("span", { class: "dot", "aria-hidden": "true" }),
    ...rest,
  );

export const exchangeView = (exchange) => {
  const key = `${exchange.kind} ${exchange.id}`;
  const status = exchange.response?.status ?? null;
  const because = [exchange.refusal?.because, ...(exchange.notes || [])].filter(Boolean).join(" · ");
  const body = h("div", { class: "pair two" });
  const fill = () => body.childElementCount || body.append(...sides(exchange));
  const toggled = (event) => {
    if (event.target !== details) return;
    if (details.open) {
      state.open.add(key);
      fill();
    } else state.open.delete(key);
  };
  const details = h(
    "details",
    { "data-testid": "exchange", "data-kind": exchange.kind, "data-status": status ?? "", open: state.open.has(key), ontoggle: toggled },
    summary(exchange),
    because && h("p", { class: "pair muted" }, because),
    body,
  );
  if (details.open) fill();
  return line(exchange.kind, status === null || status >= 400, exchange.isNew, exchange.at, details);
};

export const factView = (fact) =>
  line(
    fact.kind,
    fact.isBad,
    false,
    fact.at,
    h(
      "div",
      { class: "plain", "data-testid": fact.kind, "data-name": fact.name },
      h("b", {}, fact.title),
      " ",
      fact.injected && h("span", { class: "chip violet", "data-testid": "injected" }, "injected"),
      " ",
      h("small", {}, fact.text || ""),
    ),
  );
