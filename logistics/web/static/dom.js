// Making elements. Text is always set as text, so that nothing typed or stored becomes markup.

/**
 * An element: `h("button.big", { type: "button", onclick: f, data: { id: 1 } }, "text", child)`.
 * A null or false child is left out; an attribute that is false or null likewise.
 */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== false
    && child !== undefined).map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

/** Replace all that `parent` holds. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(Boolean));
  return parent;
}

/** A button; `press` is called once at a time, so that a trembling hand sends one request. */
export function button(name, text, press, attributes = {}) {
  const node = h(`button${name}`, { type: "button", ...attributes }, ...[text].flat());
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    try {
      await press(node);
    } finally {
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}
