// Lets a range be drawn on the histogram. The two number fields hold the truth; this only moves them
// and shows where they stand. Without this script they are typed into.

const figure = document.getElementById("histogram");
if (figure) start();

// The same keys as on the review page take the act back that was just told of.
document.addEventListener("keydown", (event) => {
  const undoes = event.key === "z" && !event.altKey && !event.shiftKey;
  if (undoes && !event.target.closest("input, select, textarea")) document.getElementById("undo")?.click();
});

function start() {
  const plot = document.getElementById("plot");
  const chosen = document.getElementById("chosen");
  const told = document.getElementById("range-count");
  const fields = [document.getElementById("low"), document.getElementById("high")];
  const drawn = fields.map((field) => field.value);
  const bars = [...plot.querySelectorAll(".bin-bar")];
  const step = 100 / bars.length;
  const number = new Intl.NumberFormat(figure.dataset.lang);
  const thumbs = makeThumbs();
  let from = null;

  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest(".thumbs")) return;
    from = share(event);
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (from !== null) choose(from, share(event));
  });
  plot.addEventListener("pointerup", (event) => {
    if (from !== null) choose(from, share(event));
    from = null;
  });
  plot.addEventListener("pointercancel", () => { from = null; });
  for (const field of fields) field.addEventListener("input", show);
  show();
  decision();

  // Where in the picture somebody points, in per cent.
  function share(event) {
    const box = plot.getBoundingClientRect();
    return Math.min(100, Math.max(0, (100 * (event.clientX - box.left)) / box.width));
  }

  // Whole bins from one place to another: their numbers are known.
  function choose(one, other) {
    const low = Math.min(Math.floor(Math.min(one, other) / step) * step, 100 - step);
    const high = Math.max(Math.ceil(Math.max(one, other) / step) * step, low + step);
    [fields[0].value, fields[1].value] = [low, high].map((value) => Number(value.toFixed(2)));
    show();
  }

  function show() {
    const [low, high] = fields.map((field) => Number(field.value));
    const wide = Math.max(0, high - low);
    chosen.setAttribute("x", `${low}%`);
    chosen.setAttribute("width", `${wide}%`);
    thumbs.forEach((thumb, n) => { thumb.value = [low, high][n]; });
    const whole = [low, high].every((edge) => Math.abs(edge / step - Math.round(edge / step)) < 1e-6);
    const count = bars.filter((bar) => low <= bar.dataset.low && bar.dataset.low < high)
      .reduce((sum, bar) => sum + Number(bar.dataset.count), 0);
    told.textContent = whole && wide ? figure.dataset.count.replace("{count}", number.format(count)) : "";
    const moved = fields.some((field, n) => Number(field.value) !== Number(drawn[n]));
    const form = document.getElementById("decide");
    const stale = document.getElementById("stale");
    if (form && stale) [form.hidden, stale.hidden] = [moved, !moved];
  }

  function makeThumbs() {
    const box = document.createElement("div");
    box.className = "thumbs";
    const made = fields.map((field, n) => {
      const thumb = document.createElement("input");
      Object.assign(thumb, { type: "range", min: 0, max: 100, step, value: field.value });
      thumb.setAttribute("aria-label", n ? figure.dataset.high : figure.dataset.low);
      thumb.addEventListener("input", () => {
        const [low, high] = made.map((each) => Number(each.value));
        if (n) choose(Math.min(low, high - step), Math.max(high, step));
        else choose(Math.min(low, 100 - step), Math.min(100, Math.max(high, low + step)));
      });
      return thumb;
    });
    box.append(...made);
    plot.append(box);
    return made;
  }

  // Says how many comments are meant once some are left out.
  function decision() {
    const form = document.getElementById("decide");
    const words = document.getElementById("sure-words");
    if (!form || !words) return;
    const count = () => {
      const out = form.querySelectorAll('[name="except"]:checked').length;
      const left = Math.max(0, Number(words.dataset.all) - out);
      words.textContent = words.dataset.words.replace("{count}", number.format(left));
    };
    form.addEventListener("change", count);
    count();
  }
}
