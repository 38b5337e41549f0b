// Calls of the control API. Each that fails is named, with what the server said, and the rest of the page goes on.
import { $, h, toast } from "./dom.js";
import { page, state } from "./state.js";

const API = "/_emulator";

// ---- The control token, where the server asks for one: kept for this tab alone.
let given = null;
export const token = () => {
  try {
    return sessionStorage.getItem("control-token") || given;
  } catch {
    return given;
  }
};
export const headers = () => (token() ? { authorization: `Bearer ${token()}` } : {});

export const lock = () => {
  if (state.isLocked) return;
  state.isLocked = true;
  page.show();
};

const unlock = (text) => {
  given = text;
  try {
    sessionStorage.setItem("control-token", text);
  } catch {
    // For this page only.
  }
  state.isLocked = false;
  page.enter();
};

export const tokenView = () => {
  const wasGiven = Boolean(token());
  const field = h("input", { id: "token", type: "password", autocomplete: "off", required: true, "data-testid": "token" });
  if (wasGiven) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "token-wrong");
  }
  const submit = (event) => {
    event.preventDefault();
    if (field.value.trim()) unlock(field.value.trim());
  };
  return h(
    "form",
    { class: "card stack token", "data-testid": "token-form", onsubmit: submit },
    h("h1", {}, "This server asks for its control token"),
    h("p", { class: "muted" }, "It was started with ", h("code", {}, "--control-token"), ". The token stays in this tab."),
    wasGiven &&
      h("p", { class: "trouble", id: "token-wrong", role: "alert", "data-testid": "token-wrong" }, "That is not the token of this server."),
    h(
      "div",
      { class: "row" },
      h("label", { for: "token" }, "Control token"),
      field,
      h("button", { class: "main", "data-testid": "token-submit" }, "Open"),
    ),
  );
};

// ---- Calls.
export const path = (route, query) => {
  const url = new URL(API + route, location.href);
  url.searchParams.set("world", state.world);
  for (const [key, value] of Object.entries(query || {})) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(key, value);
  }
  return url;
};

export class CallProblem extends Error {
  constructor(status, code, message) {
    super(`${status || "no answer"}${code ? ` ${code}` : ""}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

const parsed = (text) => {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    // Told as text.
    return null;
  }
};

export const call = async (method, route, { query, body } = {}) => {
  const sent = body === undefined ? {} : { "content-type": "application/json" };
  let answer;
  let text;
  try {
    const options = { method, headers: { ...headers(), ...sent }, body: body === undefined ? undefined : JSON.stringify(body) };
    answer = await fetch(path(route, query), options);
    text = await answer.text();
  } catch (error) {
    throw new CallProblem(0, "", `the emulator does not answer (${error.message})`);
  }
  const said = parsed(text);
  if (answer.status === 401) lock();
  if (!answer.ok) {
    throw new CallProblem(answer.status, said?.error?.code, said?.error?.message || text.slice(0, 200) || answer.statusText);
  }
  return said;
};

// ---- What failed.
const troubles = new Map();

const showTroubles = () => {
  const line = ([name, said]) =>
    h("p", { class: "trouble", "data-testid": "trouble" }, h("b", {}, name), `: ${said}. The rest of the page goes on without it.`);
  $("troubles").replaceChildren(...[...troubles].map(line));
};
export const trouble = (what, text) => {
  if (text ? troubles.get(what) === text : !troubles.has(what)) return;
  if (text) troubles.set(what, text);
  else troubles.delete(what);
  showTroubles();
};
export const forgetTroubles = () => {
  troubles.clear();
  showTroubles();
};
export const isInTrouble = (what) => troubles.has(what);

// A part of the page that lives from one call. What comes after the world was changed is thrown away.
export const part = async (name, work) => {
  const { world } = state;
  try {
    await work(() => state.world === world);
    if (state.world === world) trouble(name, null);
  } catch (error) {
    if (!(error instanceof CallProblem)) throw error;
    // Asking for the token says it for all of them; without an answer the line above says so.
    if (state.world === world && error.status && error.status !== 401) trouble(name, error.message);
  }
};

// Something somebody clicked.
export const act = async (what, work) => {
  try {
    toast(await work());
  } catch (error) {
    if (!(error instanceof CallProblem)) throw error;
    toast(`${what} failed. ${error.message}`, true);
  }
  page.refresh();
};
