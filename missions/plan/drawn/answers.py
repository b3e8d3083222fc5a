"""What a plan cannot say of a route, and what was taken from where.

Owns the answers that whoever imports a plan gives, the statement of each value's origin, and the
error that names all that is still to be said. Knows nothing of files and of the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from missions.errors import SorabinError
from missions.plan.drawn.shape import Shape


class ImportNeedsMore(SorabinError):
    """A route has values that neither the plan nor its importer has said. `facts["missing"]`."""

    code = "import-needs-more"


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What an emergency landing place is called: id, name, and its name in English."""

    id: str
    name: str
    en: str


@dataclass(frozen=True, slots=True)
class Answers:
    """`places`: one for each landing place of the plan that the deployment does not know yet, in
    the order of the plan. None is not answered."""

    name: str
    hall: str | None = None
    half_width_m: float | None = None
    cruise_mps: float | None = None
    wait_s: float | None = None
    low_m: float | None = None
    places: tuple[PlaceName, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a value of the route comes from."""

    what: str
    value: str
    origin: str

    def __str__(self) -> str:
        return f"{self.what}: {self.value} ({self.origin})"


@dataclass(slots=True)
class Account:
    """All statements of one import, and what is missing."""

    statements: list[Statement] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def state(self, what: str, value: object, origin: str) -> None:
        self.statements.append(Statement(what, str(value), origin))

    def raise_if_missing(self) -> None:
        """Raise ImportNeedsMore with everything that is missing."""
        if self.missing:
            raise ImportNeedsMore("not said: " + "; ".join(self.missing), missing=self.missing)

    def number(
        self, what: str, option: str, answered: float | None, drawn: float | None, origin: str
    ) -> float:
        """The answer, else what the plan says; 0 where neither does, which is then missing."""
        if answered is not None:
            said = "" if drawn in (None, answered) else f"; {origin} says {drawn:g}"
            self.state(what, f"{answered:g}", f"{option}{said}")
            return answered
        if drawn is not None:
            self.state(what, f"{drawn:g}", origin)
            return drawn
        self.missing.append(f"{option} ({what})")
        return 0.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """The four numbers of a route that a plan may not say."""

    half_width_m: float
    cruise_mps: float
    wait_s: float
    low_m: float

    @classmethod
    def of(
        cls, answers: Answers, shape: Shape, cruise_mps: float | None, hall_amsl_m: float,
        account: Account,
    ) -> Numbers:  # fmt: skip
        """From the answers and the plan. `cruise_mps`: what the file calls its speed."""
        low_m = None if shape.low_amsl_m is None else round(shape.low_amsl_m - hall_amsl_m, 2)
        return cls(
            half_width_m=account.number(
                "half the corridor's width, m", "--half-width", answers.half_width_m, None, ""
            ),
            cruise_mps=account.number(
                "speed, m/s", "--speed", answers.cruise_mps, cruise_mps, "the file's hoverSpeed"
            ),
            wait_s=account.number(
                "wait over the hall, s", "--wait", answers.wait_s, shape.wait_s,
                "the plan's NAV_LOITER_TIME",
            ),
            low_m=account.number(
                "height over the hall where the last way down begins, m", "--low", answers.low_m,
                low_m, "the plan's last waypoint over the hall",
            ),
        )  # fmt: skip
