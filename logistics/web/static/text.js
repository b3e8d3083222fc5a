// Words, money and times as the person reads them. Owns no text: the page brings its messages.
// cjk: comments show what a Japanese reader sees

const ZONE = "Asia/Tokyo";

function block(id) {
  const node = document.getElementById(id);
  return node ? JSON.parse(node.textContent) : {};
}

const messages = block("messages");
const data = block("page-data");

export const lang = document.documentElement.lang;

/** What the page's server side passed to its scripts. */
export const pageData = () => data;

// A phone's own clock may be wrong, and a played day runs on another time.
const ahead = data.me ? new Date(data.me.now).getTime() - Date.now() : 0;

/** The service's time as the page knows it, in ms like `Date.now()`. */
export const serviceNow = () => Date.now() + ahead;

/** The message of a key with its {places} filled in. */
export function t(key, values = {}) {
  const text = messages[key];
  if (text === undefined) throw new Error(`no message ${key}`);
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => String(values[name]));
}

/** The first key that the catalogue knows, filled in. */
export function firstOf(keys, values = {}) {
  return t(keys.find((key) => key in messages), values);
}

const digits = new Intl.NumberFormat(lang);

export const number = (value) => digits.format(value);
export const yen = (value) => t("common.yen", { amount: number(value) });

/** Mass for people: grams below 1 kg, else kilograms with one digit. */
export function mass(grams) {
  if (grams < 1000) return t("common.grams", { mass: number(Math.round(grams)) });
  return t("common.kilograms", { mass: (grams / 1000).toFixed(1) });
}

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE, hour: "numeric", minute: "2-digit", hourCycle: "h23",
});
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const dayParts = new Intl.DateTimeFormat(lang, {
  timeZone: ZONE, year: "numeric", month: lang === "ja" ? "numeric" : "short", day: "numeric",
  weekday: "short",
});

/** "14:05" of an instant, business time. */
export const clockTime = (at) => clock.format(new Date(at));

/** "2026-11-24" of an instant, business time. */
export const dateOf = (at) => isoDay.format(new Date(at));

/** "夕方5時" or "5 pm": an instant's time of day as people say it. */
export function spokenTime(at) {
  const [hour, minute] = clockTime(at).split(":").map(Number);
  const part = hour < 12 ? "morning" : hour < 16 ? "afternoon" : hour < 19 ? "evening" : "night";
  const twelve = hour === 12 ? (lang === "ja" ? 0 : 12) : hour % 12;
  const values = { hour: twelve, minute: String(minute) };
  if (minute === 0) return t(`time.${part}`, values);
  if (lang !== "ja") values.minute = values.minute.padStart(2, "0");
  return t(`time.${part}-minutes`, values);
}

/** "11月24日(火)" of an ISO date. */
export function dayName(date) {
  const parts = Object.fromEntries(
    dayParts.formatToParts(new Date(`${date}T12:00:00+09:00`)).map((p) => [p.type, p.value]),
  );
  return t("time.day", { month: parts.month, day: parts.day, weekday: parts.weekday });
}

/** "きょう 11月24日(火)" where the date is today or tomorrow, seen from `now`. */
export function relativeDay(date, now) {
  const name = dayName(date);
  if (date === dateOf(now)) return t("time.today", { day: name });
  const tomorrow = dateOf(new Date(new Date(now).getTime() + 24 * 3600 * 1000));
  return date === tomorrow ? t("time.tomorrow", { day: name }) : name;
}

/** Just "きょう", "あした" or the date: for a sentence that names the day once more. */
export function shortDay(date, now) {
  if (date === dateOf(now)) return t("time.just-today");
  const tomorrow = dateOf(new Date(new Date(now).getTime() + 24 * 3600 * 1000));
  return date === tomorrow ? t("time.just-tomorrow") : dayName(date);
}

/** "1時間20分" of minutes. */
export function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return t("time.minutes", { minutes: rest });
  if (rest === 0) return t("time.hours", { hours });
  return t("time.hours-minutes", { hours, minutes: rest });
}

/** A problem told in plain words; never its code. */
export function problemText(problem) {
  const facts = { ...problem.facts };
  for (const key of ["received_at", "cutoff", "at"]) {
    if (facts[key]) facts[key] = spokenTime(facts[key]);
  }
  const key = `problem.${problem.code}`;
  return firstOf([key, `problem.status-${problem.status}`, "problem.other"], facts);
}
