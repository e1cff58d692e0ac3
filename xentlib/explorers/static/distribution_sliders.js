// Bars that are the sliders of a probability distribution: move one, and the others give way.

const STEP = { ArrowUp: 0.01, ArrowRight: 0.01, ArrowDown: -0.01, ArrowLeft: -0.01, PageUp: 0.1, PageDown: -0.1 };
const FINER = 10; // with Shift
const CLICK = 3; // a pointer that moves by fewer pixels has clicked, not dragged
const LOCK = `<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M5 8 V5 a3 3 0 0 1 6 0 V8" fill="none" stroke="currentColor" stroke-width="2" />
  <rect x="3" y="8" width="10" height="7" fill="currentColor" />
</svg>`;

// The sum, rounded once, as Python's math.fsum: Shewchuk's partial sums that do not overlap.
export function fsum(numbers) {
  const partials = [];
  for (let x of numbers) {
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return rounded(partials);
}

function rounded(partials) {
  let sum = partials.pop() ?? 0;
  while (partials.length) {
    const part = partials.pop();
    const high = sum + part;
    const rest = part - (high - sum);
    sum = high;
    if (!rest) continue;
    // Half way between two floats, what lies below decides; the sum alone has gone to the even one.
    const further = sum + 2 * rest;
    const tie = 2 * rest === further - sum;
    if (tie && partials.length && Math.sign(partials.at(-1)) === Math.sign(rest)) sum = further;
    break;
  }
  return sum;
}

// The same arithmetic as give_way in distribution_sliders.py, digit for digit.
export function giveWay(p, index, value, locked = []) {
  const places = [...p.keys()].filter((place) => place !== index);
  const free = places.filter((place) => !locked[place]);
  if (!free.length) return [...p];
  const room = Math.max(0, 1 - fsum(places.filter((place) => locked[place]).map((place) => p[place])));
  const moved = [...p];
  moved[index] = Math.min(value, room);
  const left = room - moved[index];
  const total = fsum(free.map((place) => p[place]));
  for (const place of free) moved[place] = total ? left * (p[place] / total) : left / free.length;
  const carrier = left ? free.reduce((most, place) => (moved[place] > moved[most] ? place : most)) : index;
  moved[carrier] = Math.max(0, moved[carrier] + fsum([1, ...moved.map((mass) => -mass)]));
  return moved;
}

// A probability as people write it: .25, 0,25, 25 % or 1/4; NaN if it is none.
export function read(text) {
  const [, top, bottom, percent] = /^\s*([\d.,]+)\s*(?:\/\s*([\d.,]+))?\s*(%?)\s*$/.exec(text) ?? [];
  const number = (digits) => Number(digits?.replace(",", "."));
  const value = number(top) / (bottom ? number(bottom) : 1) / (percent ? 100 : 1);
  return value >= 0 && value <= 1 ? value : NaN;
}

class Bar {
  constructor(chart, row, place) {
    Object.assign(this, { chart, row, place });
    const name = chart.nameOf(row, place);
    this.fill = make("div", { class: `xent-fill xent-hatch-${chart.looks(row, place) % 6}` });
    this.track = make(
      "div",
      {
        class: "xent-track",
        role: "slider",
        tabindex: 0,
        "aria-label": name,
        "aria-orientation": "vertical",
        "aria-valuemin": 0,
        "aria-valuemax": 1,
        "aria-keyshortcuts": "L Enter",
        title: `${name}: drag, arrow keys, type a number; a double click or L locks`,
      },
      this.fill
    );
    this.entry = make("input", { "aria-label": `${name}, a number`, inputmode: "decimal", tabindex: -1 });
    this.lock = make("button", { class: "xent-lock", type: "button", "aria-label": `lock ${name}`, tabindex: -1 });
    this.lock.innerHTML = LOCK;
    const series = chart.pair ? [make("div", { class: "xent-name" }, chart.series[row])] : [];
    this.element = make("div", { class: "xent-bar" }, this.track, this.entry, ...series, this.lock);
    this.element.style.setProperty("--xent-colour", chart.colour(row, place));
    this.listen();
  }

  get value() {
    return this.chart.rows[this.row][this.place];
  }

  get locked() {
    return this.chart.locked[this.row][this.place];
  }

  listen() {
    const { track, entry, lock } = this;
    track.addEventListener("keydown", (event) => this.key(event));
    track.addEventListener("pointerdown", (event) => this.grab(event));
    track.addEventListener("dblclick", () => {
      this.chart.set(this.beforeClicks); // its first click has moved the bar
      this.toggleLock();
    });
    lock.addEventListener("click", () => this.toggleLock());
    entry.addEventListener("focus", () => entry.select());
    entry.addEventListener("input", () => entry.removeAttribute("aria-invalid"));
    entry.addEventListener("change", () => this.type());
    entry.addEventListener("blur", () => this.show());
    entry.addEventListener("keydown", (event) => {
      if (event.key === "Escape") entry.value = this.text;
      else if (event.key !== "Enter" || !this.type()) return;
      event.stopPropagation();
      track.focus();
    });
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEP[event.key] / (event.shiftKey ? FINER : 1);
    if (step) this.move(this.value + step);
    else if (event.key === "Home") this.move(0);
    else if (event.key === "End") this.move(1);
    else if (event.key.toLowerCase() === "l") this.toggleLock();
    else if (/^[\d.,]$/.test(event.key)) this.write(event.key);
    else if (event.key === "Enter" && !event.shiftKey) this.entry.focus();
    else return; // Tab, and JupyterLab's own keys such as Shift Enter
    event.preventDefault();
    event.stopPropagation(); // JupyterLab takes single keys that it sees as commands
  }

  write(start) {
    this.entry.focus();
    this.entry.value = start;
    this.entry.setSelectionRange(1, 1);
  }

  // Take over what has been typed; say whether it is a probability.
  type() {
    const value = read(this.entry.value);
    const valid = !Number.isNaN(value);
    if (!valid) this.entry.setAttribute("aria-invalid", true);
    else if (this.entry.value !== this.text) this.chart.move(this, value);
    return valid;
  }

  // In a drag the others give way from where they stood at its start, so that the way back is the way there.
  grab(event) {
    if (event.button) return;
    event.preventDefault();
    this.track.focus();
    this.track.setPointerCapture(event.pointerId);
    const { height, bottom } = this.track.getBoundingClientRect();
    const [start, from] = [this.chart.rows, this.value];
    let dragged = false;
    const drag = ({ clientY }) => {
      dragged ||= Math.abs(clientY - event.clientY) >= CLICK;
      if (dragged) this.move(from + (event.clientY - clientY) / height, start);
    };
    // The browser keeps a move back until its next frame; where it knows how, it tells of it at once, too.
    const moves = ["pointerrawupdate", "pointermove"];
    const drop = () => {
      for (const move of moves) this.track.removeEventListener(move, drag);
      if (dragged) return;
      if (event.timeStamp - (this.lastClick ?? -Infinity) > 500) this.beforeClicks = start;
      this.lastClick = event.timeStamp;
      this.move((bottom - event.clientY) / height);
    };
    for (const move of moves) this.track.addEventListener(move, drag);
    this.track.addEventListener("lostpointercapture", drop, { once: true });
  }

  move(value, start) {
    this.chart.move(this, Math.min(1, Math.max(0, Math.round(value * 1000) / 1000)), start);
  }

  toggleLock() {
    const locked = this.chart.locked.map((row) => [...row]);
    locked[this.row][this.place] = !this.locked;
    this.chart.setLocked(locked);
  }

  get text() {
    return this.value.toFixed(3);
  }

  show() {
    const { entry, track, text } = this;
    this.fill.style.height = `${100 * this.value}%`;
    track.setAttribute("aria-valuenow", text);
    track.setAttribute("aria-valuetext", `probability ${text}${this.locked ? ", locked" : ""}`);
    if (entry !== document.activeElement) {
      entry.value = text; // but not under the fingers of someone who is typing
      entry.removeAttribute("aria-invalid");
    }
    this.element.classList.toggle("xent-locked", this.locked);
    this.lock.setAttribute("aria-pressed", this.locked);
  }
}

// One distribution, or a pair p and q that stands on one axis.
class Chart {
  constructor(model) {
    this.model = model;
    this.names = model.get("names");
    this.series = model.get("series");
    this.pair = this.series.length > 1;
    this.rows = this.ofModel("value");
    this.bars = this.series.map((_, row) => this.names.map((_, place) => new Bar(this, row, place)));
    const outcomes = this.names.map((name, place) => this.outcome(name, place));
    const group = { class: "xent-chart", role: "group", "aria-label": `probabilities ${this.series.join(" and ")}` };
    this.element = make("div", { class: "xent-sliders" }, make("div", group, ...outcomes), this.buttons());
    this.send = courier(model, this.element, () => this.show(this.ofModel("value")));
    model.on("change:locked", () => this.show());
    this.show();
  }

  ofModel(trait) {
    const value = this.model.get(trait);
    return this.pair ? value : [value];
  }

  toModel(rows) {
    return this.pair ? rows : rows[0];
  }

  get locked() {
    return this.ofModel("locked");
  }

  setLocked(locked) {
    this.model.set("locked", this.toModel(locked));
    this.model.save_changes();
  }

  nameOf(row, place) {
    return `${this.series[row]}(${this.names[place]})`;
  }

  looks(row, place) {
    return this.pair ? row : place;
  }

  colour(row, place) {
    const colours = this.model.get("colours");
    return colours[this.looks(row, place) % colours.length];
  }

  outcome(name, place) {
    const bars = make("div", { class: "xent-bars" }, ...this.bars.map((row) => row[place].element));
    return make("div", { class: "xent-outcome" }, bars, make("div", { class: "xent-name" }, name));
  }

  buttons() {
    const row = make("div", { class: "xent-presets" });
    const add = (name, rows) => {
      const button = make("button", { type: "button", class: "jupyter-button xent-preset" }, name);
      button.addEventListener("click", () => this.set(rows()));
      row.append(button);
    };
    for (const [name, value] of Object.entries(this.model.get("presets"))) {
      add(name, () => (this.pair ? value : [value]));
    }
    if (this.pair) add(`swap ${this.series.join(" and ")}`, () => [...this.rows].reverse());
    add("reset", () => this.ofModel("start"));
    return row;
  }

  move(bar, value, start = this.rows) {
    if (bar.locked) return bar.show();
    const rows = [...this.rows];
    rows[bar.row] = giveWay(start[bar.row], bar.place, value, this.locked[bar.row]);
    if (rows[bar.row].some((mass, place) => mass !== this.rows[bar.row][place])) this.set(rows);
    else bar.show();
  }

  set(rows) {
    this.show(rows);
    this.send(this.toModel(rows));
  }

  show(rows = this.rows) {
    this.rows = rows;
    for (const bar of this.bars.flat()) bar.show();
  }
}

export default {
  render({ model, el }) {
    el.append(new Chart(model).element);
  },
};
