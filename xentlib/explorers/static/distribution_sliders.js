// Bars that are the sliders of a probability distribution: move one, and the others give way.

const [STEP, PAGE] = [0.01, 0.1];
const STEPS = {
  ArrowUp: STEP,
  ArrowRight: STEP,
  ArrowDown: -STEP,
  ArrowLeft: -STEP,
  PageUp: PAGE,
  PageDown: -PAGE,
};
const FINER = 10; // with Shift
const CLICK = 3; // a pointer that moves by fewer pixels has clicked, not dragged
const DOUBLE_CLICK = 500; // ms between two clicks that belong together
const LOCK = `<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M5 8 V5 a3 3 0 0 1 6 0 V8" fill="none" stroke="currentColor" stroke-width="2" />
  <rect x="3" y="8" width="10" height="7" fill="currentColor" />
</svg>`;

const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

// The same arithmetic as give_way in distribution_sliders.py.
export function giveWay(p, index, value, locked = []) {
  const others = [...p.keys()].filter((i) => i !== index);
  const free = others.filter((i) => !locked[i]);
  if (!free.length) return [...p];
  const available = Math.max(0, 1 - sum(others.filter((i) => locked[i]).map((i) => p[i])));
  const moved = [...p];
  moved[index] = Math.min(value, available);
  const left = available - moved[index];
  const total = sum(free.map((i) => p[i]));
  for (const i of free) moved[i] = total ? left * (p[i] / total) : left / free.length;
  return moved;
}

// A distribution after a change of all its entries, taken back into the triangle: none below 0, and the sum
// stays 1. Locked entries stay. The largest takes what rounding to the steps of a drag leaves.
export function moveWhole(p, change, locked = []) {
  const free = [...p.keys()].filter((i) => !locked[i]);
  const wanted = p.map((mass, i) => Math.max(0, mass + change[i]));
  const total = sum(free.map((i) => wanted[i]));
  if (free.length < 2 || !total) return [...p];
  let left = sum(free.map((i) => p[i]));
  const scale = left / total;
  const largest = free.reduce((best, i) => (wanted[i] > wanted[best] ? i : best));
  const moved = [...p];
  for (const i of free.filter((i) => i !== largest)) {
    moved[i] = Math.min(left, Math.round(scale * wanted[i] * 1000) / 1000);
    left -= moved[i];
  }
  moved[largest] = Math.max(0, 1 - sum(moved.filter((_, i) => i !== largest)));
  return moved;
}

export function parseProbability(text) {
  const value = parseNumber(text);
  return value >= 0 && value <= 1 ? value : NaN;
}

class Bar {
  lastClick = -Infinity;

  constructor(chart, row, index) {
    Object.assign(this, { chart, row, index });
    const label = chart.nameOf(row, index);
    this.fill = make("div", { class: `xent-fill xent-hatch-${chart.styleOf(row, index) % 6}` });
    this.track = makeTrack(label, this.fill);
    const move = (value) => chart.move(this, value);
    this.entry = new NumberEntry({ label, slider: this.track, parse: parseProbability, move });
    this.entry.element.tabIndex = -1; // Enter on the bar leads there
    this.lock = makeLock(label);
    const series = chart.pair ? [make("div", { class: "xent-name" }, chart.series[row])] : [];
    this.element = make("div", { class: "xent-bar" }, this.track, this.entry.element, ...series, this.lock);
    this.element.style.setProperty("--xent-colour", chart.colourOf(row, index));
    this.listen();
  }

  get value() {
    return this.chart.rows[this.row][this.index];
  }

  get locked() {
    return this.chart.locked[this.row][this.index];
  }

