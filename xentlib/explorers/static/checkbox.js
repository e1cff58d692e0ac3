// A box to tick, for yes or no.

export default {
  render({ model, el }) {
    const box = make("input", { type: "checkbox" });
    const show = () => (box.checked = model.get("value"));
    const send = latestWinsSender(model, el, show);
    box.addEventListener("change", () => send(box.checked));
    el.append(make("label", { class: "xent-control xent-checkbox" }, box, model.get("description")));
    keepKeys(box);
    show();
  },
};
