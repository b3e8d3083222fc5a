"""A television's remote control: four arrows, OK and back, and what an eye sees on the screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

BACK = "Backspace"
_OFFSET = """id => {
  const to = document.querySelector(`#tv [data-id="${id}"]`).getBoundingClientRect();
  const at = document.activeElement.getBoundingClientRect();
  if (document.activeElement.dataset.id === id) return null;
  const gap = (low, high, from, up) => (
    up <= low ? up - low - 1 : from >= high ? from - high + 1 : 0);
  return [gap(at.left, at.right, to.left, to.right), gap(at.top, at.bottom, to.top, to.bottom)];
}"""

_FAULTS = """() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const faults = [];
  const light = ([r, g, b]) => {
    const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  if (!document.activeElement || document.activeElement === document.body) {
    faults.push('nothing has the focus');
  }
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) faults.push('it scrolls');
  const main = document.querySelector('#tv main').getBoundingClientRect();
  const walker = document.createTreeWalker(document.getElementById('tv'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const node = text.parentElement;
    const style = getComputedStyle(node);
    if (!text.data.trim() || style.visibility === 'hidden') continue;
    const say = (what) => faults.push(`${what}: ${text.data}`);
    const [one, two] = [light(parts(style.color)), light(ground(node))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < 7) say(`contrast ${contrast.toFixed(1)}`);
    if (parseFloat(style.fontSize) < 0.9 * rem) say('small');
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    // A line's box is higher than what is drawn of its letters.
    const air = 0.2 * parseFloat(style.fontSize);
    const within = (outer, what) => {
      if (box.left < outer.left - 1 || box.right > outer.right + 1
        || box.top < outer.top - air || box.bottom > outer.bottom + air) say(what);
    };
    within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight }, 'outside of the screen');
    const holder = node.closest('button, a, .board');
    if (holder) within(holder.getBoundingClientRect(), 'outside of its box');
    if (node.closest('main')) within(main, 'below its place');
  }
  return faults;
}"""


class Remote:
    """Presses keys, one at a time, and looks at what comes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, screen: str) -> Remote:
        """Wait until a screen is there and takes keys."""
        tv = self.page.locator(f"#tv[data-screen={screen}][data-settled={screen}]")
        expect(tv).to_be_attached(timeout=20_000)
        return self

    def press(self, *keys: str) -> Remote:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def ok(self, screen: str) -> Remote:
        """Press OK, and see a screen come."""
        return self.press("Enter").at(screen)

    def back(self, screen: str) -> Remote:
        return self.press(BACK).at(screen)

    def to(self, name: str) -> Remote:
        """Move the focus with arrows only to the element of this name."""
        for _ in range(30):
            away = self.page.evaluate(_OFFSET, name)
            if away is None:
                return self
            across, down = away
            if down and (not across or abs(down) < abs(across)):
                self.press("ArrowDown" if down > 0 else "ArrowUp")
            else:
                self.press("ArrowRight" if across > 0 else "ArrowLeft")
        raise AssertionError(f"{name} cannot be reached; the focus is on {self.focus}")

    def choose(self, name: str, screen: str) -> Remote:
        """Go to an element, press OK, and see a screen come."""
        return self.to(name).ok(screen)

    @property
    def focus(self) -> str | None:
        """The name of the element that has the focus."""
        return self.page.evaluate("document.activeElement.dataset.id ?? null")

    @property
    def status(self) -> str:
        """The quiet sentence at the bottom."""
        return self.page.locator("[data-status]").inner_text()

    def faults(self) -> list[str]:
        """What a person would stumble over: no focus, faint, small, cut or hidden text."""
        return self.page.evaluate(_FAULTS)

    def kept(self, household: str, name: str) -> Any:
        """What the television has on its shelf."""
        return self.page.evaluate(
            "key => JSON.parse(localStorage.getItem(key))", f"sorabin.{household}.{name}"
        )
