// Keeping a list of elements true to its data: only what has changed is made anew, so that
// nothing else moves, loses the focus or forgets what was typed.

/**
 * Make the children of `parent` those of `entries`: `{ key, sig, make }`. A child whose key and
 * signature are as before stays the same element. Empty entries are left out.
 */
export function sync(parent, entries) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = entries.filter(Boolean).map(({ key, sig, make }) => {
    const text = JSON.stringify(sig ?? null);
    const old = before.get(key);
    if (old && old.dataset.sig === text) return old;
    const node = make();
    node.dataset.key = key;
    node.dataset.sig = text;
    if (old) keepFocus(old, node);
    return node;
  });
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((node, place) => {
    if (parent.children[place] !== node) parent.insertBefore(node, parent.children[place] ?? null);
  });
}

// The focus goes over to the new element's first button once it stands in the page.
function keepFocus(old, node) {
  if (!old.contains(document.activeElement)) return;
  queueMicrotask(() => (node.querySelector("button, a, input") ?? node).focus(
    { preventScroll: true },
  ));
}
