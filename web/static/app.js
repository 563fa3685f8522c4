// What every page does beyond links and forms. Without it, and without htmx, pages still work.

const live = document.getElementById("live");
const toasts = document.getElementById("toasts");
document.documentElement.classList.add("scripted");

/** Tell a screen reader something. */
function announce(words) {
  live.textContent = "";
  setTimeout(() => { live.textContent = words; }, 60);
}

/** Show a sentence for a while. */
function toast(words) {
  const shown = document.createElement("p");
  shown.className = "toast";
  shown.textContent = words;
  toasts.append(shown);
  announce(words);
  setTimeout(() => shown.remove(), 8000);
}

const WHY = { 401: "nobody", 403: "forbidden", 404: "missing" };
const reason = (status) => document.body.dataset[WHY[status] || "broken"];

// --- htmx: what can't be swapped in is said, and the focus stays where the work is -------------

let asker = null;

document.addEventListener("htmx:before:request", (event) => {
  asker = event.detail?.ctx?.sourceElement || event.target;
  document.body.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:finally:request", () => document.body.removeAttribute("aria-busy"));
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status || 500;
  if (status !== 409 && status !== 422) toast(reason(status));
});
document.addEventListener("htmx:error", () => toast(document.body.dataset.offline));
document.addEventListener("htmx:after:swap", () => {
  const from = asker;
  asker = null;
  const wanted = document.querySelector("[data-focus]")
    || (from?.id && document.getElementById(from.id))
    || document.querySelector(from?.dataset?.next || "#said");
  wanted?.focus();
  const counted = document.querySelector("[data-announce]");
  if (counted) announce(counted.textContent.trim());
});
addEventListener("DOMContentLoaded", () => document.querySelector("[data-focus]")?.focus());

// --- keys ------------------------------------------------------------------------------------

const isTyping = (target) =>
  /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.drop[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const wall = event.target.closest("[data-wall]");
  if (wall) {
    const on = document.body.classList.toggle("walled");
    wall.setAttribute("aria-pressed", on);
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }
  for (const open of document.querySelectorAll("details.drop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("fullscreenchange", () => {
  if (document.fullscreenElement) return;
  document.body.classList.remove("walled");
  document.querySelector("[data-wall]")?.setAttribute("aria-pressed", "false");
});

// The way back to the board leads to the filters somebody came from.
const board = document.querySelector("[data-back=board]");
const remember = () => {
  if (document.getElementById("board")) sessionStorage.setItem("board", location.href);
};
remember();
document.addEventListener("htmx:after:history:push", remember);
if (board && sessionStorage.getItem("board")) board.href = sessionStorage.getItem("board");

// --- a part of a page that keeps itself fresh --------------------------------------------------

/** Whether somebody is in the middle of something in a part. */
function isBusy(part) {
  if (document.body.hasAttribute("aria-busy")) return true;
  const isTyped = (box) => box.type !== "hidden" && box.value !== box.defaultValue;
  if ([...part.querySelectorAll("input, textarea")].some(isTyped)) return true;
  const at = document.activeElement;
  return part.querySelector("details[open], dialog[open], [data-picks] :checked") || (part.contains(at) && isTyping(at));
}

async function refresh(part) {
  if (document.hidden || isBusy(part)) return;
  const headers = { "Guatu-Part": "true" };
  if (part.dataset.tag) headers["If-None-Match"] = part.dataset.tag;
  let answer;
  try {
    answer = await fetch(part.dataset.live || location.href, { headers, cache: "no-store" });
  } catch {
    return; // the next round tries again
  }
  if (answer.status === 304 || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh || isBusy(part)) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const { scrollTop, scrollLeft } = part;
  fresh.dataset.tag = answer.headers.get("ETag") || "";
  part.replaceWith(fresh);
  fresh.scrollTo(scrollLeft, scrollTop);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (globalThis.htmx) htmx.process(fresh);
}

setInterval(() => {
  for (const part of document.querySelectorAll("[data-live]")) refresh(part);
}, Number(document.body.dataset.beat || 20000));
document.addEventListener("visibilitychange", () => {
  for (const part of document.querySelectorAll("[data-live]")) refresh(part);
});
