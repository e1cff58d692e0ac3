// A button that copies the line of Python which makes the explorer as it stands.

const COPY = "copy the line of Python that makes this explorer as it stands";
const BRIEFLY = 1500; // ms

function copyButton(model) {
  const attributes = { class: "xent-button xent-copy", type: "button", "aria-label": COPY, title: COPY };
  const button = make("button", attributes, "copy");
  const say = (text, label) => {
    button.textContent = text;
    button.ariaLabel = label;
  };
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(model.get("source"));
      say("copied", "copied");
      setTimeout(say, BRIEFLY, "copy", COPY);
    } catch {
      showLine(button, model.get("source")); // where the page may not write to the clipboard
    }
  });
  return button;
}

// The line, selected, for the reader's own hand to copy; gone when the field is left.
function showLine(button, line) {
  const field = make("input", { class: "xent-line", "aria-label": "the line to copy", readonly: "", value: line });
  field.addEventListener("blur", () => field.remove());
  button.after(field);
  field.select();
  field.focus();
}
