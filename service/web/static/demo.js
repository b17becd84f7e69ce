// Posts the forms of this page by fetch and puts the answer in place. Without this script they post
// as forms do; nothing else depends on it.

const desk = document.getElementById("desk");
const announcement = document.getElementById("announcement");
let pending = new AbortController();

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const posted = new URLSearchParams(new FormData(form, event.submitter));
  pending.abort();
  pending = new AbortController();
  send(form, posted, pending.signal);
});

async function send(form, body, signal) {
  const typed = form.id === "comment-form" ? body : null;
  desk.setAttribute("aria-busy", "true");
  announcement.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.getElementById("desk"), typed);
  } catch {
    if (signal.aborted) return;
    announcement.textContent = desk.dataset.failed;
    announcement.classList.remove("unseen");
  }
  desk.removeAttribute("aria-busy");
}

function show(answered, typed) {
  const focused = document.activeElement?.id;
  desk.replaceChildren(...answered.childNodes);
  announcement.classList.add("unseen");
  for (const [name, value] of typed ?? []) document.getElementById(name).value = value;
  const flaw = desk.querySelector("[aria-invalid]");
  if (flaw) return flaw.focus();
  document.getElementById(focused)?.focus({ preventScroll: true });
  const title = document.getElementById("verdict-title");
  announcement.textContent = `${desk.dataset.verdict}: ${title.textContent}. ${title.nextElementSibling.textContent}`;
  document.getElementById("verdict").scrollIntoView({ block: "nearest" });
}
