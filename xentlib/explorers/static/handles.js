// The picture under the hand: over each artist that may be dragged lies a zone that takes the pointer. It moves
// the control that is there already, which serves keyboard and screen reader.

function makeHandles(model, picture) {
  const zones = model.get("handles").map((_, index) => makeZone(model, index, picture));
  const overlay = make("div", { class: "xent-handles", "aria-hidden": true }, ...zones);
  const [width, height] = model.get("size");
  const place = () => {
    model.get("places").forEach((place, index) => {
      const [x, y] = place ?? [0, 0];
      const left = `${(100 * x) / width}%`; // at every size of the picture
      Object.assign(zones[index].style, { left, top: `${(100 * y) / height}%` });
      zones[index].classList.toggle("xent-undrawn", !place);
    });
  };
  model.on("change:places", place);
  place();
  return overlay;
}

function makeZone(model, index, picture) {
  const zone = make("div", { class: "xent-handle" });
  const handle = model.get("handles")[index];
  zone.style.cursor = cursorOf(handle.slope);
  zone.addEventListener("pointerdown", (event) => {
    if (!event.button) dragHandle(zone, event, model.get("handles")[index], picture); // its slope as it is now
  });
  zone.dataset.control = handle.control;
  zone.xentParts = () => controlOf(zone, handle).parts;
  return zone;
}

function cursorOf([[x, y], ...rest]) {
  if (rest.length) return "move";
  return Math.abs(x) > Math.abs(y) ? "ew-resize" : "ns-resize";
}

// The parts of the control, and how it is moved, from the control's own view; see `offerHandle`.
function controlOf(zone, { control, entry }) {
  const view = zone.closest(".xent-explorer").querySelector(`[data-name="${CSS.escape(control)}"]`);
  return view.xentHandle(entry);
}

// The value moves by as much as the hand, from where it stood: nothing jumps when the handle is taken.
function dragHandle(zone, event, handle, picture) {
  const { parts, grab } = controlOf(zone, handle);
  parts[0].focus({ preventScroll: true });
  const moveBy = grab();
  const pixel = picture.viewBox.baseVal.width / picture.getBoundingClientRect().width;
  const follow = ({ clientX, clientY }) => {
    const [dx, dy] = [pixel * (clientX - event.clientX), pixel * (clientY - event.clientY)];
    moveBy(handle.slope.map(([x, y]) => x * dx + y * dy));
  };
  zone.classList.add("xent-held");
  drag(zone, event, follow, () => zone.classList.remove("xent-held"));
}

// A ring around the handles of what has the focus.
function ringHandles(explorer) {
  const ring = (focused) => {
    for (const zone of explorer.querySelectorAll(".xent-handle")) {
      zone.classList.toggle("xent-focused", Boolean(focused) && zone.xentParts().includes(focused));
    }
  };
  explorer.addEventListener("focusin", ({ target }) => ring(target));
  explorer.addEventListener("focusout", ({ relatedTarget }) => ring(relatedTarget));
}
