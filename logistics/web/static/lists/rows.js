// Rows that are brought up to date in place: what is unchanged, or in use, keeps its element.

/**
 * Show `items` as children of `parent`. A child is made anew only when its item has changed, and
 * never while somebody types in it or it has the focus.
 */
export function keyed(parent, items, keyOf, build) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const key = String(keyOf(item));
    const sign = JSON.stringify(item);
    const old = known.get(key);
    if (old && (old.sign === sign || inUse(old))) return old;
    const node = build(item);
    node.dataset.key = key;
    node.sign = sign;
    return node;
  });
  const kept = new Set(nodes);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

/** Whether a hand is on it: typed text, or the focus in one of its fields. */
function inUse(node) {
  const fields = [...node.querySelectorAll("input, textarea")];
  return fields.some((field) => field === document.activeElement || field.value !== "");
}
