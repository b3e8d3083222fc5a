"""Papers for tests: one permit, one policy, one pilot, of one year."""

from __future__ import annotations

from datetime import date

from missions.papers.model import Insurance, Notice, Papers, Permit, Pilot, Special, Term

DAY = date(2026, 11, 24)
YEAR = Term(date(2026, 4, 1), date(2027, 3, 31))
ONLY = frozenset({"tsubame"})
PERMIT = Permit(
    id="beyond-sight",
    number="EXAMPLE-PERMIT",
    issued_by="nobody",
    allows=frozenset({Special.BEYOND_SIGHT}),
    aircraft=ONLY,
    routes=frozenset({"nakao"}),
    term=YEAR,
)
POLICY = Insurance("liability", "nobody", "EXAMPLE-POLICY", "all", ONLY, YEAR)
PILOT = Pilot("p-arai", "Arai", "EXAMPLE-LICENCE", YEAR)
NOTICE = Notice("delivery", frozenset({Special.BEYOND_SIGHT}), "a sign at each pad")
PAPERS = Papers(
    known=True,
    invented=True,
    permits=(PERMIT,),
    insurance=(POLICY,),
    pilots={"p-arai": PILOT},
    notice=NOTICE,
)
