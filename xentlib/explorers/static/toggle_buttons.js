// Buttons of which one is pressed: the browser's own radio buttons, which know keys and screen readers.

export default {
  render({ model, el }) {
    const [name, options] = ["description", "options"].map((trait) => model.get(trait));
    const group = ownName();
    const buttons = options.map(() => make("input", { type: "radio", name: group }));
    const show = () => (buttons[options.indexOf(model.get("value"))].checked = true);
    const send = courier(model, el, show);
    buttons.forEach((button, index) => button.addEventListener("change", () => send(options[index])));
    const labels = buttons.map((button, index) => make("label", {}, button, options[index]));
    const row = make("div", { class: "xent-switch", role: "radiogroup", "aria-label": name }, ...labels);
    el.append(make("div", { class: "xent-choice" }, make("span", { "aria-hidden": true }, name), row));
    keepKeys(row);
    show();
  },
};
