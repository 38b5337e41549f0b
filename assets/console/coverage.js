// Coverage: what the client under test has met of what is documented, and what was found about it.
import { isInTrouble } from "./api.js";
import { chip, h } from "./dom.js";
import { state } from "./state.js";

const words = (name) => name.replaceAll("_", " ");

const tile = (name, part) =>
  h(
    "div",
    { class: "card" },
    h("p", { class: "muted" }, words(name)),
    h("strong", {}, `${part.met} of ${part.documented}`),
    h("meter", { min: 0, max: part.documented, value: part.met, "aria-label": words(name) }),
  );

const findingView = (finding) =>
  h(
    "article",
    { class: "card", "data-testid": "finding" },
    h("div", { class: "row" }, h("h3", { class: "grow" }, words(finding.code)), chip(`${finding.count} ×`, "warn")),
    h("p", {}, finding.advice),
    h("p", { class: "muted" }, finding.documented),
  );

const itemRow = (item) =>
  h(
    "tr",
    {},
    h("td", {}, item.endpoint ? `${item.endpoint} · ${item.name}` : item.name, !item.documented && chip("not documented")),
    h("td", { class: "num" }, item.count ? chip(`${item.count} ×`, "ok") : h("span", { class: "muted" }, "not yet")),
  );

const partView = (name, part) => {
  const table = h("table", {}, h("tbody", {}, part.items.map(itemRow)));
  const region = { class: "scroll", tabindex: "0", role: "region", "aria-label": words(name) };
  const toggled = (event) => (event.target.open ? state.open.add(`coverage ${name}`) : state.open.delete(`coverage ${name}`));
  const open = state.open.has(`coverage ${name}`);
  return h("details", { class: "card", open, ontoggle: toggled }, h("summary", {}, h("h2", {}, words(name))), h("div", region, table));
};

export const coverageView = () => {
  const { coverage } = state;
  if (!coverage)
    return h("div", { class: "empty card" }, h("p", {}, isInTrouble("Coverage") ? "Coverage could not be read." : "Reading …"));
  const names = Object.keys(coverage).filter((name) => coverage[name]?.items);
  const findings = coverage.findings || [];
  const intro = "Beside what is documented. Findings are what it does that will hurt with the real service.";
  return h(
    "div",
    { class: "stack" },
    h("div", {}, h("h1", {}, "What your client has met"), h("p", { class: "muted" }, intro)),
    h(
      "div",
      { class: "tiles" },
      names.map((name) => tile(name, coverage[name])),
    ),
    h(
      "section",
      { class: "stack" },
      h("h2", {}, `Findings (${findings.length})`),
      findings.length ? findings.map(findingView) : h("p", { class: "muted" }, "None so far."),
    ),
    names.map((name) => partView(name, coverage[name])),
  );
};
