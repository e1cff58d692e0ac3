// Buttons of which one is pressed: the browser's own radio buttons, which know keys and screen readers.

export default {
  render({ model, el }) {
    const [name, options] = ["description", "options"].map((trait) => model.get(trait));
    const group = uniqueName();
    const buttons = options.map(() => make("input", { type: "radio", name: group }));
    const show = () => (buttons[options.indexOf(model.get("value"))].checked = true);
    const send = latestWinsSender(model, el, show);
    buttons.forEach((button, index) => button.addEventListener("change", () => send(options[index])));
    const labels = buttons.map((button, index) => make("label", {}, button, options[index]));
    const row = make("div", { role: "radiogroup", "aria-label": name }, ...labels);
    const label = make("span", { "aria-hidden": true }, name);
    el.append(make("div", { class: "xent-control xent-toggle-buttons" }, label, row));
    keepKeys(row);
    show();
  },
};
