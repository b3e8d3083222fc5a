"""The live service for browsers: the real application under uvicorn, with a clock that is moved.

Owns the server's thread and the ways in. Knows no page.
"""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from sqlmodel import Session

from logistics.api.app import create_app
from logistics.db.engine import Database
from logistics.db.models import ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.catalog import Item, Temperature
from logistics.processes.worker import Worker
from logistics.services.days import open_days
from missions.clock import FixedClock, machine_s, pause
from tests.logistics.support.access import TUESDAY_9, Access
from tests.logistics.support.door import API, new_key
from tests.logistics.support.processes import free_port
from tests.logistics.support.service import TUESDAY, at

STORE = "takato-store"
READY_WITHIN_S = 30


class Caller:
    """One principal's way to the service over HTTP, without a browser."""

    def __init__(self, base_url: str, *, bearer: str | None = None, session: str | None = None):
        self.client = httpx.Client(
            base_url=base_url + API,
            headers={"Authorization": f"Bearer {bearer}"} if bearer else {},
            cookies={"sorabin_session": session} if session else {},
            trust_env=False,
            timeout=30,
        )

    def read(self, path: str, **params: Any) -> Any:
        """GET that must succeed, as JSON."""
        answer = self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def done(self, path: str, body: Any = None) -> Any:
        """POST that must succeed, as JSON."""
        answer = self.client.post(
            path, json=body if body is not None else {}, headers={"Idempotency-Key": new_key()}
        )
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


class Live:
    """The service: `start` and `stop` it, move its `clock`, call it as anybody."""

    def __init__(
        self,
        url: str,
        deployment: Deployment,
        access: Access,
        when: datetime = TUESDAY_9,
        *,
        telemetry_port: int | None = None,
    ) -> None:
        self.url = url
        self.telemetry_port = telemetry_port
        self.deployment = deployment
        self.access = access
        self.clock = FixedClock(when)
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.database = Database(url)
        self.worker = Worker(Database(url), deployment, self.clock, None)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._callers: list[Caller] = []

    # The server

    def start(self) -> None:
        """Serve; after `stop`, again on the same port and the same database."""
        app = create_app(
            Database(self.url),
            self.deployment,
            self.clock,
            base_url=self.base_url,
            telemetry_port=self.telemetry_port,
        )
        config = uvicorn.Config(
            app,
            port=self.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="live", daemon=True)
        self._thread.start()
        deadline = machine_s() + READY_WITHIN_S
        while not self._server.started:
            assert self._thread.is_alive(), "the server has ended"
            assert machine_s() < deadline, "the server does not start"
            pause(0.02)

    def stop(self) -> None:
        """Stop serving: connections are refused from now on."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(READY_WITHIN_S)
            assert not self._thread.is_alive(), "the server does not end"
        self._server = self._thread = None

    def close(self) -> None:
        """End everything."""
        self.stop()
        for caller in self._callers:
            caller.client.close()
        self.database.close()

    # Who calls

    def tv(self, household: str = "hh-01") -> Caller:
        return self._caller(bearer=self.access.credentials.devices[household])

    @property
    def store(self) -> Caller:
        return self._caller(bearer=self.access.credentials.systems[STORE])

    def person(self, person: str) -> Caller:
        return self._caller(session=self.access.sessions[person])

    def _caller(self, **credential: str) -> Caller:
        self._callers.append(Caller(self.base_url, **credential))
        return self._callers[-1]

    # Time and what is due

    def open_days(self) -> None:
        """What the worker does first."""
        with Session(self.database.write_engine, expire_on_commit=False) as session:
            uow = UnitOfWork.begin(session, self.clock.now(), self.deployment)
            open_days(uow)
            uow.finish()
            session.commit()

    def work(self) -> None:
        """Do all that is due now."""
        while self.worker.do_one():
            pass

    def move_to(self, when: datetime) -> None:
        """Let business time pass, and do what has become due at its end."""
        self.clock.move_to(when)
        pause(0.02)
        self.work()

    def close_day(self, day: date = TUESDAY) -> None:
        """Pass the cutoff and wait until the pick list has left."""
        self.clock.move_to(max(self.clock.now(), at(11, day=day)))
        for _ in range(200):
            pause(0.02)
            self.work()
            if self.day_state(day) in ("closed", "settled"):
                return
            self.clock.move_to(self.clock.now() + timedelta(milliseconds=100))
        raise AssertionError(f"{day} does not close: it is {self.day_state(day)}")

    def day_state(self, day: date = TUESDAY) -> str | None:
        with Session(self.database.read_engine) as session:
            row = session.get(ServiceDayRow, day)
            return row.state if row else None

    # Short cuts through the chain

    def items(
        self, number: int, *, fly: bool = True, zone: Temperature = Temperature.AMBIENT
    ) -> list[Item]:
        """Small items of every day, in catalog order."""
        found = [
            item
            for item in self.deployment.catalog
            if item.temperature is zone and item.air is fly and not item.days and item.mass_g < 2000
        ]
        return found[:number]

    def order(self, household: str = "hh-01", **changes: Any) -> dict[str, Any]:
        """Place an order from a household's television, two items of two units unless told."""
        lines = [{"jan": item.jan, "quantity": 2} for item in self.items(2)]
        body = {"service_day": TUESDAY.isoformat(), "channel": "tv", "lines": lines}
        return self.tv(household).done("/orders", body | changes)

    def orders(self, day: date = TUESDAY, household: str = "hh-01") -> list[dict[str, Any]]:
        """The orders of a household on a day, in the order of their receipt."""
        return self.tv(household).read("/orders", service_day=day.isoformat())["orders"]

    def pick_and_pack(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        """Find everything, pack it, plan it; return the parcels."""
        store = self.store
        for line in store.read(f"/orders/{order['order_id']}")["lines"]:
            path = f"/picks/{order['order_id']}/lines/{line['line_no']}"
            store.done(path, {"picked": line["quantity"], "replaces": line["decision_no"]})
        parcels = store.done(f"/picks/{order['order_id']}/pack")["parcels"]
        self.work()
        return [store.read(f"/parcels/{parcel['code']}") for parcel in parcels]

    def scan(self, keeper: str, code: str, side: str, **more: Any) -> Any:
        """One scan that must succeed, by a keeper as the journal writes it: `van/van-1`."""
        kind, _, name = keeper.partition("/")
        people = {"hub": "p-miyashita", "van": "p-hosaka"}
        caller = self.store if kind == "store" else self.person(people.get(kind, name))
        body = {"code": code, "side": side, "as": {"kind": kind, "id": name}}
        return caller.done("/handovers", body | more)

    def bring_to(self, code: str, kind: str) -> dict[str, Any]:
        """Hand over until a keeper of this kind has the parcel (not to the resident)."""
        parcel = self.store.read(f"/parcels/{code}")
        while parcel["keeper"]["kind"] != kind:
            giver, taker = parcel["way"][parcel["position"] : parcel["position"] + 2]
            self.scan(giver, code, "give")
            parcel = self.scan(taker, code, "take")["parcel"]
        return parcel
