// Makes the review page quick: keys, no reloads, the next comment fetched before it is wanted.
// Without this script the same forms and links work as forms and links do.

const review = document.getElementById("review");
const list = document.getElementById("rows");
const detail = document.getElementById("detail");
const notice = document.getElementById("notice");
const keys = document.getElementById("keys");
const narrow = matchMedia("(max-width: 59.99rem)");
const ACTS = /\/review\/(resolve|campaign|undo)$/;
const FRESH = 120_000;
const LOOKED_AT = 400;
const RENEWED = 30_000;
const PART = { "HX-Request": "true" };

const fetched = new Map(); // what /review/items/… answered, by address
const places = new Map(); // where a row stood that has left: the id of the row after it
const acts = []; // what was decided on this page, the last one to be undone first
let sending = Promise.resolve();
let unsent = 0;
let held = "";
let looking = 0;
let wanted = "";
let anchor = null;

const path = (form) => new URL(form.getAttribute("action"), location.href).pathname;
const shown = () => [...list.children].filter((row) => !row.hidden);
const current = () => list.querySelector(".row.is-open");
const linkOf = (row) => row.querySelector(".row-link");
const boxOf = (row) => row.querySelector("input[type=checkbox]");
const selected = () => shown().filter((row) => boxOf(row).checked);
const opened = () => detail.querySelector("#opened");

// Opening

function open(row, { focus = "row" } = {}) {
  for (const other of list.querySelectorAll(".row.is-open")) {
    other.classList.remove("is-open");
    linkOf(other).removeAttribute("aria-current");
  }
  row.classList.add("is-open");
  linkOf(row).setAttribute("aria-current", "true");
  detail.dataset.focus = focus;
  const address = linkOf(row).getAttribute("hx-get");
  const known = fetched.get(address);
  if (known?.html && Date.now() - known.at < FRESH) show(known.html);
  else load(address);
  if (focus === "row") {
    linkOf(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

async function load(address) {
  detail.setAttribute("aria-busy", "true");
  wanted = address;
  const html = await ask(address);
  if (wanted !== address) return;
  if (html) return show(html);
  detail.removeAttribute("aria-busy");
  notice.replaceChildren(line(review.dataset.failed));
}

/** Return what an address answers, asked for once; nothing where it does not answer. */
function ask(address) {
  const known = fetched.get(address);
  if (known && Date.now() - known.at < FRESH) return known.answer;
  const asked = { at: Date.now(), html: "" };
  asked.answer = part(address).then((html) => (asked.html = html));
  asked.answer.then((html) => html || fetched.delete(address));
  fetched.set(address, asked);
  return asked.answer;
}

async function part(address) {
  try {
    const answer = await fetch(address, { headers: PART });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

function show(html) {
  wanted = "";
  detail.removeAttribute("aria-busy");
  detail.innerHTML = html;
  htmx.process(detail);
  arrived();
}

function arrived() {
  if (!opened()) return;
  release();
  const inside = detail.dataset.focus === "inside" || narrow.matches;
  review.classList.toggle("is-chosen", inside || review.classList.contains("is-chosen"));
  remember(opened().dataset.item);
  detail.querySelector("#opened-scroll").scrollTop = 0;
  if (inside) detail.querySelector("#opened-title").focus({ preventScroll: !narrow.matches });
  if (narrow.matches) scrollTo(0, 0);
  settle();
}

function settle() {
  clearTimeout(looking);
  looking = setTimeout(hold, LOOKED_AT);
  const all = shown();
  const at = all.indexOf(current());
  for (const near of [at + 1, at + 2, at + 3, at - 1]) {
    if (all[near]) ask(linkOf(all[near]).getAttribute("hx-get"));
  }
}

function remember(item) {
  const address = new URL(location.href);
  address.pathname = "/review";
  for (const told of ["did", "undid", "left"]) address.searchParams.delete(told);
  address.searchParams.set("item", item);
  const way = narrow.matches && !history.state?.chosen ? "pushState" : "replaceState";
  history[way]({ chosen: narrow.matches }, "", address);
}

function toList() {
  review.classList.remove("is-chosen");
  release();
  (current() ? linkOf(current()) : list).focus();
}

// Claims

async function hold() {
  const visible = document.visibilityState === "visible" && detail.offsetParent !== null;
  if (!visible || !opened()?.hasAttribute("data-waits")) return;
  const token = (held = opened().dataset.token);
  const form = detail.querySelector("#hold");
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: PART });
    if (!answer.ok || opened()?.dataset.token !== token) return;
    if (answer.headers.has("HX-Retarget")) show(await answer.text());
    else detail.querySelector("#hold-state").innerHTML = await answer.text();
  } catch {
    // Nobody is kept from deciding: the service looks again when they do.
  }
}

function release() {
  clearTimeout(looking);
  if (!held || held.startsWith(`${opened()?.dataset.item}:`)) return;
  navigator.sendBeacon(review.dataset.release, new URLSearchParams({ item: held }));
  held = "";
}

// Deciding

function decide(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const shows = document.getElementById(`row-${opened()?.dataset.item}`);
  const going = form.id === "bulk" ? selected() : [shows].filter(Boolean);
  if (form.id === "bulk" && !going.length) return;
  const next = follower(going);
  const leaves = list.dataset.view === "open";
  for (const row of going) boxOf(row).checked = false;
  if (leaves) for (const row of going) row.hidden = true;
  count();
  const moves = leaves && (going.includes(current()) || !current());
  if (moves && next) open(next);
  else if (moves) nothingLeft();
  for (const row of going) fetched.delete(linkOf(row).getAttribute("hx-get"));
  queue(() => send(form.getAttribute("action"), body, { going, left: (ids) => settleRows(going, ids) }));
}

function follower(going) {
  const all = shown();
  const at = all.indexOf(going[going.length - 1]);
  const free = (row) => !going.includes(row);
  return all.slice(at + 1).find(free) ?? all.slice(0, Math.max(at, 0)).reverse().find(free);
}

function nothingLeft() {
  held = "";
  const more = document.getElementById("next-page");
  if (more) return htmx.trigger(more, "click");
  detail.replaceChildren();
  review.classList.remove("is-chosen");
  const nothing = document.getElementById("nothing");
  nothing.hidden = false;
  nothing.querySelector("h3").setAttribute("tabindex", "-1");
  nothing.querySelector("h3").focus();
}

function queue(step) {
  unsent += 1;
  sending = sending.then(step).finally(() => (unsent -= 1));
}

async function send(address, body, { going = [], left = () => {} } = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      body,
      headers: PART,
      keepalive: true,
    });
  } catch {
    answer = null;
  }
  const elsewhere = answer?.headers.get("HX-Redirect");
  if (elsewhere) return location.assign(elsewhere);
  if (!answer?.ok) return failed(going);
  notice.innerHTML = await answer.text();
  htmx.process(notice);
  const told = notice.firstElementChild;
  if (told?.dataset.act) acts.push(told.dataset.act);
  left((told?.dataset.left ?? "").split(" ").filter(Boolean));
}

