// A slider for one number: the browser's own, which knows keys, touch and screen readers.

export default {
  render({ model, el }) {
    const [name, low, high, step] = ["description", "min", "max", "step"].map((trait) => model.get(trait));
    const digits = (String(step).split(".")[1] ?? "").length;
    const range = make("input", { type: "range", min: low, max: high, step, "aria-label": name });
    const entry = make("input", { inputmode: "decimal", "aria-label": `${name}, a number` });
    const show = (value) => {
      range.value = value;
      if (entry !== document.activeElement) entry.value = value.toFixed(digits);
    };
    const send = courier(model, el, () => show(model.get("value")));
    const move = (value) => {
      show(value);
      send(value);
    };
    range.addEventListener("input", () => move(Number(range.value)));
    keepKeys(range);
    const type = () => {
      const value = Number(entry.value.replace(",", "."));
      if (!Number.isFinite(value)) return;
      range.value = value; // to the nearest step within the ends
      move(Number(range.value));
    };
    entry.addEventListener("change", type);
    entry.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.stopPropagation();
      range.focus(); // which ends the typing
    });
    entry.addEventListener("blur", () => show(Number(range.value)));
    el.append(make("div", { class: "xent-slider" }, make("span", { "aria-hidden": true }, name), range, entry));
    show(model.get("value"));
  },
};
