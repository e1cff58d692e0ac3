// Explorers on a page without a kernel: the widgets are JupyterLab's own, and what the kernel would have told them
// is looked up in a record. In front of this stands WIDGETS, what each kind of widget exports.

const END = "\x1f"; // of a field; see encode.py
const FIELDS = ["handles", "places", "sentence", "feedback", "definitions", "animated"];
const NATIVE = "input, select, button";
const KEYS_OF_THE_PAGE = /^(Tab|Escape|f)$/;
const SAME_DIRECTION = 1e-6; // what rounding leaves of it
const WRITE_AFTER = 300; // ms without a move; browsers count how often a page changes its address

const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

// What anywidget gives a widget's view. What is set from there, a lock, would lead off the record.
class Model {
  constructor(traits, answer) {
    Object.assign(this, { traits, answer, listeners: [] });
  }

  get(name) {
    return this.traits[name];
  }

  set() {}

  save_changes() {}

  // The answer comes with the next picture of the screen, and never before `send` has returned.
  send(message) {
    requestAnimationFrame(() => this.answer(message, this));
  }

  on(event, callback) {
    this.listeners.push([event, callback]);
  }

  off(event, callback) {
    this.listeners = this.listeners.filter(([name, each]) => name !== event || (callback && each !== callback));
  }

  emit(event, message) {
    for (const [name, callback] of this.listeners) if (name === event) callback(message);
  }

  update(traits) {
    const changed = Object.keys(traits).filter((name) => !same(this.traits[name], traits[name]));
    Object.assign(this.traits, traits);
    for (const name of changed) this.emit(`change:${name}`);
    if (changed.length) this.emit("change");
  }
}

// Whole numbers as `varints` in encode.py writes them.
class Reader {
  constructor(bytes) {
    Object.assign(this, { bytes, place: 0 });
  }

  next() {
    let [number, scale, byte] = [0, 1, 128];
    for (; byte > 127; scale *= 128) {
      byte = this.bytes[this.place++];
      number += (byte % 128) * scale;
    }
    return number % 2 ? -(number + 1) / 2 : number / 2;
  }

  get done() {
    return this.place >= this.bytes.length;
  }
}

// The frames of one file. Of what has not changed since the frame before the piece itself is kept.
class Frames {
  constructor(templates, bytes) {
    this.templates = templates.map((text) => {
      const decimals = (text.match(/[\x01-\x04]/g) ?? []).map((sign) => sign.charCodeAt());
      return { texts: text.split(/[\x01-\x04]/), decimals };
    });
    const reader = new Reader(bytes);
    this.all = [];
    while (!reader.done) this.all.push(this.frame(reader, this.all.at(-1) ?? []));
  }

  frame(reader, before) {
    return Array.from({ length: reader.next() }, (_, index) => this.piece(reader, before[index]));
  }

  piece(reader, before) {
    const template = reader.next() + (before?.template ?? -1);
    const stays = before?.template === template;
    const numbers = new Int32Array(this.templates[template].decimals.length);
    let changed = !stays;
    for (let i = 0; i < numbers.length; i++) {
      const difference = reader.next();
      numbers[i] = difference + (stays ? before.numbers[i] : (numbers[i - 2] ?? 0));
      changed ||= difference !== 0;
    }
    return changed ? { template, numbers } : before;
  }

  // What the kernel would have told.
  traits(index) {
    const texts = this.all[index].map((piece) => this.text(piece)).join("").split(END);
    const traits = Object.fromEntries(FIELDS.map((name, place) => [name, texts[place]]));
    return { ...traits, handles: JSON.parse(traits.handles), places: JSON.parse(traits.places) };
  }

  text({ template, numbers }) {
    const { texts, decimals } = this.templates[template];
    return texts.map((text, i) => (i ? decimal(numbers[i - 1], decimals[i - 1]) + text : text)).join("");
  }
}

