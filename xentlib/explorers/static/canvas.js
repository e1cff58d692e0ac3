// The picture and its sentence. They change together, and the newest pair wins.

// ms without a word from the kernel after which it is asked for one, and then counts as unresponsive
const [DELAY, TIMEOUT] = [300, 2000];
// widths, in letters, as explorers.css has them
const [NARROW, PHONE] = [46.5, 37.5];

export default {
  render({ model, el }) {
    const picture = emptyPicture(model.get("size"));
    const sentence = make("p", { class: "xent-sentence", role: "status" });
    const notice = make("p", { class: "xent-fault", role: "alert", hidden: "" }, model.get("unresponsive"));
    const feedback = make("div", { "aria-live": "polite" });
    const words = make("div", { class: "xent-words" }, notice, sentence, feedback);
    const room = make("div", { class: "xent-room" }, words);
    // a click on it brings the keys here
    const view = make("div", { class: "xent-view", tabindex: -1 }, picture, makeHandles(model, picture));
    const [width, height] = model.get("size");
    const frame = make("div", { class: "xent-frame", style: `--xent-ratio: ${height / width}` }, view);
    const stops = new Stops(model);
    const stage = stageButton();
    const toolbar = make("div", { class: "xent-toolbar" }, stops.element, copyButton(model), stage);
    el.append(make("div", { class: "xent-canvas" }, frame, room, toolbar));
    followLayers(model, picture);
    followWords(model, picture, sentence, feedback);
    const watch = kernelWatch(model, (unresponsive) => (notice.hidden = !unresponsive));
    whenAttached(el, (explorer) => {
      followWidth(explorer, frame);
      keepRoom(explorer, words, room);
      fillRoom(explorer, words, room);
      followStage(explorer, stage);
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

function followWords(model, picture, sentence, feedback) {
  const show = () => {
    const fault = model.get("fault");
    picture.classList.toggle("xent-outdated", fault);
    sentence.textContent = model.get("sentence");
    sentence.classList.toggle("xent-fault", fault);
  };
  const judge = () => (feedback.innerHTML = model.get("feedback")); // it is announced, so only when it changes
  model.on("change", show);
  model.on("change:feedback", judge);
  show();
  judge();
}

// A narrow explorer has no room for words beside the controls. One as wide as a phone scrolls the picture, by keys, too.
function followWidth(explorer, frame) {
  const follow = () => {
    const letters = explorer.clientWidth / parseFloat(getComputedStyle(explorer).fontSize);
    explorer.classList.toggle("xent-narrow", letters < NARROW);
    if (letters <= PHONE) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  };
  new ResizeObserver(follow).observe(explorer);
}

// The words get the room that they take at first and a line more. Whatever goes beyond it lengthens the explorer at
// its end, and stays there when they are shorter again: neither the picture nor a control moves, nor does the page
// below jump with each move. Another width or size of letters has another room.
function keepRoom(explorer, words, room) {
  let page, tallest;
  const keep = ([{ contentRect: { width, height } }]) => {
    const line = parseFloat(getComputedStyle(words).lineHeight);
    if (page !== (page = `${width} ${line}`)) {
      room.style.minHeight = `${height + line}px`;
      tallest = height;
    }
    tallest = Math.max(tallest, height);
    explorer.style.setProperty("--xent-excess", `${Math.max(0, tallest - room.getBoundingClientRect().height)}px`);
  };
  new ResizeObserver(keep).observe(words);
}

// On the stage the words are as large as their room lets them be, at most twice as large as other letters. Longer ones
// make them smaller, and so they stay: in a drag they do not grow and shrink again and again.
function fillRoom(explorer, words, room) {
  let tenths;
  const fill = () => {
    if (!explorer.classList.contains(STAGE)) return;
    const scale = () => words.style.setProperty("--xent-scale", tenths / 10);
    for (scale(); words.offsetHeight > room.clientHeight && tenths > 10; scale()) tenths--;
  };
  new MutationObserver(fill).observe(words, { childList: true, subtree: true, attributeFilter: ["hidden"] });
  new ResizeObserver(() => fill((tenths = 20))).observe(explorer);
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
