// The picture and its sentence. They change together, and the newest pair wins.

// ms without a word from the kernel after which it is asked for one, and then counts as unresponsive
const [DELAY, TIMEOUT] = [300, 2000];

export default {
  render({ model, el }) {
    const picture = emptyPicture(model.get("size"));
    const sentence = make("p", { class: "xent-sentence", role: "status" });
    const notice = make("p", { class: "xent-fault", role: "alert", hidden: "" }, model.get("unresponsive"));
    const room = make("div", { class: "xent-room" }, sentence);
    const view = make("div", { class: "xent-view" }, picture, makeHandles(model, picture));
    const stops = new Stops(model);
    const tools = [stops.element, copyButton(model), lectureButton()];
    const toolbar = make("div", { class: "xent-toolbar" }, ...tools);
    el.append(make("div", { class: "xent-canvas" }, view, notice, room, toolbar));
    followLayers(model, picture);
    followSentence(model, picture, sentence);
    keepRoom(sentence, room);
    const watch = kernelWatch(model, (unresponsive) => (notice.hidden = !unresponsive));
    whenAttached(el, (explorer) => {
      for (const type of ["pointerdown", "keydown", "change"]) explorer.addEventListener(type, watch, true);
      stops.followClicker(explorer);
      ringHandles(explorer);
      keepKeys(explorer);
    });
  },
};

// The background, and above it what is animated, with its definitions.
function emptyPicture([width, height]) {
  const holder = make("div");
  holder.innerHTML = `<svg class="xent-picture" viewBox="0 0 ${width} ${height}" role="img"
    aria-label="picture; the text below says what it shows"><g></g><defs></defs><g></g></svg>`;
  return holder.firstChild;
}

function followLayers(model, picture) {
  const prefix = uniqueName(); // hatches and clips are found by name in the whole page
  ["background", "definitions", "animated"].forEach((name, index) => {
    const layer = picture.children[index];
    const draw = () => (layer.innerHTML = model.get(name).replaceAll("xent-def", prefix));
    model.on(`change:${name}`, draw);
    draw();
  });
}

function followSentence(model, picture, sentence) {
  const show = () => {
    const fault = model.get("fault");
    picture.classList.toggle("xent-outdated", fault);
    sentence.textContent = model.get("sentence");
    sentence.classList.toggle("xent-fault", fault);
  };
  model.on("change", show);
  show();
}

// A sentence that has once taken three lines keeps their room, else the page below would jump with each move,
// and at its end the control under the hand. Another width or size of letters has another room.
function keepRoom(sentence, room) {
  let [page, tallest] = ["", 0];
  const keep = ([{ contentRect: { width, height } }]) => {
    const now = `${width} ${getComputedStyle(sentence).fontSize}`;
    tallest = now === page ? Math.max(tallest, height) : height;
    page = now;
    room.style.minHeight = `${tallest}px`;
  };
  new ResizeObserver(keep).observe(sentence);
}

// Makes all explorers larger at once, and the notebook.
function lectureButton() {
  const button = make("button", { class: "xent-lecture-button", type: "button" }, "Lecture size");
  const show = (on) => {
    for (const each of [button, ...document.querySelectorAll(".xent-lecture-button")]) each.ariaPressed = on;
  };
  button.addEventListener("click", () => show(document.body.classList.toggle("xent-lecture")));
  show(document.body.classList.contains("xent-lecture"));
  return button;
}

// What to call when a control has moved. Anything from the kernel then shows that it is there, such as a new
// picture; without that it is asked, and `tell` hears whether it has given no answer.
function kernelWatch(model, tell) {
  let timer = null;
  const heard = () => {
    clearTimeout(timer);
    timer = null;
    tell(false);
  };
  model.on("change", heard);
  model.on("msg:custom", heard);
  const ask = () => {
    timer = setTimeout(tell, TIMEOUT, true);
    model.send({ ping: true });
  };
  return () => (timer ??= setTimeout(ask, DELAY));
}

function whenAttached(el, act) {
  const root = el.closest(".xent-explorer");
  if (root) act(root);
  else requestAnimationFrame(() => whenAttached(el, act));
}
