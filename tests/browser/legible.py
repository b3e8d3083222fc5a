"""What a person at work would stumble over on a page: faint, cut or hidden text, small buttons."""

from __future__ import annotations

from playwright.sync_api import Page

_FAULTS = """([where, least]) => {
  const faults = [];
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} wide`);
  const root = document.querySelector(where);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest('option, .map')) continue;
    const say = (what) => faults.push(`${what}: ${text.data}`);
    const style = getComputedStyle(node);
    const [one, two] = [light(parts(style.color)), light(ground(node))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < 4.5) say(`contrast ${contrast.toFixed(1)}`);
    if (parseFloat(style.fontSize) < 13) say('small');
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const holder = node.closest('button, a, dd, li, section, div').getBoundingClientRect();
    if (box.left < holder.left - 1 || box.right > holder.right + 1) say('beside its box');
    const button = node.closest('button')?.getBoundingClientRect();
    if (button && (box.top < button.top || box.bottom > button.bottom)) say('over its button');
  }
  for (const each of root.querySelectorAll('button, input, select, summary')) {
    if (each.checkVisibility() && each.offsetHeight < least && each.type !== 'checkbox') {
      faults.push(`only ${each.offsetHeight} high: ${each.outerHTML.slice(0, 120)}`);
    }
  }
  return faults;
}"""


def faults(page: Page, where: str, least_px: int) -> list[str]:
    """Faults of the visible part `where`; whatever is pressed there is `least_px` high or more."""
    return page.evaluate(_FAULTS, [where, least_px])


def look_now(page: Page) -> None:
    """Let the page look at once, as when it comes back into view, and not in its own time."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
