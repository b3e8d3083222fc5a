// Ordering: look once more, send until an answer came, and tell plainly what became of it.

import { h } from "../dom.js";
import { problemText, relativeDay, shortDay, spokenTime, t, yen } from "../text.js";
import { basketScreen, wishWords } from "./basket-screen.js";
import { paged } from "./pages.js";
import { choice } from "./stage.js";
import { startScreen } from "./start.js";

const LINES_A_PAGE = 7;
const TOO_LATE = new Set(["after-cutoff", "day-closed", "not-a-service-day", "closed-day"]);

export function confirmScreen(stage) {
  const { model } = stage;
  const { offered, missing } = model.basket.priced(model.slate);
  const { units, yen: sum } = model.basket.total(model.slate);
  const { cells, bar } = paged(stage, offered, LINES_A_PAGE, (line) => h("p.line", {
    data: { id: line.jan },
  }, h("span.name", {}, line.item.name),
  h("span.count", {}, t("tv.basket.count", { count: line.quantity })),
  h("span.price", {}, yen(line.sum_yen))));
  return {
    name: "confirm",
    title: t("tv.confirm.title"),
    body: [
      h("section.lines", {}, h("div.rows", {}, cells), bar,
        missing.length > 0 && h("p.note", {}, t("tv.confirm.missing", { count: missing.length }))),
      h("nav.choices", {},
        h("p.total", {}, t("tv.basket.total", { units }), h("strong", {}, yen(sum))),
        h("p.promise", {}, promiseWords(model, model.day.date, model.day.promise_by)),
        h("p.note", {}, t("tv.confirm.wish", { wish: wishWords(model.basket.wish) })),
        choice("send", t("tv.confirm.send"), () => {
          model.outbox.put(model.draft());
          stage.restart(sendingScreen);
        }, { "data-main": true }),
        choice("back", t("tv.confirm.back"), () => stage.back()),
      ),
    ],
    first: "send",
  };
}

/** Sends what waits in the outbox; also where the TV was switched off in the middle. */
export function sendingScreen(stage) {
  const { model } = stage;
  const words = h("p.large", { role: "status" }, t("tv.sending.text"));
  model.send(() => { words.textContent = t("tv.sending.waiting"); }).then(
    (order) => stage.restart(thanksScreen, order),
    (problem) => stage.restart(refusedScreen, problem),
  );
  return {
    name: "sending",
    title: t("tv.sending.title"),
    body: [h("div.working", { "aria-hidden": "true" }), words],
    back: () => stage.say(t("tv.sending.stay")),
  };
}

export function thanksScreen(stage, order) {
  const { model } = stage;
  return {
    name: "thanks",
    title: t("tv.thanks.title"),
    body: [
      h("section.board", {},
        h("p.large", {}, t("tv.thanks.text")),
        h("p.number", {}, t("tv.thanks.number"), h("strong", {}, order.order_no)),
        h("p", {}, t("tv.thanks.received", { time: spokenTime(order.received_at) })),
        h("p", {}, t("tv.thanks.total", { sum: yen(order.total_yen) })),
        h("p.promise", {}, promiseWords(model, order.service_day, order.promise_by)),
      ),
      h("nav.choices", {}, choice("home", t("tv.home"), () => home(stage))),
    ],
    back: () => home(stage),
  };
}

/** After a refusal: the reason in plain words, and the way on. The basket is still there. */
function refusedScreen(stage, problem) {
  return TOO_LATE.has(problem.code) ? lateScreen(stage, problem) : sorryScreen(stage, problem);
}

function lateScreen(stage, problem) {
  const { model } = stage;
  const following = problem.facts.next_service_day;
  const until = problem.facts.next_cutoff;
  const received = problem.facts.received_at;
  return {
    name: "late",
    title: t("tv.late.title"),
    body: [
      h("section.board", {},
        received && h("p.large", {}, t("tv.late.received", { time: spokenTime(received) })),
        h("p.large", {}, t("tv.late.kept")),
        following && h("p.promise", {}, t("tv.late.next", {
          day: relativeDay(following, model.now()),
        })),
        until && h("p", {}, t("tv.late.until", {
          day: shortDay(following, model.now()), time: spokenTime(until),
        })),
      ),
      h("nav.choices", {},
        choice("next", t("tv.late.order"), () => nextDay(stage), { "data-main": true }),
        choice("home", t("tv.late.not-now"), () => home(stage)),
      ),
    ],
    first: "next",
    back: () => home(stage),
  };
}

function sorryScreen(stage, problem) {
  return {
    name: "sorry",
    title: t("tv.sorry.title"),
    body: [
      h("section.board", {},
        h("p.large", {}, problemText(problem)),
        h("p.large", {}, t("tv.sorry.kept")),
      ),
      h("nav.choices", {}, choice("home", t("tv.home"), () => home(stage))),
    ],
    back: () => home(stage),
  };
}

/** To the confirmation of the same basket for the day that is open now. */
async function nextDay(stage) {
  try {
    await stage.model.loadDay();
  } catch {
    stage.say(t("tv.offline"));
    return;
  }
  stage.restart(startScreen);
  stage.go(basketScreen);
  if (stage.model.basket.total(stage.model.slate).units > 0) stage.go(confirmScreen);
}

/** The first screen at once; what has changed meanwhile follows. */
async function home(stage) {
  stage.restart(startScreen);
  try {
    await stage.model.load();
    if (stage.screen.name === "start") stage.redraw();
  } catch {
    stage.say(t("tv.offline"));
  }
}

function promiseWords(model, day, by) {
  return t("tv.confirm.promise", { day: shortDay(day, model.now()), time: spokenTime(by) });
}
