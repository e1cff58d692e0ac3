// The picture and its sentence. They change together, and the newest pair wins.

const PATIENCE = 2000; // ms without an answer after which the kernel counts as silent

export default {
  render({ model, el }) {
    const canvas = make("canvas", { role: "img", "aria-label": "picture; the text below says what it shows" });
    const sentence = make("p", { class: "xent-sentence", role: "status" });
    const silence = make("p", { class: "xent-fault", role: "alert", hidden: "" }, model.get("silent"));
    const lecture = make("button", { class: "xent-lecture-switch", type: "button", "aria-pressed": false }, "Lecture size");
    el.append(make("div", { class: "xent-stage" }, canvas, silence, sentence, lecture));
    const pen = canvas.getContext("2d", { alpha: false });
    let [asked, shown] = [0, 0];

    const draw = async () => {
      const turn = ++asked;
      canvas.ariaBusy = "true";
      const [text, fault] = [model.get("sentence"), model.get("fault")];
      const picture = await createImageBitmap(new Blob([model.get("png")]));
      if (turn < shown) return; // a newer one was decoded faster
      shown = turn;
      if (canvas.width !== picture.width) Object.assign(canvas, { width: picture.width, height: picture.height });
      pen.drawImage(picture, 0, 0);
      picture.close();
      canvas.hidden = fault;
      sentence.textContent = text;
      sentence.classList.toggle("xent-fault", fault);
      if (turn === asked) canvas.ariaBusy = "false";
    };
    model.on("change", draw);
    draw();

    lecture.addEventListener("click", () => {
      const on = document.body.classList.toggle("xent-lecture"); // all explorers at once
      for (const other of document.querySelectorAll(".xent-lecture-switch")) other.setAttribute("aria-pressed", on);
    });
    lecture.setAttribute("aria-pressed", document.body.classList.contains("xent-lecture"));
    watch(model, (silent) => (silence.hidden = !silent));
    whenAttached(el, (root) => {
      root.addEventListener("keydown", (event) => {
        // What is typed on a control is not for JupyterLab, whose commands are single keys: an arrow in a
        // menu would move on to the next cell.
        const command = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
        if (!command && event.key !== "Escape") event.stopPropagation();
      });
    });

    // After the hand has moved something the kernel is asked for a sign of life, once at a time.
    function watch(model, tell) {
      let timer = null;
      const heard = () => {
        clearTimeout(timer);
        timer = null;
        tell(false);
      };
      model.on("msg:custom", heard);
      const ask = () => {
        if (timer !== null) return;
        timer = setTimeout(() => tell(true), PATIENCE);
        model.send({ there: true });
      };
      whenAttached(el, (root) => {
        for (const type of ["pointerup", "keyup", "change"]) root.addEventListener(type, ask);
      });
    }
  },
};

function whenAttached(el, act) {
  const root = el.closest(".xent-explorer");
  if (root) act(root);
  else requestAnimationFrame(() => whenAttached(el, act));
}
