// Put in front of every widget's own file. Plain JavaScript, used as it stands.

// Send a value of a trait to the kernel: one message in flight at a time, and of the values that come up
// meanwhile only the newest. The kernel answers when everything that follows the value has been done.
function latestWinsSender(model, element, whenIdle, trait = "value") {
  let inFlight = false;
  let newest = null;
  const send = () => {
    model.send({ [trait]: newest });
    inFlight = true;
    newest = null;
    element.ariaBusy = "true";
  };
  model.on("msg:custom", ({ done }) => {
    if (!done) return; // it answers something else
    inFlight = false;
    if (newest !== null) return send();
    element.ariaBusy = "false";
    whenIdle();
  });
  // While a message is in flight, the kernel's value is older than the one shown.
  model.on(`change:${trait}`, () => inFlight || whenIdle());
  return (value) => {
    newest = value;
    if (!inFlight) send();
  };
}

// How a picture's handles find a control and move it. `handle(entry)` returns its parts that take the focus,
// the first of them first, and `grab`: called when a drag starts, it returns a function that moves the value
// by so much from where it then stood.
function offerHandle(model, element, handle) {
  element.dataset.name = model.get("name");
  element.xentHandle = handle;
}

// The browser keeps pointermove back until its next frame; where it can, it reports a move at once, too.
const MOVES = ["pointerrawupdate", "pointermove"];

// Follow the pointer that has gone down on an element, wherever it goes, until it is let go.
function drag(element, event, follow, end = () => {}) {
  event.preventDefault(); // nothing is selected, and nothing scrolls
  element.setPointerCapture(event.pointerId);
  const move = (moved) => moved.pointerId === event.pointerId && follow(moved);
  for (const type of MOVES) element.addEventListener(type, move);
  const stop = () => {
    for (const type of MOVES) element.removeEventListener(type, move);
    end();
  };
  element.addEventListener("lostpointercapture", stop, { once: true });
}

// A number as people write it: .25, 0,25, −0.5, 1e-3, 25 % or 1/4; NaN if it is none.
export function parseNumber(text) {
  const quotient = /^\s*([-+]?[\d.,]+(?:e[-+]?\d+)?)\s*(?:\/\s*([\d.,]+))?\s*(%?)\s*$/i;
  const [, top, bottom = "1", percent] = quotient.exec(text.replaceAll("−", "-")) ?? [];
  const decimal = (digits) => Number(digits?.replace(",", "."));
  const value = decimal(top) / decimal(bottom) / (percent ? 100 : 1);
  return Number.isFinite(value) ? value : NaN;
}

// The field beside a slider in which its number is typed. Enter takes the number over and returns to the
// slider; leaving the field takes it over, too. Escape restores the slider's own. Text for which `parse`
// returns NaN is marked, moves nothing, and is gone when the field is left.
class NumberEntry {
  constructor({ label, slider, parse, move }) {
    Object.assign(this, { slider, parse, move });
    const attributes = { class: "xent-entry", "aria-label": `${label}, a number`, inputmode: "decimal" };
    this.element = make("input", attributes);
    this.element.addEventListener("focus", () => this.element.select());
    this.element.addEventListener("input", () => this.edit());
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("blur", () => this.take() || this.restore());
  }

  // Show the slider's number, but not under the fingers of someone who is typing.
  show(text) {
    this.text = text;
    if (!this.edited) this.restore();
  }

  restore() {
    this.element.value = this.text;
    this.element.removeAttribute("aria-invalid");
    this.edited = false;
  }

  edit() {
    this.element.removeAttribute("aria-invalid");
    this.edited = true;
  }

  // Start typing with this character.
  start(character) {
    this.element.focus();
    this.element.value = character;
    this.edit();
  }

  key(event) {
    if (event.key === "Escape") this.restore();
    else if (event.key !== "Enter" || event.shiftKey || !this.take()) return;
    event.stopPropagation(); // JupyterLab takes Escape as a command, and Enter on the slider
    this.slider.focus();
  }

  // Move the slider to what has been typed; return whether that is a number it can take.
  take() {
    if (!this.edited) return true;
    const value = this.parse(this.element.value);
    const valid = !Number.isNaN(value);
    if (!valid) this.element.setAttribute("aria-invalid", true);
    else {
      this.move(value);
      this.restore();
    }
    return valid;
  }
}

// A name that nothing else on the page has.
function uniqueName() {
  return `xent-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}

// They move a slider, and where none has the focus the browser scrolls the page by them, over many frames.
const MOVING_KEYS = /^(Arrow|Page|Home|End)/;

// What is typed on a control is not for JupyterLab, whose commands are single keys: an arrow in a dropdown
// would move on to the next cell, and an X cut one.
function keepKeys(element) {
  element.addEventListener("keydown", (event) => {
    const command = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
    if (MOVING_KEYS.test(event.key) || (!command && event.key !== "Escape")) event.stopPropagation();
  });
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
