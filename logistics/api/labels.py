"""What is printed: the parcel's label and the resident's delivery card, as SVG with a QR.

Owns the layout. The QR is a URL that any phone's camera opens; the same code stands beside it in
letters, with its check character, for hands that cannot scan. No resident's name is on a label.
Labels are printed in Japanese, whatever language the clerk's page speaks.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

import segno

from logistics.db.models import ParcelRow
from logistics.domain import codes
from logistics.domain.village import Household
from logistics.web.messages import LANGUAGES, t

_SAY = t(LANGUAGES[0])
_TEXT_X = 45
_TEXT_WIDTH = 43
"""Millimetres: the QR takes the left side of the 90 mm."""
_WIDE = 0x2E80
"""From here on characters are as wide as high; below about 0.6 of it (bold monospace)."""


def label_svg(base_url: str, parcel: ParcelRow, hall: str) -> str:
    """The label of a parcel, 90 × 50 mm; `hall` is the hall's name."""
    kilograms = _SAY("common.kilograms", mass=f"{parcel.mass_g / 1000:.1f}")
    carriers = "label.van-or-air" if "air" in parcel.carriers else "label.van"
    return _svg(
        f"{base_url}/h/{parcel.code}",
        [
            (hall, 6.0),
            (codes.shown(parcel.code), 7.5),
            (f"{parcel.household}  {_SAY(f'common.temperature.{parcel.temperature}')}", 5.5),
            (f"{kilograms}  {_SAY(carriers)}", 5.0),
        ],
    )


def card_svg(base_url: str, household: Household) -> str:
    """The delivery card that hangs at a resident's door, 90 × 50 mm."""
    return _svg(
        f"{base_url}/c/{household.card}",
        [(_SAY("label.card"), 6.0), (codes.shown(household.card), 7.5), (household.id, 5.5)],
    )


def _svg(url: str, lines: list[tuple[str, float]]) -> str:
    qr = segno.make(url, error="m", micro=False)
    side = qr.symbol_size(border=2)[0]
    picture = qr.svg_inline(border=2, omitsize=True)
    y, texts = 4.0, []
    for text, wanted in lines:
        size = min(wanted, _TEXT_WIDTH / sum(1.0 if ord(c) >= _WIDE else 0.61 for c in text))
        y += wanted + 3.5
        texts.append(
            f'<text x="{_TEXT_X}" y="{y:.1f}" font-size="{size:.2f}" font-family="monospace" '
            f'font-weight="bold" xml:space="preserve">{escape(text)}</text>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="50mm" viewBox="0 0 90 50">'
        '<rect width="90" height="50" fill="#fff"/>'
        f'<svg x="1" y="4" width="42" height="42" viewBox="0 0 {side} {side}">{picture}</svg>'
        f"{''.join(texts)}</svg>"
    )
