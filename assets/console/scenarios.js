// Scenarios: the library, and what came of those that were run here.
import { act, call, isInTrouble } from "./api.js";
import { chip, h, scrolling } from "./dom.js";
import { page, state } from "./state.js";

const RUNS_KEPT = 5;

const run = (scenario, button) =>
  act(`Run ${scenario.name}`, async () => {
    button.disabled = true;
    try {
      const result = await call("POST", "/scenarios/run", { body: { name: scenario.name } });
      state.runs = [result, ...state.runs].slice(0, RUNS_KEPT);
      page.show(true);
      return result.ok ? `${scenario.name}: as expected` : `${scenario.name}: not as expected`;
    } finally {
      button.disabled = false;
    }
  });

const storyLine = (told) =>
  h("li", { class: `${told.outcome === "failed" ? "fail" : ""} ${told.outcome === "story" ? "told" : ""}` }, told.text);

const failureView = (failure) => {
  const place = failure.line ? `${failure.file} line ${failure.line}: ` : "";
  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  const differs = failure.expected !== null && failure.expected !== undefined;
  return h(
    "div",
    { class: "trouble", "data-testid": "failure" },
    h("p", {}, `${place}${failure.what}`),
    differs && h("p", {}, `expected ${text(failure.expected)}, got ${text(failure.got)}`),
    (failure.hints || []).map((hint) => h("p", { class: "muted" }, text(hint))),
  );
};

const runView = (result) =>
  h(
    "article",
    { class: "card", "data-testid": "run", "data-ok": String(Boolean(result.ok)) },
    h(
      "div",
      { class: "row" },
      h("h2", { class: "grow" }, result.name),
      chip(result.ok ? "as expected" : "not as expected", result.ok ? "ok" : "bad"),
      result.world &&
        h("a", { class: "button", href: `#/${encodeURIComponent(result.world)}/`, "data-testid": "open-world" }, "Open its world"),
    ),
    h("ol", { class: "story" }, (result.story || []).map(storyLine)),
    (result.failures || []).map(failureView),
  );

const row = (scenario) =>
  h(
    "tr",
    { "data-testid": "scenario" },
    h("td", {}, h("b", {}, scenario.name), h("div", { class: "muted" }, scenario.summary)),
    h("td", { class: "num" }, `${scenario.steps ?? ""} steps`),
    h(
      "td",
      { class: "num" },
      h(
        "button",
        {
          class: "small",
          type: "button",
          "aria-label": `Run ${scenario.name}`,
          "data-testid": `run-${scenario.name}`,
          onclick: (event) => run(scenario, event.currentTarget),
        },
        "Run",
      ),
    ),
  );

export const scenariosView = () => {
  if (!state.scenarios) {
    return h("div", { class: "empty card" }, h("p", {}, isInTrouble("Scenarios") ? "The scenarios could not be read." : "Reading …"));
  }
  const intro = "Whole stories of a borrower and a lender. Each runs in a world of its own, so nothing here is disturbed.";
  return h(
    "div",
    { class: "stack" },
    h("div", {}, h("h1", {}, "Scenarios"), h("p", { class: "muted" }, intro)),
    state.runs.length > 0 && h("section", { class: "stack", "aria-label": "Runs", "data-testid": "runs" }, state.runs.map(runView)),
    scrolling("Scenarios to run", h("table", {}, h("tbody", {}, state.scenarios.map(row)))),
  );
};
