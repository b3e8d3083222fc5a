"""What is printed: the parcel's label and the resident's delivery card, as SVG with a QR.

Owns the layout. The QR is a URL that any phone's camera opens; the same code stands beside it in
letters, with its check character, for hands that cannot scan. No resident's name is on a label.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

import segno

from logistics.db.models import ParcelRow
from logistics.domain import codes
from logistics.domain.village import Household

_MARK = {"ambient": "", "chilled": "❄", "frozen": "❄❄"}


def label_svg(base_url: str, parcel: ParcelRow) -> str:
    """The label of a parcel, 90 × 50 mm."""
    return _svg(
        f"{base_url}/h/{parcel.code}",
        [
            (f"{parcel.hall}  {parcel.household}", 5.5),
            (codes.shown(parcel.code), 8.5),
            (f"{_MARK[parcel.temperature]} {parcel.temperature}", 5.0),
            (f"{parcel.mass_g / 1000:.1f} kg  {'+'.join(parcel.carriers)}", 5.0),
        ],
    )


def card_svg(base_url: str, household: Household) -> str:
    """The delivery card that hangs at a resident's door, 90 × 50 mm."""
    return _svg(
        f"{base_url}/c/{household.card}",
        [(household.id, 5.5), (codes.shown(household.card), 8.5)],
    )


def _svg(url: str, lines: list[tuple[str, float]]) -> str:
    qr = segno.make(url, error="m", micro=False)
    side = qr.symbol_size(border=2)[0]
    picture = qr.svg_inline(border=2, omitsize=True)
    y, texts = 4.0, []
    for text, size in lines:
        y += size + 3
        texts.append(
            f'<text x="49" y="{y:.1f}" font-size="{size}" font-family="monospace" '
            f'font-weight="bold" xml:space="preserve">{escape(text)}</text>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="50mm" viewBox="0 0 90 50">'
        '<rect width="90" height="50" fill="#fff"/>'
        f'<svg x="2" y="3" width="44" height="44" viewBox="0 0 {side} {side}">{picture}</svg>'
        f"{''.join(texts)}</svg>"
    )
