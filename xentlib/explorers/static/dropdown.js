// A dropdown for one of several things: the browser's own, which knows keys and screen readers.

export default {
  render({ model, el }) {
    const [name, options] = ["description", "options"].map((trait) => model.get(trait));
    const select = make("select", {}, ...options.map((option) => make("option", {}, option)));
    const show = () => (select.selectedIndex = options.indexOf(model.get("value")));
    const send = latestWinsSender(model, el, show);
    select.addEventListener("change", () => send(options[select.selectedIndex]));
    keepKeys(select);
    el.append(make("label", { class: "xent-control xent-dropdown" }, make("span", {}, name), select));
    show();
  },
};
