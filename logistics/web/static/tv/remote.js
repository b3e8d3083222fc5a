// The remote control: four arrows, OK and back. Owns which key means what and where focus goes.

const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
const OK_KEYS = new Set(["Enter", "Select", "Accept", " "]);
const BACK_KEYS = new Set(["Backspace", "Escape", "GoBack", "BrowserBack", "XF86Back"]);

/** What a key event asks for: a direction, "ok", "back" or null. */
export function meaning(event) {
  if (event.key in ARROWS) return ARROWS[event.key];
  if (OK_KEYS.has(event.key)) return "ok";
  return BACK_KEYS.has(event.key) ? "back" : null;
}

/** The reachable elements of a screen, in reading order. */
export function reachable(root) {
  return [...root.querySelectorAll("button, a[href], [role=spinbutton]")].filter(
    (node) => !node.disabled && node.tabIndex >= 0 && node.offsetParent !== null,
  );
}

const span = (low, high, from, to) => Math.max(0, from - high, low - to);

/** Distance from box a to box b in a direction; Infinity where b does not lie there. */
function distance(a, b, direction) {
  const slack = 4;
  const vertical = direction === "up" || direction === "down";
  const ahead = {
    up: a.top - b.bottom, down: b.top - a.bottom, left: a.left - b.right, right: b.left - a.right,
  }[direction];
  if (ahead < -slack) return Infinity;
  const aside = vertical
    ? span(a.left, a.right, b.left, b.right)
    : span(a.top, a.bottom, b.top, b.bottom);
  const centres = vertical
    ? Math.abs(a.left + a.right - b.left - b.right)
    : Math.abs(a.top + a.bottom - b.top - b.bottom);
  return Math.max(0, ahead) + 3 * aside + centres / 100;
}

/** Move focus to the nearest element in a direction; false where there is none. */
export function move(root, direction) {
  const nodes = reachable(root);
  const from = document.activeElement;
  if (!nodes.includes(from)) {
    nodes[0]?.focus();
    return nodes.length > 0;
  }
  const box = from.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    if (node === from) continue;
    const far = distance(box, node.getBoundingClientRect(), direction);
    if (far < least) [best, least] = [node, far];
  }
  best?.focus();
  return best !== null;
}
