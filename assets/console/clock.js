// The world's clock: shown, frozen, advanced.
import { act, call, part } from "./api.js";
import { $, dayText, indian, whenText } from "./dom.js";
import { page, state } from "./state.js";

// World time now, in milliseconds.
export const now = () => {
  const { clock } = state;
  if (!clock) return null;
  return Date.parse(clock.now) + (clock.mode === "real" ? Date.now() - clock.seen : 0);
};

export const showClock = () => {
  const { clock } = state;
  if (!clock) return;
  const isRunning = clock.mode === "real";
  const text = indian(now());
  $("now").textContent = `${dayText(text)} ${text.slice(11, 19)}`;
  $("now").setAttribute("datetime", clock.now);
  $("mode").textContent = isRunning ? "running" : "frozen";
  $("mode").className = `chip ${isRunning ? "ok" : "blue"}`;
  $("freeze").textContent = isRunning ? "Freeze" : "Let run";
};

export const readClock = () =>
  part("Clock", async (isCurrent) => {
    const clock = await call("GET", "/clock");
    if (!isCurrent()) return;
    state.clock = { ...clock, seen: Date.now() };
    showClock();
    lookWhenDue();
  });

// Stages pass and sessions expire by time alone, and nobody tells of it: the page looks again at the next such instant.
let timer = 0;
export const lookWhenDue = () => {
  clearTimeout(timer);
  if (state.clock?.mode !== "real") return;
  const stages = (state.detail?.processing?.stages || []).map((stage) => stage.at);
  const open = state.sessions.filter((session) => ["created", "uploading", "upload_completed"].includes(session.state));
  const instants = [...stages, ...open.map((session) => session.expires_at)].filter(Boolean).map((at) => Date.parse(at) - now());
  const next = Math.min(...instants.filter((ms) => ms > 0));
  if (Number.isFinite(next)) timer = setTimeout(page.reread, Math.min(next + 50, 3_600_000));
};

const WORDS = {
  session_expired: "session expired",
  processing_ended: "processing ended",
  webhook_delivered: "webhook delivered",
  webhook_failed: "webhook failed",
  webhook_lost: "webhook lost",
};
const happenings = (happened) => {
  const told = happened.slice(0, 4).map(({ what }) => WORDS[what] || what);
  const more = happened.length > 4 ? ` and ${happened.length - 4} more` : "";
  return told.length ? `Happened: ${told.join(", ")}${more}.` : "Nothing was due.";
};

const advance = (by) =>
  act(`Advance by ${by}`, async () => {
    const { now: to, happened } = await call("POST", "/clock/advance", { body: { by } });
    return `Now ${whenText(to)}. ${happenings(happened || [])}`;
  });

$("freeze").addEventListener("click", () =>
  act("The clock", async () => {
    const isRunning = state.clock?.mode === "real";
    await call("POST", isRunning ? "/clock/freeze" : "/clock/follow", { body: {} });
    return isRunning ? "The clock stands. Nothing happens until you advance it." : "The clock runs.";
  }),
);
for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", () => advance(button.dataset.advance));
$("advance").addEventListener("submit", (event) => {
  event.preventDefault();
  const by = $("by").value.trim();
  if (!by) return;
  advance(by);
  $("by").value = "";
});
