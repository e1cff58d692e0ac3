"""What is in sight of an explorer: its height, its letters, and whether a part covers or leaves another."""

# Heights in pixels; the smallest letter as displayed; parts that overlap; what leaves its part or the explorer.
PARTS = ".xent-control:not(.xent-distribution-sliders), .xent-chart, .xent-presets, .xent-picture, .xent-words, .xent-toolbar"
SIGHT = """explorer => {
    const seen = (element) => element.getClientRects().length > 0;
    const box = (element) => element.getBoundingClientRect();
    const name = (element) => `${element.tagName} ${element.getAttribute("class") ?? ""} ${element.textContent.slice(0, 30)}`;
    const letters = [...explorer.querySelectorAll("*")].filter((element) => seen(element) && (
        element.matches("input:not([type=range], [type=radio], [type=checkbox]), select")
        || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())));
    const scale = (element) => {
        const { a = 1, b = 0 } = element.ownerSVGElement ? element.getScreenCTM() : {};
        return Math.hypot(a, b);
    };
    const size = (element) => parseFloat(getComputedStyle(element).fontSize) * scale(element);
    const smallest = letters.reduce((least, element) => (size(element) < size(least) ? element : least));
    const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
        && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
    const parts = [...explorer.querySelectorAll(PARTS)];
    const overlapping = parts.flatMap((one, index) => parts.slice(index + 1)
        .filter((other) => meet(box(one), box(other))).map((other) => [name(one), name(other)]));
    const outside = [...parts.filter((part) => !within(box(part), box(explorer))),
        ...parts.flatMap((part) => [...part.querySelectorAll("*:not(svg *)")].filter(
            (element) => seen(element) && !within(box(element), box(part))))].map(name);
    const { width, height } = box(explorer);
    const bottom = Math.max(...parts.map((part) => box(part).bottom));
    return { width, height, bottom: bottom - box(explorer).top, letter: size(smallest), smallest: name(smallest),
        overlapping, outside };
}""".replace("PARTS", repr(PARTS))
