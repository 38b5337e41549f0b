// Server-sent events. Read with fetch, because an EventSource cannot send a token. A page in the background lets go of its streams: browsers
// open six connections to a server and no more, and several tabs would use them all up.
import { CallProblem, headers, lock, path } from "./api.js";
import { $ } from "./dom.js";

const WAIT_MS_FIRST = 300;
const WAIT_MS_MAX = 5_000;
const streams = new Map();
const links = {};

const WORDS = { live: "live", down: "connection lost, trying again", wait: "connecting", locked: "locked" };

const linkState = (name, how) => {
  links[name] = how;
  const all = Object.values(links);
  const worst = ["locked", "down", "wait", "live"].find((each) => all.includes(each));
  const box = $("link");
  box.className = `link-state ${worst}`;
  if (box.textContent !== WORDS[worst]) box.textContent = WORDS[worst];
};

// The events of a text, and what is left of it.
const events = (text) => {
  const blocks = text.split("\n\n");
  const rest = blocks.pop();
  const found = blocks.map((block) => {
    const lines = block.split("\n");
    const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
    return { name: field("event")[0] || "message", data: field("data").join("\n") };
  });
  return { found: found.filter((event) => event.data), rest };
};

const told = (take, { name, data }) => {
  let value;
  try {
    value = JSON.parse(data);
  } catch {
    // One bad event is skipped.
    return;
  }
  take(name, value);
};

const read = async (answer, take) => {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const { found, rest } = events(text + value);
    text = rest;
    found.forEach((event) => told(take, event));
  }
};

// Listens until told to stop. `begin` gives the query, after reading what there is; a stream that ends begins anew, because the world or the
// server may have begun anew.
export const listen = (name, route, begin, take) => {
  const control = new AbortController();
  streams.get(name)?.abort();
  streams.set(name, control);
  const { signal } = control;
  linkState(name, "wait");
  const once = async () => {
    const query = await begin(signal);
    const answer = await fetch(path(route, query), { headers: { ...headers(), accept: "text/event-stream" }, signal });
    if (answer.status === 401) lock();
    if (!answer.ok) throw new CallProblem(answer.status, "", "no stream");
    linkState(name, "live");
    await read(answer, take);
  };
  const run = async () => {
    for (let wait = WAIT_MS_FIRST; !signal.aborted; wait = Math.min(wait * 2, WAIT_MS_MAX)) {
      const began = performance.now();
      try {
        await once();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof CallProblem && error.status === 401) {
          linkState(name, "locked");
          return;
        }
      }
      if (signal.aborted) return;
      linkState(name, "down");
      if (performance.now() - began > WAIT_MS_MAX) wait = WAIT_MS_FIRST;
      await new Promise((go) => setTimeout(go, wait));
    }
  };
  run();
};

export const hush = () => streams.forEach((control) => control.abort());
