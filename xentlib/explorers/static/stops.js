// Stops: a button brings all controls to named values at once; on the stage a presenter's clicker does.

const CLICKER = { PageDown: 1, PageUp: -1 };

class Stops {
  constructor(model) {
    this.model = model;
    this.buttons = model.get("stops").map((name, index) => this.makeButton(name, index));
    this.element = make("div", { class: "xent-stops", role: "group", "aria-label": "stops" }, ...this.buttons);
    this.send = latestWinsSender(model, this.element, () => this.show(model.get("stop")), "stop");
    this.show(model.get("stop"));
  }

  makeButton(name, index) {
    const button = make("button", { class: "xent-button", type: "button" }, name);
    button.addEventListener("click", () => this.goTo(index));
    return button;
  }

  goTo(index) {
    this.show(index);
    this.send(index);
  }

  // None is pressed while the controls stand elsewhere; the clicker goes on from the last one.
  show(stop) {
    this.last = stop ?? this.last;
    this.buttons.forEach((button, index) => (button.ariaPressed = index === stop));
  }

  // Before the sliders see the keys, which would move them.
  followClicker(explorer) {
    const follow = (event) => {
      const step = CLICKER[event.key];
      if (!step || !explorer.classList.contains("xent-on-stage")) return;
      event.preventDefault();
      event.stopPropagation();
      this.goTo(Math.min(Math.max(this.last + step, 0), this.buttons.length - 1));
    };
    explorer.addEventListener("keydown", follow, true);
  }
}
