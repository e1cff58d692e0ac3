// A menu for one of several things: the browser's own, which knows keys and screen readers.

export default {
  render({ model, el }) {
    const [name, options] = ["description", "options"].map((trait) => model.get(trait));
    const menu = make("select", {}, ...options.map((option) => make("option", {}, option)));
    const show = () => (menu.selectedIndex = options.indexOf(model.get("value")));
    const send = courier(model, el, show);
    menu.addEventListener("change", () => send(options[menu.selectedIndex]));
    keepKeys(menu);
    el.append(make("label", { class: "xent-choice" }, make("span", {}, name), menu));
    show();
  },
};
