// The stage: one explorer over the whole screen, and where the browser refuses that, over the whole window.

const STAGE = "xent-on-stage";
const STAGE_KEY = "f";

function stageButton() {
  const title = `over the whole screen, and back (key ${STAGE_KEY.toUpperCase()})`;
  const attributes = { class: "xent-button xent-stage-button", type: "button", title, "aria-pressed": false };
  return make("button", { ...attributes, "aria-keyshortcuts": STAGE_KEY.toUpperCase() }, "stage");
}

function followStage(explorer, button) {
  const stage = new Stage(explorer, button);
  button.addEventListener("click", () => stage.toggle());
  explorer.addEventListener("keydown", (event) => {
    const typing = event.target.matches("select, input:not([type=range], [type=radio], [type=checkbox])");
    if (event.key !== STAGE_KEY || event.ctrlKey || event.altKey || event.metaKey || typing) return;
    event.stopPropagation();
    stage.toggle();
  });
}

class Stage {
  constructor(explorer, button) {
    Object.assign(this, { explorer, button });
    this.keys = (event) => this.key(event);
    explorer.addEventListener("fullscreenchange", () => document.fullscreenElement || this.leave());
  }

  get on() {
    return this.explorer.classList.contains(STAGE);
  }

  toggle() {
    if (this.on) this.leave();
    else this.enter();
  }

  async enter() {
    const { explorer } = this;
    this.before = document.activeElement;
    explorer.parentElement.style.minHeight = `${explorer.offsetHeight}px`; // so that the page behind stays
    this.show(true);
    try {
      await explorer.requestFullscreen();
    } catch {
      explorer.popover = "manual"; // in the top layer nothing of the page can cut it off
      explorer.showPopover();
    }
  }

  leave() {
    if (!this.on) return;
    this.show(false);
    if (document.fullscreenElement) document.exitFullscreen();
    this.explorer.removeAttribute("popover");
    this.explorer.parentElement.style.minHeight = "";
    this.before?.focus({ preventScroll: true });
  }

  show(on) {
    this.explorer.classList.toggle(STAGE, on);
    this.button.ariaPressed = on;
    document[on ? "addEventListener" : "removeEventListener"]("keydown", this.keys, true);
  }

  // Escape belongs to the page while it is hidden, wherever the focus is, but first to a number being typed.
  key(event) {
    if (event.key !== "Escape" || event.target.matches(".xent-entry")) return;
    event.stopPropagation();
    this.leave();
  }
}