function failed(going) {
  for (const row of going) row.hidden = false;
  if (going[0] && !going.includes(current())) open(going[0]);
  notice.replaceChildren(line(review.dataset.failed));
}

function line(text) {
  const said = document.createElement("p");
  said.className = "notice notice-line is-reject";
  said.textContent = text;
  return said;
}

/** Take away what was decided, bring back what was left, put in what stands anew. */
function settleRows(going, left) {
  for (const row of going) {
    if (left.includes(row.dataset.item)) row.hidden = false;
  }
  const gone = going.filter((row) => !left.includes(row.dataset.item));
  const arrivals = returned();
  for (const row of arrivals) place(row, gone[0]);
  for (const row of gone) if (row.isConnected) takeAway(row);
  if (arrivals.length && !current()) open(arrivals[0]);
  count();
}

function takeAway(row) {
  places.set(row.dataset.item, row.nextElementSibling?.dataset.item ?? "");
  row.remove();
}

function returned() {
  const template = notice.querySelector("#returned");
  const rows = template ? [...template.content.querySelectorAll("li.row")] : [];
  template?.remove();
  return rows;
}

function place(row, before) {
  const same = document.getElementById(row.id);
  const next = placeOf(row.dataset.item);
  if (same) {
    if (same.classList.contains("is-open")) row.classList.add("is-open");
    same.replaceWith(row);
  } else if (before?.isConnected) before.before(row);
  else if (next) next.before(row);
  else if (places.has(row.dataset.item)) list.append(row);
  else list.prepend(row);
  htmx.process(row);
  document.getElementById("nothing").hidden = true;
}

/** Find the row that an item's row stood before, or where that one has left too, the one after. */
function placeOf(item) {
  let after = places.get(item);
  while (after && !document.getElementById(`row-${after}`)) after = places.get(after);
  return after && document.getElementById(`row-${after}`);
}

function undo(act) {
  queue(async () => {
    const last = act ?? acts.at(-1);
    if (!last) return notice.replaceChildren(line(review.dataset.undoneNothing));
    const back = document.querySelector("#review input[name=back]").value;
    if (acts.includes(last)) acts.splice(acts.indexOf(last), 1);
    fetched.clear();
    await send(review.dataset.undo, new URLSearchParams({ act: last, back }), { left: brought });
  });
}

