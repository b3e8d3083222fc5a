// How much of the wait over the hall is left. Owns when this page saw a wait begin.

const began = new Map();
/** Business seconds between two sights that still tell when the wait began. */
const CLOSE_S = 5;

/**
 * Seconds of the wait that are left for this sortie, null where it is not known. The desk tells it
 * with its snapshot where it can; else it is counted from when this page saw the wait begin, and
 * whoever opens the page in the middle of a wait is told no number.
 */
export function waitLeft(sortie, sight, route) {
  const { snapshot, fresh } = sight;
  const flight = sortie.flight_out;
  if (!snapshot || snapshot.flight !== flight || !fresh) return null;
  const at = Date.parse(snapshot.at) / 1000;
  if (snapshot.state !== "waiting") {
    began.set(flight, { before: at, at: null });
    return null;
  }
  if (typeof snapshot.wait_left_s === "number") return snapshot.wait_left_s;
  const known = began.get(flight);
  if (!known || !route) return null;
  if (known.at === null) {
    if (at - known.before > CLOSE_S) {
      began.delete(flight);
      return null;
    }
    known.at = known.before; // the earliest moment at which it can have begun
  }
  return known.at + route.wait_s - at;
}
