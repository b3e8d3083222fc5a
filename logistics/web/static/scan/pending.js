// Parcels given at a door whose resident's card is still to be read.
//
// The phone's camera opens the card's address in a tab of its own, which does not see another
// tab's session storage; hence also the local one, and the server has the last word.

const KEY = "sorabin-at-the-door";

function stores() {
  return [sessionStorage, localStorage];
}

/** Remember a parcel that has been given at the door. */
export function remember(code) {
  write([...new Set([...pending(), code])]);
}

/** Forget parcels that are done or taken back. */
export function forget(codes) {
  write(pending().filter((code) => !codes.includes(code)));
}

/** Codes of parcels that wait for a card, as this phone remembers. */
export function pending() {
  for (const store of stores()) {
    try {
      const found = JSON.parse(store.getItem(KEY) ?? "[]");
      if (Array.isArray(found) && found.length) return found;
    } catch {
      // Private windows refuse storage; the server knows all the same.
    }
  }
  return [];
}

function write(codes) {
  for (const store of stores()) {
    try {
      store.setItem(KEY, JSON.stringify(codes));
    } catch {
      // See above.
    }
  }
}