function brought() {
  const changed = (notice.firstElementChild?.dataset.changed ?? "").split(" ").filter(Boolean);
  const arrivals = returned();
  for (const row of arrivals) place(row);
  const here = new Set(arrivals.map((row) => row.dataset.item));
  for (const item of changed) if (!here.has(item)) document.getElementById(`row-${item}`)?.remove();
  const first = arrivals[0] ?? shown()[0];
  if (first) open(first);
}

// Selecting

function count() {
  document.getElementById("selected-count").textContent = selected().length;
}

function select(row, range) {
  const all = shown();
  const [from, to] = [all.indexOf(anchor ?? row), all.indexOf(row)].sort((a, b) => a - b);
  if (range) for (const each of all.slice(Math.max(from, 0), to + 1)) boxOf(each).checked = true;
  else boxOf(row).checked = !boxOf(row).checked;
  anchor = row;
  count();
}

// Keys

function move(by) {
  const all = shown();
  const at = all.indexOf(current());
  const row = all[at + by] ?? (at < 0 ? all[0] : null);
  if (row) return open(row);
  const more = document.getElementById("next-page");
  if (by > 0 && more) htmx.trigger(more, "click");
}

function press(value) {
  const bulk = selected().length > 0;
  const form = bulk ? document.getElementById("bulk") : detail.querySelector("#decide");
  if (!bulk && current() && current().dataset.item !== opened()?.dataset.item) return; // not seen yet
  const button = [...(form?.querySelectorAll(".act") ?? [])].find(
    (each) => each.value.split("/")[0] === value,
  );
  if (button) decide(form, button);
}

function kindsOf(place) {
  const kinds = detail.querySelectorAll("#decide .kinds")[place];
  if (!kinds) return;
  kinds.open = true;
  kinds.querySelector("button").focus();
}

function escape() {
  for (const menu of document.querySelectorAll(".kinds[open]")) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
  for (const row of selected()) boxOf(row).checked = false;
  count();
}

function leave(field) {
  if (current() && !narrow.matches) linkOf(current()).focus({ preventScroll: true });
  else field.blur();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("approve"),
  r: () => press("reject"),
  s: () => press("spam"),
  u: () => press("abuse"),
  e: () => press("escalate"),
  z: () => undo(),
  x: () => current() && select(current(), false),
  v: () => detail.querySelector("#unveil")?.click(),
  n: () => note(),
  "/": () => document.getElementById("q").focus(),
  "?": () => keys.showModal(),
  "Shift+x": () => current() && select(current(), true),
  "Shift+s": () => kindsOf(0),
  "Shift+u": () => kindsOf(1),
};
const REPEATABLE = new Set(["j", "k"]);

function note() {
  const field = detail.querySelector("#decide .note");
  if (!field) return;
  field.open = true;
  field.querySelector("input").focus();
}

function typing(target) {
  return target.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey || keys.open) return;
  if (event.key === "Escape") return typing(event.target) ? leave(event.target) : escape();
  if (typing(event.target)) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey) {
    if (letter === "z" && !event.shiftKey) (event.preventDefault(), undo());
    return;
  }
  const plain = letter === letter.toUpperCase(); // signs need Shift on some keyboards
  const act = KEYS[event.shiftKey && !plain ? `Shift+${letter}` : letter];
  if (!act || !keysOn.checked || (event.repeat && !REPEATABLE.has(letter))) return;
  event.preventDefault();
  act();
});

// Wiring

const keysOn = document.getElementById("keys-on");
keysOn.checked = localStorage.getItem("saring-keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("saring-keys", keysOn.checked ? "on" : "off"));
document.getElementById("show-keys").addEventListener("click", () => keys.showModal());

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!ACTS.test(path(form))) return;
  event.preventDefault();
  if (path(form).endsWith("/undo")) undo(form.elements.act.value);
  else if (event.submitter) decide(form, event.submitter);
});

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(".row-link");
    const box = event.target.closest?.(".pick-row input");
    if (link && !event.defaultPrevented) {
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open(link.closest(".row"), { focus: event.detail === 0 || narrow.matches ? "inside" : "row" });
    } else if (box) {
      if (event.shiftKey && anchor) select(box.closest(".row"), true);
      else anchor = box.closest(".row");
      count();
    } else if (narrow.matches && event.target.closest?.("#to-list")) {
      event.preventDefault();
      history.state?.chosen ? history.back() : toList();
    } else {
      for (const menu of document.querySelectorAll(".kinds[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    }
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === detail) arrived();
  else if (event.detail.target === list && !current()) shown()[0] && open(shown()[0]);
});
addEventListener("popstate", toList);
addEventListener("pagehide", () => {
  if (held) navigator.sendBeacon(review.dataset.release, new URLSearchParams({ item: held }));
});
addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});
setInterval(hold, RENEWED);

const told = notice.querySelector("[data-act]")?.dataset.act;
if (told) acts.push(told);
current()?.scrollIntoView({ block: "nearest" });
if (opened()) settle();
count();
