// The designer: what follows the text while somebody writes. Without it the form does everything.

const form = document.getElementById("draft");
const box = document.getElementById("source");
const scenarios = document.getElementById("scenarios");
const saved = document.getElementById("saved");
const said = form.dataset;
const slot = `guatu-draft:${location.pathname}`;
const isMine = said.may === "yes";
let held = box.value + "\0" + scenarios.value; // what the server has
let editor = null;
let round = 0;
let checking = 0;
let saving = 0;
let isSending = false;
let isBlocked = false; // somebody else saved: a person decides, not the clock

const written = () => box.value + "\0" + scenarios.value;
const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

function send(address) {
  const headers = { Accept: "application/json" };
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(new FormData(form)), redirect: "manual" });
}

// --- checking: problems at their line, and the parts of the page, in one answer -----------------

async function check() {
  const mine = ++round;
  let answer;
  try {
    answer = await send(said.check);
  } catch {
    return; // kept here; the next change asks again
  }
  if (mine !== round || !answer.ok) return;
  const { problems, parts } = await answer.json();
  if (mine !== round) return;
  editor?.show(problems);
  for (const [name, drawn] of Object.entries(parts)) swap(document.getElementById(name), drawn);
  document.getElementById("diagram").classList.toggle("stale", !parts.diagram);
  const count = problems.filter((each) => each.severity === "error").length;
  announce(count ? fill(said.faulty, { count }) : said.clean);
}

function swap(part, drawn) {
  const at = [...part.querySelectorAll("a")].indexOf(document.activeElement);
  const { scrollTop } = part;
  part.innerHTML = drawn;
  part.scrollTop = scrollTop;
  if (at >= 0) part.querySelectorAll("a")[at]?.focus({ preventScroll: true });
}

// --- saving: by itself, never over somebody else, and in the browser when the server is away -----

function keep() {
  try {
    localStorage.setItem(slot, JSON.stringify({ source: box.value, scenarios: scenarios.value }));
  } catch { /* full or forbidden: the page still holds it */ }
}

async function save() {
  clearTimeout(saving);
  if (!isMine || isSending || written() === held) return;
  isSending = true;
  const sent = written();
  saved.textContent = said.saving;
  try {
    const answer = await send(form.action);
    if (answer.ok) {
      const { revision, at } = await answer.json();
      held = sent;
      for (const expect of document.querySelectorAll("input[name=expect]")) expect.value = revision;
      saved.textContent = fill(said.saved, { revision, at });
      if (written() === held) localStorage.removeItem(slot);
    } else await refused(answer);
  } catch {
    saved.textContent = said.unsaved;
  }
  isSending = false;
  if (written() !== held && !isBlocked) saving = setTimeout(save, 5000);
}

async function refused(answer) {
  saved.textContent = said.unsaved;
  if (answer.status === 401 || answer.type === "opaqueredirect") return offer(said.expired, [[said.again, () => location.reload()]]);
  const told = await answer.json().catch(() => ({}));
  if (answer.status !== 409) return toast(told.words || told.detail || reason(answer.status));
  isBlocked = true;
  if (!told.theirs) return toast(told.words);
  const theirs = document.getElementById("theirs");
  theirs.querySelector("textarea").value = told.theirs;
  theirs.hidden = false;
  saved.textContent = told.words;
  toast(told.words);
}

/** Bring what both wrote together; what is merged is looked at before it is saved. */
async function merge(address) {
  const answer = await send(address).catch(() => null);
  if (!answer?.ok) return toast(reason(answer?.status));
  const told = await answer.json();
  box.value = told.source;
  scenarios.value = told.scenarios;
  editor?.set(told.source);
  form.elements.expect.value = told.revision;
  document.getElementById("theirs").hidden = true;
  saved.textContent = told.words;
  keep();
  announce(told.words);
  check();
}

/** Say something that waits for a decision. */
function offer(words, choices) {
  const kept = document.getElementById("kept");
  kept.textContent = `${words} `;
  for (const [name, act] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = name;
    button.addEventListener("click", () => { kept.hidden = true; act(); });
    kept.append(button, " ");
  }
  kept.hidden = false;
  announce(words);
}

function typed() {
  clearTimeout(checking);
  checking = setTimeout(check, 300);
  if (!isMine || written() === held) return;
  keep();
  clearTimeout(saving);
  if (!isBlocked) saving = setTimeout(save, 2000);
}

// --- the editor, or the plain box --------------------------------------------------------------

if (globalThis.guatuEditor && isMine) {
  editor = guatuEditor(box, { label: said.label, words: said.words.split(" "), typed, check, save });
  form.classList.add("has-editor");
}
box.addEventListener("input", typed);
scenarios.addEventListener("input", typed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.id === "check") check();
  else if (event.submitter?.id === "merge") merge(event.submitter.formAction);
  else {
    isBlocked = false;
    save();
  }
});
addEventListener("beforeunload", (event) => {
  if (isMine && written() !== held) event.preventDefault();
});
addEventListener("online", () => { if (!isBlocked) save(); });

const kept = JSON.parse(localStorage.getItem(slot) || "null");
if (isMine && kept && kept.source + "\0" + kept.scenarios !== held) {
  offer(said.offer, [
    [said.take, () => { box.value = kept.source; scenarios.value = kept.scenarios; editor?.set(kept.source); typed(); }],
    [said.drop, () => localStorage.removeItem(slot)],
  ]);
} else localStorage.removeItem(slot);

// --- publishing, in a dialog over the page --------------------------------------------------------

/** Let the part that publishes stand over the page when it is asked for; without script it stays in it. */
function publishing(opener, part) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "publish-h");
  dialog.className = "publish";
  part.replaceWith(dialog);
  dialog.append(part);
  const dismiss = document.getElementById("dismiss");
  dismiss.hidden = false;
  dismiss.addEventListener("click", () => dialog.close());
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", async (event) => {
    event.preventDefault();
    await save();
    const told = part.querySelector(".told");
    const sum = document.querySelector("#problems .sum").cloneNode(true);
    const changes = document.querySelectorAll("#problems .misfits, #difference > .sum, #difference > .group, #difference > .changes");
    told.replaceChildren(sum, ...[...changes].map((each) => each.cloneNode(true)));
    told.hidden = false;
    document.getElementById("confirm").disabled = sum.dataset.count !== "0" || written() !== held;
    dialog.showModal();
    document.getElementById("note").focus();
  });
}

const publish = document.getElementById("publish");
if (publish) publishing(document.getElementById("publishing"), publish);

// --- from problems and pictures to the line ------------------------------------------------------

function go(line, column) {
  if (editor) return editor.go(line, column);
  const start = box.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  box.focus();
  box.setSelectionRange(start + column - 1, start + column - 1);
}

document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-line]");
  if (!to) return;
  event.preventDefault();
  go(Number(to.dataset.line), Number(to.dataset.column || 1));
});
document.addEventListener("keydown", (event) => {
  const nodes = [...document.querySelectorAll("#diagram .node")];
  const at = nodes.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (at >= 0 && step) {
    event.preventDefault();
    nodes[(at + step + nodes.length) % nodes.length].focus();
  }
});
check();
