// A slider for one number: the browser's own, which knows keys, touch and screen readers.

export default {
  render({ model, el }) {
    const [label, min, max, step] = ["description", "min", "max", "step"].map((trait) => model.get(trait));
    const digits = (String(step).split(".")[1] ?? "").length;
    const range = make("input", { type: "range", min, max, step, "aria-label": label });
    const show = (value) => {
      range.value = value; // to the nearest step between the ends
      entry.show(Number(range.value).toFixed(digits));
    };
    const move = (value) => {
      show(value);
      send(Number(range.value));
    };
    const entry = new NumberEntry({ label, slider: range, parse: parseNumber, move });
    const send = latestWinsSender(model, el, () => show(model.get("value")));
    range.addEventListener("input", () => move(range.value));
    keepKeys(range);
    const name = make("span", { "aria-hidden": true }, label);
    el.append(make("div", { class: "xent-control xent-slider" }, name, range, entry.element));
    show(model.get("value"));
  },
};
