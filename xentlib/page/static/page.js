// What a page does by itself: light or dark, what is folded on paper, and keys for what is wider than the window.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const remembered = () => localStorage.getItem("xent-theme");
const paint = () => (root.style.colorScheme = remembered() ?? "");

// Before anything is drawn, so that nothing flashes.
paint();
choose(location.search.slice(1));

addEventListener("DOMContentLoaded", () => {
  followTheme(document.querySelector(".theme"));
  for (const paper of document.querySelectorAll(".paper")) offerPrint(paper);
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => giveKeys(target)));
  document.querySelectorAll(".wide").forEach((each) => watch.observe(each));
});

function followTheme(button) {
  const show = () => {
    paint();
    button.ariaPressed = (remembered() ?? (system.matches ? "dark" : "light")) === "dark";
  };
  button.addEventListener("click", () => {
    localStorage.setItem("xent-theme", button.ariaPressed === "true" ? "light" : "dark");
    show();
  });
  system.addEventListener("change", show);
  addEventListener("storage", show); // another page of the course
  button.hidden = false;
  show();
}

// Arrow keys scroll what has the focus.
function giveKeys(wide) {
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  else wide.removeAttribute("tabindex");
}

// The edition for paper, "solutions" or without them.
function choose(edition) {
  root.classList.toggle("with-solutions", edition === "solutions");
}

function offerPrint(paper) {
  paper.hidden = false;
  for (const button of paper.children) {
    button.addEventListener("click", () => {
      choose(button.value);
      print();
    });
  }
}

// On paper nothing opens: hints stand open, and in the edition with solutions everything does.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details")].map((each) => [each, each.open]);
  for (const [each] of folded) each.open = root.matches(".with-solutions") || each.matches(".hint");
});
addEventListener("afterprint", () => folded.forEach(([each, open]) => (each.open = open)));
