// The first screen: who you are, until when you can order, when it comes, and the four ways on.

import { h } from "../dom.js";
import { dateOf, duration, lang, pageData, relativeDay, shortDay, spokenTime, t, yen } from "../text.js";
import { basketScreen } from "./basket-screen.js";
import { mineScreen, stateWords } from "./mine.js";
import { shelvesScreen } from "./shop.js";
import { choice } from "./stage.js";

const otherLanguage = `?lang=${lang === "ja" ? "en" : "ja"}`;

export function startScreen(stage) {
  const { model } = stage;
  const left = h("p.left", {});
  const tick = () => { left.textContent = timeLeft(model); };
  tick();
  const repeatable = model.repeatable().length;
  return {
    name: "start",
    title: t("tv.start.hello", { name: pageData().name }),
    body: [
      h("section.board", {},
        model.todayIsOver && h("p.over", {}, t("tv.start.today-over")),
        h("p.deadline", {}, h("span.day", {}, dayWords(model)), deadline(model)),
        left,
        h("p", {}, t("tv.start.delivery", {
          day: shortDay(model.day.date, model.now()), time: spokenTime(model.day.promise_by),
        })),
        basketLine(model),
      ),
      h("nav.choices", { "aria-label": t("tv.start.choices") },
        choice("shop", t("tv.start.shop"), () => stage.go(shelvesScreen), { "data-main": true }),
        repeatable > 0 && choice("repeat", t("tv.start.repeat"), () => {
          model.repeat();
          stage.go(basketScreen);
          stage.say(t("tv.start.repeated", { count: repeatable }));
        }),
        choice("basket", t("tv.start.basket"), () => stage.go(basketScreen)),
        choice("mine", mineLabel(model), () => stage.go(mineScreen)),
        h("a.choice.language", { href: otherLanguage, data: { id: "language" } },
          t("language.other")),
      ),
    ],
    first: "shop",
    tick,
  };
}

function dayWords(model) {
  return t("tv.start.order-for", { day: relativeDay(model.day.date, model.now()) });
}

function deadline(model) {
  const on = dateOf(model.day.cutoff) === dateOf(model.now()) ? ""
    : `${shortDay(dateOf(model.day.cutoff), model.now())} `;
  return h("strong", {}, t("tv.start.until", { time: on + spokenTime(model.day.cutoff) }));
}

function timeLeft(model) {
  const minutes = model.minutesLeft();
  if (minutes === 0) return t("tv.start.time-over");
  return minutes < 24 * 60 ? t("tv.start.left", { time: duration(minutes) }) : "";
}

function basketLine(model) {
  const { units, yen: sum } = model.basket.total(model.slate);
  if (units === 0) return h("p", {}, t("tv.start.basket-empty"));
  return h("p.filled", {}, t("tv.start.basket-holds", { units, sum: yen(sum) }));
}

function mineLabel(model) {
  const last = model.orders[0];
  if (!last) return t("tv.start.mine");
  return [t("tv.start.mine"), h("small", {}, stateWords(last))];
}