  listen() {
    this.track.addEventListener("keydown", (event) => this.key(event));
    this.track.addEventListener("pointerdown", (event) => this.drag(event));
    this.track.addEventListener("dblclick", () => {
      this.chart.set(this.beforeClicks); // its first click has moved the bar
      this.toggleLock();
    });
    this.lock.addEventListener("click", () => this.toggleLock());
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key] / (event.shiftKey ? FINER : 1);
    if (step) this.move(this.value + step);
    else if (event.key === "Home") this.move(0);
    else if (event.key === "End") this.move(1);
    else if (event.key.toLowerCase() === "l") this.toggleLock();
    else if (/^[\d.,]$/.test(event.key)) this.entry.start(event.key);
    else if (event.key === "Enter" && !event.shiftKey) this.entry.element.focus();
    else return; // Tab, and JupyterLab's own keys such as Shift Enter
    event.preventDefault();
    event.stopPropagation(); // JupyterLab takes single keys that it sees as commands
  }

  // In a drag the others give way from where they stood at its start, so that the way back is the way there.
  drag(event) {
    if (event.button) return;
    this.track.focus();
    const moveBy = this.grab();
    const { height } = this.track.getBoundingClientRect();
    let dragged = false;
    const follow = ({ clientY }) => {
      dragged ||= Math.abs(clientY - event.clientY) >= CLICK;
      if (dragged) moveBy([(event.clientY - clientY) / height]);
    };
    drag(this.track, event, follow, () => dragged || this.click(event));
  }

  grab() {
    const [start, from] = [this.chart.rows, this.value];
    return ([change]) => this.move(from + change, start);
  }

  // A click brings the bar to the pointer.
  click({ timeStamp, clientY }) {
    if (timeStamp - this.lastClick > DOUBLE_CLICK) this.beforeClicks = this.chart.rows;
    this.lastClick = timeStamp;
    const { height, bottom } = this.track.getBoundingClientRect();
    this.move((bottom - clientY) / height);
  }

  move(value, start) {
    this.chart.move(this, Math.min(1, Math.max(0, Math.round(value * 1000) / 1000)), start);
  }

  toggleLock() {
    const locked = this.chart.locked.map((row) => [...row]);
    locked[this.row][this.index] = !this.locked;
    this.chart.setLocked(locked);
  }

  show() {
    const text = this.value.toFixed(3);
    this.fill.style.height = `${100 * this.value}%`;
    this.track.setAttribute("aria-valuenow", text);
    this.track.setAttribute("aria-valuetext", `probability ${text}${this.locked ? ", locked" : ""}`);
    this.entry.show(text);
    this.element.classList.toggle("xent-locked", this.locked);
    this.lock.setAttribute("aria-pressed", this.locked);
  }
}

function makeTrack(label, fill) {
  const attributes = {
    class: "xent-track",
    role: "slider",
    tabindex: 0,
    "aria-label": label,
    "aria-orientation": "vertical",
    "aria-valuemin": 0,
    "aria-valuemax": 1,
    "aria-keyshortcuts": "L Enter",
    title: `${label}: drag, arrow keys, type a number; a double click or L locks`,
  };
  return make("div", attributes, fill);
}

function makeLock(label) {
  const attributes = { class: "xent-lock", type: "button", "aria-label": `lock ${label}`, tabindex: -1 };
  const lock = make("button", attributes);
  lock.innerHTML = LOCK;
  return lock;
}

// One distribution, or a pair p and q that stands on one axis.
class Chart {
  constructor(model) {
    this.model = model;
    this.names = model.get("names");
    this.series = model.get("series");
    this.pair = this.series.length > 1;
    this.rows = this.ofModel("value");
    this.bars = this.series.map((_, row) => this.names.map((_, index) => new Bar(this, row, index)));
    const outcomes = this.names.map((name, index) => this.outcome(name, index));
    const label = `probabilities ${this.series.join(" and ")}`;
    const group = { class: "xent-chart", role: "group", "aria-label": label };
    const chart = make("div", group, ...outcomes);
    this.element = make("div", { class: "xent-control xent-distribution-sliders" }, chart);
    if (this.pair) this.element.append(this.swapButton());
    offerHandle(model, this.element, (entry) => this.handle(entry));
    this.send = latestWinsSender(model, this.element, () => this.show(this.ofModel("value")));
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

  nameOf(row, index) {
    return `${this.series[row]}(${this.names[index]})`;
  }

  styleOf(row, index) {
    return this.pair ? row : index;
  }

  colourOf(row, index) {
    const colours = this.model.get("colours");
    return colours[this.styleOf(row, index) % colours.length];
  }

  outcome(name, index) {
    const bars = make("div", { class: "xent-bars" }, ...this.bars.map((row) => row[index].element));
    return make("div", { class: "xent-outcome" }, bars, make("div", { class: "xent-name" }, name));
  }

  swapButton() {
    const name = `swap ${this.series.join(" and ")}`;
    const button = make("button", { type: "button", class: "jupyter-button xent-swap" }, name);
    button.addEventListener("click", () => this.set([...this.rows].reverse()));
    return button;
  }

  // One bar, or without an index a whole distribution.
  handle(entry) {
    const [row, index] = this.pair ? [entry].flat() : [0, entry ?? undefined];
    const bars = index === undefined ? this.bars[row] : [this.bars[row][index]];
    const grab = () => (index === undefined ? this.grab(row) : bars[0].grab());
    return { parts: bars.flatMap((bar) => [bar.track, bar.entry.element]), grab };
  }

  grab(row) {
    const start = this.rows[row];
    return (change) => this.setRow(row, moveWhole(start, change, this.locked[row]));
  }

  move(bar, value, start = this.rows) {
    if (bar.locked) return bar.show();
    this.setRow(bar.row, giveWay(start[bar.row], bar.index, value, this.locked[bar.row]));
    bar.show();
  }

  setRow(row, p) {
    if (p.every((mass, index) => mass === this.rows[row][index])) return;
    this.set(this.rows.map((each, place) => (place === row ? p : each)));
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
