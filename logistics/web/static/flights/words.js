// Words to an aircraft and what came of them, in plain words.

import { h } from "../dom.js";
import { clockTime, firstOf, pageData, t } from "../text.js";

const ANSWERS = {
  accepted: "good", rejected: "bad", "no answer": "bad", "link lost": "bad", refused: "bad",
  withdrawn: "soft",
};

/** {text, kind, detail}: what came of a word; `detail` is why, as `whyText` tells it. */
export function answerOf(command) {
  if (command.outcome === null) {
    return { text: t(command.taken_at ? "flight.answer.sent" : "flight.answer.waits"), kind: "waits" };
  }
  const found = Object.keys(ANSWERS).find((each) => command.outcome.startsWith(each));
  if (!found) return { text: t("flight.answer.other"), kind: "soft", detail: command.outcome };
  const detail = command.outcome.slice(found.length).replace(/^[\s:]+/, "");
  return {
    text: t(`flight.answer.${found.replace(" ", "-")}`), kind: ANSWERS[found],
    detail: found === "withdrawn" ? "" : whyText(detail),
  };
}

/** The last words and their answers, the latest first. */
export function wordRows(commands) {
  return commands.map((command) => {
    const answer = answerOf(command);
    const at = command.answered_at ?? command.asked_at;
    return h(
      "li", { data: { word: command.word, answer: answer.kind } },
      h("time", { datetime: at }, clockTime(at)),
      h("span", {}, t(`flight.word.${command.word}`), " ",
        h("span.soft", {}, who(command.asked_by))),
      h(`span.${answer.kind}`, {}, answer.text,
        answer.detail ? h("span.detail", {}, ` ${answer.detail}`) : null),
    );
  });
}

/** Who said it, by name. */
export function who(actor) {
  const [kind, id = ""] = (actor ?? "").split("/");
  if (kind === "person") return pageData().me.people[id] ?? id;
  return t("flight.by-service");
}

/** Why something is as it is: known sentences of the service in words, others as they are. */
export function whyText(why) {
  if (!why) return "";
  const gates = /^gates: (.+)$/.exec(why);
  if (gates) {
    const names = gates[1].split(", ").map(gateName).join(t("flight.and"));
    return t("flight.why.gates", { gates: names });
  }
  const called = /^called back by (\S+)$/.exec(why);
  if (called) return t("flight.why.called", { who: who(called[1]) });
  const stopped = /^launches are stopped: (.+)$/.exec(why);
  if (stopped) return t("flight.why.stopped", { reason: stopped[1] });
  const grounded = /^(\S+) is grounded: (.+)$/.exec(why);
  if (grounded) return t("flight.why.grounded", { aircraft: grounded[1], reason: grounded[2] });
  const old = /^the order is older than (\d+) s: give it again$/.exec(why);
  if (old) return t("flight.why.order-old", { seconds: old[1] });
  const known = {
    "the last moment to launch has passed": "flight.why.too-late",
    "came back with its load": "flight.why.came-back",
    "the consent came too late": "flight.why.late",
    "nobody consented": "flight.why.nobody",
    "it has turned back by itself": "flight.why.itself",
    "a new plan": "flight.why.new-plan",
    "it has not left the ground": "flight.why.not-left",
    "the pad is not clear": "flight.why.pad",
  }[why];
  return known ? t(known) : why;
}

export const gateName = (name) => firstOf([`flight.gate.${name}`, "flight.gate.other"], { name });
/** A point of the airworthiness, which the gate of that name sums up. */
export const pointName = (name) => firstOf([`flight.point.${name}`, "flight.gate.other"], { name });
