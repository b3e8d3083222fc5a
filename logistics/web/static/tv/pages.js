// Pages of a list: as many cells as fit, never a scroll bar. Owns turning; knows no content.

import { h } from "../dom.js";
import { t } from "../text.js";
import { choice } from "./stage.js";
import { move } from "./remote.js";

/**
 * `{ cells, bar, key }` for the page that the screen is on. `cell(item)` makes one element.
 * `bar` is null where everything fits; left and right beyond the edge turn the page.
 */
export function paged(stage, items, size, cell) {
  const count = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(stage.memo.page ?? 0, count - 1);
  const cells = items.slice(page * size, (page + 1) * size).map(cell);
  const turn = (to, focus) => {
    stage.memo.page = to;
    stage.turn(focus ?? (to === count - 1 ? "page-before" : "page-after"));
  };
  const firstOf = (to) => cell(items[to * size]).dataset.id;
  const bar = count === 1 ? null : h(
    "nav.pager", { "aria-label": t("tv.pages") },
    choice("page-before", t("tv.page-before"), () => turn(page - 1, page === 1 && "page-after"),
      { disabled: page === 0 }),
    h("span.page-number", {}, t("tv.page-of", { page: page + 1, count })),
    choice("page-after", t("tv.page-after"), () => turn(page + 1),
      { disabled: page === count - 1 }),
  );
  const key = (wish) => {
    if (!cells.includes(document.activeElement)) return false;
    if (wish !== "left" && wish !== "right") return false;
    if (move(stage.root, wish)) return true;
    const to = page + (wish === "right" ? 1 : -1);
    if (to >= 0 && to < count) turn(to, firstOf(to));
    return true;
  };
  return { cells, bar, key };
}
