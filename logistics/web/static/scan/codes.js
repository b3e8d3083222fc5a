// Codes as they are typed, read by a scanner, or found at the end of an address.

/** What a field holds as a parcel's code: of an address ending /h/CODE the end. */
export const codeIn = (text) => endOf(text, "h");

/** What a field holds as a card's code: of an address ending /c/CODE the end. */
export const cardIn = (text) => endOf(text, "c");

function endOf(text, letter) {
  const plain = text.normalize("NFKC").trim();
  const found = new RegExp(`/${letter}/([^/?#]+)/?(?:[?#].*)?$`, "i").exec(plain);
  return (found ? decodeURIComponent(found[1]) : plain).replace(/[\s/]/g, "");
}

/** A code as printed: two groups of four. */
export const shown = (code) => (code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code);
