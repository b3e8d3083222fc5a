// Handing parcels over to supporters: by a code that is typed or scanned, with a list of who takes
// what; and parcels that come back.

import { button, h } from "../dom.js";
import { mass, t } from "../text.js";
import { sync } from "./sync.js";
import { codeText, zoneMark } from "./words.js";

export function handoverScreen(app) {
  return {
    name: "give",
    draw(place) {
      const groups = byTaker(app.model);
      sync(place, [
        { key: "entry", make: () => entry(app) },
        ...returns(app),
        ...notYet(app.model),
        ...groups.map((group) => ({
          key: group.taker,
          sig: [group.name, group.parcels.map(short)],
          make: () => takerCard(app, group),
        })),
        groups.length === 0 && app.model.unplanned.length === 0 && {
          key: "none",
          make: () => h("section.card.notice", {}, h("p.large", {}, t("store.give.none"))),
        },
      ]);
    },
  };
}

const short = (parcel) => [parcel.code, parcel.position, parcel.handover?.state];

/** The code in what was typed or scanned: the label's QR is an address that ends in /h/CODE. */
export function codeIn(text) {
  const plain = text.normalize("NFKC").trim();
  const address = /\/h\/([^/?#\s]+)/i.exec(plain);
  return (address ? address[1] : plain).replace(/[\s-]/g, "").toUpperCase();
}

function entry(app) {
  const field = h("input", {
    id: "code", name: "code", autocomplete: "off", autocapitalize: "characters",
    spellcheck: "false", enterkeyhint: "send", placeholder: "PXXX-XXXX",
  });
  let busy = Promise.resolve();
  const send = (event) => {
    event.preventDefault();
    const code = codeIn(field.value);
    field.value = "";
    field.focus();
    if (!code) return app.say(t("store.give.empty"), "bad");
    // A scanner may be quicker than the network: one after the other, none lost.
    busy = busy.then(() => app.act(() => scan(app, code)));
    return busy;
  };
  return h("form.card.entry", { onsubmit: send },
    h("label", { for: "code" }, t("store.give.label")),
    h("div.bar", {}, field, h("button.main", {}, t("store.give.send"))),
    h("p.soft", {}, t("store.give.hint")));
}

async function scan(app, code) {
  const { parcel, handover, back } = await app.model.scan(code);
  const shown = parcel.code_shown;
  const done = handover.state === "done";
  const name = (done ? parcel.keeper : parcel.next_keeper).name;
  const from = app.model.nameOf(handover.giver);
  if (back) app.say(t(done ? "store.done.returned" : "store.done.return-open", { code: shown, name: from }), "good");
  else app.say(t(done ? "store.done.given-done" : "store.done.given", { code: shown, name }), "good");
  await app.refresh(true);
}

function byTaker(model) {
  const groups = new Map();
  for (const parcel of model.outgoing) {
    const taker = parcel.way[1];
    if (!groups.has(taker)) groups.set(taker, []);
    groups.get(taker).push(parcel);
  }
  return [...groups].map(([taker, parcels]) => ({ taker, name: model.nameOf(taker), parcels }))
    .sort((a, b) => a.name.localeCompare(b.name, "ja"));
}

function takerCard(app, { name, parcels }) {
  const open = parcels.filter((parcel) => stateOf(parcel) === "open").length;
  const waiting = parcels.filter((parcel) => stateOf(parcel) === "given").length;
  const sums = [t("store.give.open", { count: open, of: parcels.length })];
  if (waiting) sums.push(t("store.give.waiting", { count: waiting, name }));
  return h("section.card", {},
    h("h2", {}, t("store.person", { name })),
    h(open + waiting === 0 ? "p.good" : "p", {},
      open + waiting === 0 ? t("store.give.all-taken") : sums.join(" ")),
    h("ul.rows", {}, parcels.map((parcel) => row(app, parcel, name))));
}

function stateOf(parcel) {
  if (parcel.position > 0) return "gone";
  const state = parcel.handover?.state ?? "open";
  return state === "done" ? "gone" : state;
}

function row(app, parcel, name) {
  const state = stateOf(parcel);
  return h(`li.row.${state}`, {},
    about(app, parcel),
    h("span.state", {}, t(`store.give.state-${state}`, { name })),
    state === "given" && withdraw(app, parcel));
}

function about(app, parcel) {
  const { places, households } = app.model.me;
  return h("span.about", {}, codeText(parcel), zoneMark(parcel.temperature),
    h("span", {}, t("store.give.about", {
      hall: places[parcel.hall] ?? "", name: households[parcel.household] ?? "",
    })), h("span.mass", {}, mass(parcel.mass_g)));
}

function withdraw(app, parcel) {
  return button("", t("store.give.withdraw"), () => app.act(async () => {
    await app.model.withdraw(parcel.code);
    app.say(t("store.done.withdrawn", { code: parcel.code_shown }), "good");
    await app.refresh(true);
  }), { "aria-label": t("store.give.withdraw-of", { code: parcel.code_shown }) });
}

function returns(app) {
  const parcels = app.model.returning;
  if (parcels.length === 0) return [];
  return [{
    key: "returns",
    sig: parcels.map(short),
    make: () => h("section.card.returns", {},
      h("h2", {}, t("store.back.title", { count: parcels.length })),
      h("p", {}, t("store.back.text")),
      h("ul.rows", {}, parcels.map((parcel) => {
        const state = parcel.handover?.state ?? "open";
        return h(`li.row.${state}`, {}, about(app, parcel),
          h("span.state", {}, t(`store.back.state-${state}`, { name: parcel.keeper.name })),
          state === "taken" && withdraw(app, parcel));
      }))),
  }];
}

// Before the plan is made nobody has been told yet to take these.
function notYet(model) {
  const count = model.unplanned.length;
  return count === 0 ? [] : [{
    key: "not-yet",
    sig: count,
    make: () => h("section.card.notice", {}, h("p", {}, t("store.give.not-yet", { count }))),
  }];
}