function decimal(number, digits) {
  const text = String(Math.abs(number)).padStart(digits + 1, "0");
  return `${number < 0 ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

// A file of a record: classic scripts, because from disk a browser opens nothing else.
async function load(address) {
  const name = address.split("/").at(-1);
  await new Promise((resolve, reject) => {
    const element = make("script", { src: `${address}.js` });
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`no record at ${element.src}`)));
    document.head.append(element);
  });
  const bytes = Uint8Array.from(atob(window.xentRecords[name]), (letter) => letter.charCodeAt());
  delete window.xentRecords[name];
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = new Uint8Array(await new Response(stream).arrayBuffer());
  const [start, end] = [4, 4 + new DataView(data.buffer).getUint32(0, true)];
  const head = JSON.parse(new TextDecoder().decode(data.subarray(start, end)));
  return { ...head, frames: new Frames(head.templates, data.subarray(end)) };
}

// States of the explorer: the axes' controls at each of their values, the others as in `state`.
class Sheet {
  constructor(sheet, frames) {
    Object.assign(this, sheet, { frames });
  }

  // The frame of a state; undefined if it is not on this sheet.
  find(state) {
    if (!Object.keys(state).every((name) => name in this.axes || same(state[name], this.state[name][0]))) return;
    let index = 0;
    for (const [name, values] of Object.entries(this.axes)) {
      const place = values.findIndex(([value]) => same(value, state[name]));
      if (place < 0) return;
      index = index * values.length + place;
    }
    return this.first + index;
  }

  // The Python that makes a control where it stands.
  code(name, value) {
    return (this.axes[name]?.find(([each]) => same(each, value)) ?? this.state[name])[1];
  }

  line(name) {
    return this.axes[name].map(([value]) => value);
  }

  moves(name, state) {
    return this.axes[name]?.length > 1 && this.find(state) !== undefined;
  }
}

// How far a value is from the one that the hand asks for.
function distance(value, wanted) {
  if (Array.isArray(value)) {
    const [all, others] = [value.flat(), wanted.flat()];
    return all.reduce((total, number, i) => total + Math.abs(number - others[i]), 0);
  }
  if (typeof value === "number" && typeof wanted === "number") return Math.abs(value - wanted);
  return value === wanted ? 0 : Infinity;
}

// Whether a value lies in the direction of what is asked for: 1 if it does, −1 the other way; of words each does.
function cosine(now, wanted, value) {
  const [from, to, at] = [now, wanted, value].map((each) => [each].flat(2));
  if (typeof from[0] !== "number") return 1;
  const [asked, there] = [to, at].map((end) => end.map((number, i) => number - from[i]));
  const product = asked.reduce((total, number, i) => total + number * there[i], 0);
  return product / (Math.hypot(...asked) * Math.hypot(...there)) || 0;
}

class Player {
  constructor(place) {
    Object.assign(this, { place, sheets: [], files: new Map(), nudged: false });
  }

  async start() {
    const { controls, canvas, opening, states, note } = await this.load(0);
    Object.assign(this, { opening, states });
    this.state = { ...states[0] };
    this.canvas = new Model(canvas, (message) => this.answer(message));
    this.models = controls.map(({ traits }) => new Model(traits, (message, model) => this.follow(message, model)));
    this.show();
    this.place.append(this.build(controls, note));
    this.place.classList.add("xent-alive");
    this.parts = this.models.flatMap((model, index) => partsOf(model.get("name"), this.panel.children[index]));
    await this.open(addresses.get(this.place.id));
    this.fix();
  }

  // The start's file has a frame for each stop; what can be moved from there comes with the stop's own.
  load(stop) {
    if (!this.files.has(stop)) this.files.set(stop, this.read(stop));
    return this.files.get(stop);
  }

  async read(stop) {
    const head = await load(`${this.place.dataset.record}.${stop}`);
    for (const sheet of head.sheets) this.sheets.push(new Sheet(sheet, head.frames));
    return head;
  }

  build(controls, note) {
    this.panel = make("div", { class: "xent-panel" }, ...controls.map(() => make("div")));
    const box = make("div", { class: "xent-canvas-box" });
    this.explorer = make("div", { class: "xent-explorer" }, this.panel, box);
    controls.forEach(({ widget }, index) => {
      WIDGETS[widget].render({ model: this.models[index], el: this.panel.children[index] });
    });
    WIDGETS.Canvas.render({ model: this.canvas, el: box });
    this.listen();
    const live = make("div", { class: "xent-live" }, make("div", {}, this.explorer));
    if (note) live.append(make("p", { class: "xent-note" }, note));
    return live;
  }

  listen() {
    const { explorer } = this;
    const nudge = ({ type, target }) => {
      const typed = target.matches(".xent-entry");
      this.nudged = type === "keydown" ? !typed : Boolean(target.closest(".xent-motion"));
    };
    const refuse = (event) => {
      if (event.target.closest(".xent-fixed") && !KEYS_OF_THE_PAGE.test(event.key)) event.stopPropagation();
    };
    for (const type of ["pointerdown", "keydown", "click"]) {
      explorer.addEventListener(type, nudge, true);
      explorer.addEventListener(type, refuse, true);
    }
    const ahead = () => this.states.forEach((_, stop) => this.has(stop) && this.load(stop));
    for (const type of ["pointerover", "focusin"]) explorer.addEventListener(type, ahead, { once: true });
  }

  // Whether a stop has a file of its own.
  has(stop) {
    return this.sheets.some((sheet) => sheet.stop === stop);
  }

  // A stop, or the question whether somebody is there.
  answer({ stop, ping }) {
    if (ping) return this.canvas.emit("msg:custom", { pong: true });
    this.stand({ ...this.states[stop] });
    this.canvas.emit("msg:custom", { done: true });
    remember(this);
  }

  // A control has been moved: to the nearest state that is on the record.
  follow({ value }, model) {
    const name = model.get("name");
    const found = this.nearest(name, value);
    if (found !== undefined) {
      model.traits.value = found; // it hears of it by "done"
      this.stand({ ...this.state, [name]: found });
    }
    model.emit("msg:custom", { done: true });
    remember(this);
  }

  // On the line that leads there, of several bars the one that is moved, the nearest value. A key moves on, too,
  // where the record has larger steps than the control.
  nearest(name, wanted) {
    const now = this.state[name];
    if (same(wanted, now)) return now;
    const lines = this.sheets.filter((sheet) => sheet.moves(name, this.state)).map((sheet) => sheet.line(name));
    const towards = lines.map((line) => Math.max(...line.map((value) => cosine(now, wanted, value))));
    const best = Math.max(...towards) - SAME_DIRECTION;
    const values = lines.flatMap((line, index) => (towards[index] < best ? [] : line));
    const ahead = this.nudged ? values.filter((value) => cosine(now, wanted, value) > 0) : values;
    const distances = ahead.map((value) => distance(value, wanted));
    const least = Math.min(...distances);
    return Number.isFinite(least) ? ahead[distances.indexOf(least)] : undefined;
  }

  // The picture is there at once, what can be moved on from it when its file is.
  stand(state) {
    this.state = state;
    const { stop } = this.show();
    const files = [stop, this.canvas.get("stop")].filter((each) => this.has(each)).map((each) => this.load(each));
    this.settled = Promise.all(files).then(() => this.fix());
    return this.settled;
  }

  show() {
    const { state } = this;
    const sheet = this.sheets.find((each) => each.find(state) !== undefined);
    const stop = this.states.findIndex((each) => same(each, state));
    const codes = Object.entries(state).map(([name, value]) => `${name}=${sheet.code(name, value)}`);
    for (const model of this.models) model.update({ value: state[model.get("name")] });
    this.canvas.update({
      ...sheet.frames.traits(sheet.find(state)),
      stop: stop < 0 ? null : stop,
      source: `${this.opening}${codes.join(", ")})`,
    });
    return sheet;
  }

  // What would lead off the record is shown as fixed.
  fix() {
    const moving = (name) => this.sheets.filter((sheet) => sheet.moves(name, this.state));
    for (const { name, part, element } of this.parts) {
      const fixed = !moving(name).some((sheet) => part === null || same(sheet.part, part));
      if (element.classList.contains("xent-fixed") !== fixed) disable(element, fixed);
    }
    for (const zone of this.explorer.querySelectorAll(".xent-handle")) {
      zone.classList.toggle("xent-fixed", zone.xentParts().every((part) => part.closest(".xent-fixed")));
    }
  }

  // What the address says of this explorer; the start if that is not on the record.
  async open(text) {
    if (!text) return;
    const { at = "0", ...named } = Object.fromEntries(text.split("&").map((pair) => pair.split("=")));
    if (!this.has(Number(at))) return;
    await this.load(Number(at));
    const states = this.sheets.filter(({ stop }) => stop === Number(at)).map((sheet) => stateAt(sheet, named));
    await this.stand(states.find(Boolean) ?? { ...this.states[0] });
  }

  // What the address is to say: the stop, and what differs from it.
  address() {
    if (same(this.state, this.states[0])) return "";
    const { stop } = this.sheets.find((sheet) => sheet.find(this.state) !== undefined);
    const moved = Object.entries(this.state).filter(([name, value]) => !same(value, this.states[stop][name]));
    return [`at=${stop}`, ...moved.map(([name, value]) => `${name}=${written(value)}`)].join("&");
  }
}

// The state on a sheet at which the named controls stand as written.
function stateAt({ state, axes }, named) {
  const found = Object.entries(named).map(([name, text]) => {
    return [name, axes[name]?.find(([value]) => written(value) === text)?.[0]];
  });
  if (found.some(([, value]) => value === undefined)) return;
  const values = Object.entries(state).map(([name, [value]]) => [name, value]);
  return Object.fromEntries([...values, ...found]);
}

function written(value) {
  if (Array.isArray(value)) return value.flat().map((number) => number.toFixed(4)).join("_");
  return encodeURIComponent(value);
}

// The parts of a control that move by themselves: each bar of a distribution, and a pair's swap.
function partsOf(name, view) {
  const chart = view.querySelector(".xent-chart");
  if (!chart) return [{ name, part: null, element: view.firstElementChild }];
  for (const track of view.querySelectorAll(".xent-track")) {
    track.title = track.title.split(";")[0]; // a lock would lead off the record
    track.setAttribute("aria-keyshortcuts", "Enter");
  }
  const bars = [...chart.children].flatMap((outcome, bar) => {
    return [...outcome.querySelectorAll(".xent-bar")].map((element, row) => ({ name, part: [row, bar], element }));
  });
  const swap = view.querySelector(".xent-swap");
  return swap ? [...bars, { name, part: "swap", element: swap }] : bars;
}

function disable(element, fixed) {
  element.classList.toggle("xent-fixed", fixed);
  element.setAttribute("aria-disabled", fixed);
  if (element.matches(NATIVE)) element.disabled = fixed;
  for (const native of element.querySelectorAll(NATIVE)) native.disabled = fixed;
  for (const slider of element.querySelectorAll("[role=slider]")) slider.setAttribute("aria-disabled", fixed);
}

// The address says where each explorer stands that has been moved, the last one first: #name?at=1&x=0.3;other?at=0
const addresses = new Map();
let writing;

// These first, the others as they were: a link to a part of the page names no state, and moves none.
function tell(entries) {
  const named = new Map(entries);
  const others = [...addresses].filter(([name]) => !named.has(name));
  addresses.clear();
  for (const [name, text] of [...named, ...others]) if (text) addresses.set(name, text);
}

// Return the names of the explorers that the address brings somewhere.
function readAddress() {
  const entries = [...location.hash.matchAll(/(?:^#|;)([^?;]+)\?([^;]*)/g)].map(([, name, text]) => [name, text]);
  const names = entries.map(([name]) => name);
  tell(entries);
  document.getElementById(names[0])?.scrollIntoView({ block: "center" });
  return names;
}

function remember(player) {
  clearTimeout(writing);
  writing = setTimeout(() => {
    tell([[player.place.id, player.address()]]);
    const hash = [...addresses].map(([name, text]) => `${name}?${text}`).join(";");
    history.replaceState(history.state, "", `#${hash || player.place.id}`);
  }, WRITE_AFTER);
}

// Each explorer is loaded when it comes within a screen's height of sight.
function play() {
  readAddress();
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
        seen.unobserve(target);
        target.xentPlayer = new Player(target);
        target.xentPlayer.settled = target.xentPlayer.start();
      }
    },
    { rootMargin: "100% 0%" },
  );
  for (const place of document.querySelectorAll(".xent-recorded")) seen.observe(place);
  addEventListener("hashchange", () => {
    for (const name of readAddress()) document.getElementById(name)?.xentPlayer?.open(addresses.get(name));
  });
}

play();
