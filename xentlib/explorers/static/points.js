// Points in a plane, x and y from −1 to 1. The value is a list of [x, y, class].

const NEAR = 0.05; // what an arrow key moves a point by
const FAR = 0.25; // and Page Up and Page Down
const EDGE = 12; // px within the plane's border at which x or y is −1 or 1, so that no point sticks out
const FINER = 5; // Shift divides the step by this
const MOVES_OF = {
  ArrowRight: [NEAR, 0],
  ArrowLeft: [-NEAR, 0],
  ArrowUp: [0, NEAR],
  ArrowDown: [0, -NEAR],
  PageUp: [0, FAR],
  PageDown: [0, -FAR],
  Home: [-2, 0],
  End: [2, 0],
};

const inside = (place) => Math.min(1, Math.max(-1, Math.round(place * 100) / 100));
const offset = (place) => `calc(50% + ${place / 2} * (100% - ${2 * EDGE}px))`;
const inWords = (place) => place.toFixed(2).replace("-", "−");

class Plane {
  chosen = 0; // the class of the next point
  current = 0; // the point that Tab leads to
  pressed = -1; // the point under the pointer when it went down

  constructor(model) {
    this.model = model;
    this.names = model.get("names");
    this.plane = make("div", { class: "xent-plane", role: "group", "aria-label": "points in the plane" });
    const next = make("div", { class: "xent-next" }, this.classes(), this.addButton());
    this.element = make("div", { class: "xent-control xent-points" }, this.plane, next);
    this.send = latestWinsSender(model, this.element, () => this.show(model.get("value")));
    this.plane.addEventListener("pointerdown", (event) => this.press(event));
    this.plane.addEventListener("dblclick", () => this.remove(this.pressed));
    this.plane.addEventListener("keydown", (event) => this.key(event, this.indexOf(event.target)));
    this.show(model.get("value"));
  }

  // Which class the next point has: radio buttons, with the colour and the shape of the class.
  classes() {
    const group = make("div", { role: "radiogroup", "aria-label": "class of the next point" });
    const name = uniqueName();
    for (const [index, label] of this.names.entries()) {
      const input = make("input", { type: "radio", name, value: index });
      input.checked = index === this.chosen;
      input.addEventListener("change", () => (this.chosen = index));
      group.append(make("label", {}, input, this.shape(index), label));
    }
    keepKeys(group);
    return make("div", { class: "xent-toggle-buttons" }, make("span", { "aria-hidden": true }, "add"), group);
  }

  shape(index) {
    const shape = make("i", { class: `xent-shape xent-shape-${index % 3}` });
    shape.style.setProperty("--xent-colour", this.model.get("colours")[index]);
    return shape;
  }

  addButton() {
    const button = make("button", { type: "button", class: "jupyter-button xent-button" }, "add a point");
    button.addEventListener("click", () => this.add(0, 0));
    return button;
  }

  indexOf(target) {
    return [...this.plane.children].indexOf(target.closest(".xent-point"));
  }

  // Where the pointer is, in the numbers of the plane.
  place({ clientX, clientY }) {
    const { left, top, width, height } = this.plane.getBoundingClientRect();
    const share = (pixels, length) => (pixels - EDGE) / (length - 2 * EDGE);
    return [2 * share(clientX - left, width) - 1, 1 - 2 * share(clientY - top, height)];
  }

  // On a point the pointer drags it, elsewhere it adds one and drags that.
  press(event) {
    if (event.button) return;
    this.pressed = this.indexOf(event.target); // a double click is the plane's, which has the pointer
    const index = this.pressed < 0 ? this.add(...this.place(event)) : this.pressed;
    if (index < 0) return;
    this.focus(index);
    drag(this.plane, event, (moved) => this.moveTo(index, ...this.place(moved)));
  }

  key(event, index) {
    if (index < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const { key, shiftKey } = event;
    const [x, y] = this.points[index];
    const [dx, dy] = (MOVES_OF[key] ?? []).map((step) => step / (shiftKey ? FINER : 1));
    if (key in MOVES_OF) this.moveTo(index, x + dx, y + dy);
    else if (key === "Delete" || key === "Backspace") this.remove(index);
    else if (key === "Insert") this.add(x + NEAR, y + NEAR);
    else if (/^[np]$/i.test(key)) this.focus(index + (key.toLowerCase() === "n" ? 1 : -1));
    else if (this.names[key - 1]) this.change(index, [x, y, key - 1]);
    else return; // Tab, and JupyterLab's own keys such as Shift Enter
    event.preventDefault();
    event.stopPropagation(); // JupyterLab takes single keys that it sees as commands
  }

  // A point is added last; -1 where there is no room for one.
  add(x, y) {
    if (this.points.length >= this.model.get("limit")) return -1;
    this.set([...this.points, [inside(x), inside(y), this.chosen]]);
    this.focus(this.points.length - 1);
    return this.points.length - 1;
  }

  // The last point stays: there is nothing to learn from none.
  remove(index) {
    if (index < 0 || this.points.length < 2) return;
    this.set(this.points.filter((_, other) => other !== index));
    this.focus(Math.min(index, this.points.length - 1));
  }

  moveTo(index, x, y) {
    this.change(index, [inside(x), inside(y), this.points[index][2]]);
  }

  change(index, point) {
    this.set(this.points.map((old, other) => (other === index ? point : old)));
  }

  focus(index) {
    this.current = (index + this.points.length) % this.points.length;
    this.show(this.points);
    this.plane.children[this.current].focus();
  }

  set(points) {
    this.show(points);
    this.send(points);
  }

  show(points) {
    this.points = points;
    this.current = Math.min(this.current, points.length - 1);
    while (this.plane.children.length > points.length) this.plane.lastChild.remove();
    while (this.plane.children.length < points.length) this.plane.append(makePoint());
    for (const [index, element] of [...this.plane.children].entries()) this.showPoint(element, index);
  }

  showPoint(element, index) {
    const [x, y, label] = this.points[index];
    const words = `x ${inWords(x)}, y ${inWords(y)}`;
    element.style.left = offset(x);
    element.style.top = offset(-y);
    element.tabIndex = index === this.current ? 0 : -1;
    element.ariaLabel = `point ${index + 1} of ${this.points.length}, class ${this.names[label]}`;
    element.setAttribute("aria-valuenow", x);
    element.setAttribute("aria-valuetext", words);
    if (element.dataset.label !== String(label)) {
      element.dataset.label = label;
      element.replaceChildren(this.shape(label));
    }
  }
}

// A slider in two directions: the value in numbers is x, and in words both.
function makePoint() {
  return make("div", {
    class: "xent-point",
    role: "slider",
    "aria-roledescription": "point",
    "aria-valuemin": -1,
    "aria-valuemax": 1,
    "aria-keyshortcuts": "Delete Insert N P 1 2 3",
    title: "drag, arrow keys; a double click or Delete takes it away, Insert adds one, 1, 2, 3 change its class",
  });
}

export default {
  render({ model, el }) {
    el.append(new Plane(model).element);
  },
};
