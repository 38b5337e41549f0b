// Making elements. Text is only ever set as text.

export const $ = (id) => document.getElementById(id);

export const h = (name, props, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

export const chip = (text, tone) => h("span", { class: `chip ${tone || ""}` }, text);

export const stateTone = {
  created: "",
  uploading: "blue",
  upload_completed: "blue",
  processing: "warn",
  completed: "ok",
  expired: "warn",
  deleted: "bad",
};

export const toneOf = (status) => {
  if (status === null || status === undefined || status >= 500) return "bad";
  if (status >= 400) return "warn";
  return status >= 300 ? "blue" : "ok";
};

// Instants come in Indian time and are shown so, whatever the browser's own is.
export const clockText = (at) => (at || "").slice(11, 19);
export const dayText = (at) => {
  if (!at) return "";
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`);
  return day.toLocaleDateString("en-IN", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
};
export const whenText = (at) => (at ? `${dayText(at)}, ${clockText(at)}` : "");
export const indian = (instant) => new Date(instant + 330 * 60_000).toISOString();

// Instants inside a sentence of the server's.
export const readable = (text) => String(text).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]*/g, whenText);

export const span = (ms) => {
  const one = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (ms >= 172_800_000) return one(Math.round(ms / 86_400_000), "day");
  if (ms >= 5_400_000) return one(Math.round(ms / 3_600_000), "hour");
  return ms >= 90_000 ? one(Math.round(ms / 60_000), "minute") : one(Math.round(ms / 1_000), "second");
};

const PART = /("(?:[^"\\]|\\.)*")(\s*:)?|\b-?\d+(?:\.\d+)?\b|\b(?:true|false|null)\b/g;
const COLOURED_MAX = 200_000;

// A value as JSON, coloured; a text as it is.
export const json = (value) => {
  const pre = h("pre", { tabindex: "0" });
  if (value === null || value === undefined) {
    pre.append(h("span", { class: "muted" }, "no body"));
    return pre;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  if (text.length > COLOURED_MAX || typeof value === "string") {
    pre.append(text);
    return pre;
  }
  let at = 0;
  for (const match of text.matchAll(PART)) {
    const piece = match[1] || match[0];
    const kind = match[2] ? "k" : "s";
    pre.append(text.slice(at, match.index), h("span", { class: match[1] ? kind : "n" }, piece));
    at = match.index + piece.length;
  }
  pre.append(text.slice(at));
  return pre;
};

// A table that is wider than a phone scrolls by itself, with the keyboard too.
export const scrolling = (label, ...children) =>
  h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": label }, ...children);

let toastTimer = 0;
export const toast = (text, isBad) => {
  const box = $("toast");
  box.textContent = text;
  box.className = isBad ? "toast bad" : "toast";
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (box.hidden = true), isBad ? 9_000 : 4_500);
};
