// The picture and its sentence. They change together, and the newest pair wins.

// ms without a word from the kernel after which it is asked for one, and then counts as silent
const [PAUSE, PATIENCE] = [300, 2000];

export default {
  render({ model, el }) {
    const picture = drawing(model.get("size"));
    const sentence = make("p", { class: "xent-sentence", role: "status" });
    const silence = make("p", { class: "xent-fault", role: "alert", hidden: "" }, model.get("silent"));
    const lecture = make("button", { class: "xent-lecture-switch", type: "button", "aria-pressed": false }, "Lecture size");
    el.append(make("div", { class: "xent-canvas" }, picture, silence, sentence, lecture));

    // Hatches and clips are found by name in the whole page, so each view has names of its own.
    const own = ownName();
    ["background", "definitions", "animated"].forEach((name, place) => {
      const layer = picture.children[place];
      const draw = () => (layer.innerHTML = model.get(name).replaceAll("xent-shared", own));
      model.on(`change:${name}`, draw);
      draw();
    });
    const tell = () => {
      const fault = model.get("fault");
      picture.classList.toggle("xent-untrue", fault);
      sentence.textContent = model.get("sentence");
      sentence.classList.toggle("xent-fault", fault);
    };
    model.on("change", tell);
    tell();

    lecture.addEventListener("click", () => {
      const on = document.body.classList.toggle("xent-lecture"); // all explorers at once, and the notebook
      for (const other of document.querySelectorAll(".xent-lecture-switch")) other.setAttribute("aria-pressed", on);
    });
    lecture.setAttribute("aria-pressed", document.body.classList.contains("xent-lecture"));
    watch(model, (silent) => (silence.hidden = !silent));
    whenAttached(el, keepKeys);

    // A hand has moved something: a new picture is a sign of life. Without one the kernel is asked.
    function watch(model, tell) {
      let timer = null;
      const heard = () => {
        clearTimeout(timer);
        timer = null;
        tell(false);
      };
      model.on("change", heard);
      model.on("msg:custom", heard);
      const ask = () => {
        timer = setTimeout(() => tell(true), PATIENCE);
        model.send({ there: true });
      };
      whenAttached(el, (root) => {
        for (const type of ["pointerdown", "keydown", "change"]) {
          root.addEventListener(type, () => (timer ??= setTimeout(ask, PAUSE)));
        }
      });
    }
  },
};

function whenAttached(el, act) {
  const root = el.closest(".xent-explorer");
  if (root) act(root);
  else requestAnimationFrame(() => whenAttached(el, act));
}

// An empty picture: the background, and above it what is animated, with its definitions.
function drawing([width, height]) {
  const holder = make("div");
  holder.innerHTML = `<svg class="xent-picture" viewBox="0 0 ${width} ${height}" role="img"
    aria-label="picture; the text below says what it shows"><g></g><defs></defs><g></g></svg>`;
  return holder.firstChild;
}
