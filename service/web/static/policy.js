// Leads from what is wrong with a policy to its line in the editor, and tells the line one is on.
// Without this script the lines are numbers to look for.

const text = document.getElementById("document");
const place = document.getElementById("place");

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link || !text) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});

if (text) {
  text.addEventListener("input", tell);
  document.addEventListener("selectionchange", tell);
  tell();
}

// Selects a line, counted from 1, and shows it in the middle of the editor.
function goTo(number) {
  const before = text.value.split("\n").slice(0, number - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0);
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
  const high = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (number - 1) * high - text.clientHeight / 2);
  text.scrollLeft = 0;
  text.scrollIntoView({ block: "center" });
}

function tell() {
  if (document.activeElement !== text && place.textContent) return;
  const line = text.value.slice(0, text.selectionStart).split("\n").length;
  const lines = text.value.split("\n").length;
  place.textContent = place.dataset.words.replace("{line}", line).replace("{lines}", lines);
}
