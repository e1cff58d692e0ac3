// Put in front of every control's own file. Plain JavaScript, used as it stands.

// Brings a control's value to the kernel: one letter under way at a time, and of those that pile up
// meanwhile only the newest. The kernel answers when everything that follows the value has been done.
function courier(model, element, whenAtRest) {
  let underWay = false;
  let waiting = null;
  const leave = () => {
    model.send({ value: waiting });
    underWay = true;
    waiting = null;
    element.ariaBusy = "true";
  };
  model.on("msg:custom", () => {
    underWay = false;
    if (waiting !== null) return leave();
    element.ariaBusy = "false";
    whenAtRest();
  });
  // What the kernel says while the hand is ahead of it is old.
  model.on("change:value", () => underWay || whenAtRest());
  return (value) => {
    waiting = value;
    if (!underWay) leave();
  };
}

// A name that nothing else on the page has.
function ownName() {
  return `xent-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}

// What is typed on a control is not for JupyterLab, whose commands are single keys: an arrow in a menu would
// move on to the next cell, and an X cut one.
function keepKeys(element) {
  element.addEventListener("keydown", (event) => {
    const command = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
    const moves = /^(Arrow|Page|Home|End)/.test(event.key);
    if (moves || (!command && event.key !== "Escape")) event.stopPropagation();
  });
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
