"""What each job does: the clock's half of the service.

Owns the mapping from a job's name to the service functions. A job's transaction is begun and
committed by the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from logistics.db.models import JobRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.orders import DAY_MACHINE, DayEvent, DayState
from logistics.services.days import DRAIN_AGAIN, close_day, open_days, reach_cutoff
from logistics.services.launches import too_late
from logistics.services.liveness import Watch
from logistics.services.parcels import look_at_cold
from logistics.services.plans import make_plan
from logistics.services.promises import WATCH_EVERY, break_open_promises, watch_promises
from logistics.services.visits import case_overdue

_WATCH = Watch()
Handler = Callable[[UnitOfWork, JobRow], bool]
"""Does the job; True when it is done, False when it has set its own next time."""


def perform(uow: UnitOfWork, job: JobRow) -> None:
    """Do one job within its transaction and mark it as done, unless it wants to come again."""
    if HANDLERS[job.name](uow, job):
        uow.jobs.finish(job, uow.now)


def _open_days(uow: UnitOfWork, _job: JobRow) -> bool:
    open_days(uow)
    return True


def _reach_cutoff(uow: UnitOfWork, job: JobRow) -> bool:
    reach_cutoff(uow, _day(job))
    return True


def _close_day(uow: UnitOfWork, job: JobRow) -> bool:
    if close_day(uow, _day(job), _WATCH.lives):
        return True
    uow.jobs.repeat(job, uow.now + DRAIN_AGAIN)
    return False


def _make_plan(uow: UnitOfWork, job: JobRow) -> bool:
    day = _day(job)
    make_plan(uow, day, reason=job.key.partition(":")[2], only_new=True)
    # Where nothing is packed there is no plan, but somebody waits for their order.
    uow.jobs.ask("watch-promises", uow.now + WATCH_EVERY, key=day.isoformat(), day=day.isoformat())
    return True


def _watch_promises(uow: UnitOfWork, job: JobRow) -> bool:
    if not watch_promises(uow, _day(job)):
        return True
    uow.jobs.repeat(job, uow.now + WATCH_EVERY)
    return False


def _last_launch(uow: UnitOfWork, job: JobRow) -> bool:
    too_late(uow, _day(job), job.args["sortie"])
    return True


def _look_at_cold(uow: UnitOfWork, job: JobRow) -> bool:
    look_at_cold(uow, job.args["parcel"])
    return True


def _case_overdue(uow: UnitOfWork, job: JobRow) -> bool:
    case_overdue(uow, job.args["case"])
    return True


def _settle_day(uow: UnitOfWork, job: JobRow) -> bool:
    day = _day(job)
    row = uow.session.get_one(ServiceDayRow, day)
    if row.state == DayState.CLOSING:
        uow.jobs.repeat(job, uow.now + DRAIN_AGAIN)
        return False
    after = DAY_MACHINE.after(DayState(row.state), DayEvent.SETTLE)
    break_open_promises(uow, day)
    uow.guarded(row, {"state": row.state}, state=after, settled_at=uow.now)
    uow.journal.append("day-settled", day=day)
    return True


def _day(job: JobRow) -> date:
    return date.fromisoformat(job.args["day"])


HANDLERS: dict[str, Handler] = {
    "open-days": _open_days,
    "reach-cutoff": _reach_cutoff,
    "close-day": _close_day,
    "make-plan": _make_plan,
    "watch-promises": _watch_promises,
    "case-overdue": _case_overdue,
    "last-launch": _last_launch,
    "look-at-cold": _look_at_cold,
    "settle-day": _settle_day,
}
