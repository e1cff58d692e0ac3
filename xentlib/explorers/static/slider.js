// A slider for one number: the browser's own, which knows keys, touch and screen readers.

const PACE = 50; // ms that a step of play takes at least
const REDUCED = "(prefers-reduced-motion: reduce)";
const icon = (path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}" fill="currentColor"/></svg>`;
const [STEP_ICON, PLAY_ICON] = [icon("M3 3 L10 8 L3 13 z M11 3 h2 v10 h-2 z"), icon("M4 2 L14 8 L4 14 z")];

// Step and play, for whole numbers. `advance` moves the slider by one step, or from its end to its lowest
// number; the promise that it returns waits for the kernel's answer.
class Motion {
  constructor({ label, atEnd, advance }) {
    Object.assign(this, { atEnd, advance });
    this.step = makeIcon("xent-step", `${label}: one step`, STEP_ICON);
    this.play = makeIcon("xent-play", `${label}: play`, PLAY_ICON);
    this.element = make("span", { class: "xent-motion" }, this.step, this.play);
    this.step.addEventListener("click", advance);
    this.play.addEventListener("click", () => (this.running ? this.stop() : this.start()));
    this.show();
  }

  // The kernel sets the pace. What starts anew while the last step is still on its way is a run of its own.
  async start() {
    const run = (this.running = new AbortController());
    this.show();
    this.listen(run.signal);
    do {
      await Promise.all([this.advance(), new Promise((go) => setTimeout(go, PACE))]);
    } while (!run.signal.aborted && !this.atEnd() && !matchMedia(REDUCED).matches);
    if (!run.signal.aborted) this.stop();
  }

  // Any touch in the explorer stops it. A click on the button itself does so by its own; a key that would have
  // the page scroll from there has done enough when it has stopped.
  listen(signal) {
    const explorer = this.element.closest(".xent-explorer") ?? this.element;
    const touch = (event) => {
      const { type, key, target } = event;
      const own = this.element.contains(target);
      const click = this.play.contains(target) && (type === "pointerdown" || key === " " || key === "Enter");
      if (own && MOVING_KEYS.test(key)) event.preventDefault();
      if (!click) this.stop();
    };
    for (const type of ["pointerdown", "keydown"]) {
      explorer.addEventListener(type, touch, { capture: true, signal });
    }
  }

  stop() {
    this.running.abort();
    this.running = null;
    this.show();
  }

  show() {
    this.play.ariaPressed = this.running ? "true" : "false";
  }
}

function makeIcon(name, label, icon) {
  const button = make("button", { class: `xent-icon ${name}`, type: "button", "aria-label": label, title: label });
  button.innerHTML = icon;
  return button;
}

export default {
  render({ model, el }) {
    const [label, min, max, step] = ["description", "min", "max", "step"].map((trait) => model.get(trait));
    const digits = (String(step).split(".")[1] ?? "").length;
    const range = make("input", { type: "range", min, max, step, "aria-label": label });
    let answered = () => {};
    const show = (value) => {
      range.value = value; // to the nearest step between the ends
      entry.show(Number(range.value).toFixed(digits));
    };
    // A drag hears of a place twice. What is shown is on its way already: sent again, it keeps the next one waiting.
    const move = (value) => {
      const shown = range.value;
      show(value);
      if (range.value !== shown) send(Number(range.value));
    };
    const entry = new NumberEntry({ label, slider: range, parse: parseNumber, move });
    const send = latestWinsSender(model, el, () => {
      show(model.get("value"));
      answered();
    });
    range.addEventListener("input", () => {
      show(range.value);
      send(Number(range.value));
    });
    const name = make("span", { "aria-hidden": true }, label);
    const control = make("div", { class: "xent-control xent-slider" }, name, range, entry.element);
    const atEnd = () => Number(range.value) + step > max;
    const advance = () => {
      move(atEnd() ? min : Number(range.value) + step);
      return new Promise((resolve) => (answered = resolve));
    };
    if (Number.isInteger(step)) control.append(new Motion({ label, atEnd, advance }).element);
    keepKeys(range);
    const grab = () => {
      const from = Number(range.value);
      return ([change]) => move(from + change);
    };
    offerHandle(model, control, () => ({ parts: [range, entry.element], grab }));
    el.append(control);
    show(model.get("value"));
  },
};
