"""The cast: gives every scripted person their part, their credentials and what they know.

Owns who does what on the played day. The parts themselves stand in `people`, and know only HTTP.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from logistics.deployment import Deployment
from logistics.domain.village import Person, Role
from logistics.processes.provision import Credentials
from sim.village.agenda import Agenda, Script, ScriptDiary
from sim.village.people import residents
from sim.village.people.apron import mind_aircraft
from sim.village.people.carriers import Valley, drive_car
from sim.village.people.clerks import Shift
from sim.village.people.client import Client
from sim.village.people.facts import Keeper
from sim.village.people.launching import authorise_launches
from sim.village.people.office import staff_office
from sim.village.people.postbox import Postbox
from sim.village.people.reception import AtTheHall, Reception, receive_aircraft
from sim.village.people.scanning import Scanner
from sim.village.people.sensors import Box, measure
from sim.village.people.sortie_steps import Apron
from sim.village.people.store import work_shelves
from sim.village.people.telephone import staff_desk
from sim.village.people.vans import drive_van
from sim.village.people.volunteers import Doorsteps, bring_to_doors
from sim.village.plot import Plot, chance_for
from sim.village.weather import ValleyWeather

CLERKS = 2
_BEFORE_SETTLING = timedelta(minutes=5)
_STRANGER = "stranger"


@dataclass(frozen=True)
class Stage:
    """What all parts of a day share.

    `keeps_away`: halls where nobody comes for an aircraft, and volunteers who do not come for one.
    """

    base_url: str
    deployment: Deployment
    credentials: Credentials
    agenda: Agenda
    postbox: Postbox
    plot: Plot
    seed: int
    weather: ValleyWeather
    keeps_away: set[str] = field(default_factory=set)


class Cast:
    """All scripted people of one day."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._village = stage.deployment.village
        self._day = stage.plot.day.isoformat()
        self._chance_of = chance_for(stage.seed)
        self._clients: dict[str, Client] = {}
        self._latest = self._at(stage.deployment.service.work_times.settle_at) - _BEFORE_SETTLING

    def start(self) -> None:
        """Let everybody begin their day."""
        self._start_residents()
        self._start_office()
        self._start_store()
        self.start_transport()

    def start_transport(self) -> None:
        """Let those begin who bring the goods from the store's ramp to the doors."""
        self._start_ramp()
        self._start_hub()
        self._start_flights()
        self._start_carriers()
        self._start_volunteers()

    async def leave(self) -> None:
        """Close everybody's connections."""
        for client in self._clients.values():
            await client.close()

    def person(self, id: str) -> Client:
        """The hands of a person of the service."""
        if id not in self._clients:
            self._clients[id] = self._client(id, password=self._stage.credentials.people[id])
        return self._clients[id]

    def office(self) -> Client:
        """Somebody who may read the record."""
        return self.person(self._with(Role.OFFICE)[-1].id)

    def _start_residents(self) -> None:
        plot = self._stage.plot
        for errand in plot.errands:
            tv = self._tv(errand.household)
            chance = self._chance_of(f"basket/{errand.household}/{errand.number}")
            self._begin(
                f"tv {errand.household} {errand.number}",
                partial(residents.shop, errand, tv, chance),
            )
        stranger = self._client(_STRANGER, bearer="sk-nobody-gave-this-key-out")
        self._clients[_STRANGER] = stranger
        at = plot.cutoff - timedelta(hours=1)
        self._begin(
            _STRANGER,
            lambda diary: residents.knock_with_wrong_key(stranger, diary, self._day, at),
        )

    def _start_office(self) -> None:
        desk, owner = self._with(Role.OFFICE)[-1], self._with(Role.OFFICE)[0]
        self._begin(
            f"telephone desk {desk.id}",
            lambda diary: staff_desk(
                self._stage.plot.calls,
                self._day,
                self.person(desk.id),
                diary,
                lambda household: self._chance_of(f"call/{household}"),
            ),
        )
        begins_at = self._stage.plot.cutoff + timedelta(hours=1)
        self._begin(
            f"office {owner.id}",
            lambda diary: staff_office(
                self._day, self.person(owner.id), diary, begins_at, self._latest
            ),
        )

    def _start_store(self) -> None:
        times = self._stage.deployment.service.work_times
        clerks = self._with(Role.STORE)
        begins_at = max(self._at(times.pick_start), self._stage.plot.cutoff)
        for index, clerk in enumerate(clerks[:CLERKS]):
            shift = Shift(
                service_day=self._day,
                seed=self._stage.seed,
                index=index,
                clerks=min(CLERKS, len(clerks)),
                begins_at=begins_at + timedelta(seconds=30),
                ready_by=self._at(times.pick_ready_by),
            )
            self._begin(
                f"clerk {clerk.id}",
                partial(work_shelves, shift, self.person(clerk.id), self._latest),
            )

    def _start_ramp(self) -> None:
        clerks = self._with(Role.STORE)
        for index, supporter in enumerate(self._with(Role.SUPPORTER)):
            mover = ("supporter", supporter.id)
            self._begin_desk(clerks[index % len(clerks)], self._store, mover)

    def _start_hub(self) -> None:
        movers = [("supporter", each.id) for each in self._with(Role.SUPPORTER)]
        movers += self._vans
        for index, mover in enumerate(movers):
            self._begin_desk(self._operators[index % len(self._operators)], self._hub, mover)

    def _start_flights(self) -> None:
        """Who loads, minds and launches each aircraft, and the sensors."""
        aircraft = self._stage.deployment.air.aircraft
        authority = self._with(Role.LAUNCH_AUTHORITY)
        rings: Counter[str] = Counter()
        for index, craft in enumerate(aircraft):
            operator = self._operators[index % len(self._operators)]
            self._begin_scanner(
                operator,
                self._hub,
                lambda scanner, craft=craft: mind_aircraft(Apron(craft, self._day, scanner, rings)),
                name=f"{operator.id} minds {craft}",
            )
            launcher = self.person(authority[0].id)
            self._begin(
                f"{authority[0].id} launches {craft}",
                partial(self._launch, craft, launcher),
            )
        for place in (self._village.hub, *self._village.halls) if aircraft else ():
            name = f"sensor-{place.id}"
            key = self._stage.credentials.sensors[place.id]
            self._clients[name] = self._client(name, bearer=key)
            box = Box(place.id, self._stage.weather.at, aircraft, self._latest)
            self._begin(name, partial(measure, box, self._clients[name]))

    def _launch(
        self, craft: str, authority: Client, diary: ScriptDiary
    ) -> Coroutine[Any, Any, None]:
        return authorise_launches(craft, self._day, authority, diary, self._latest)

    def _start_carriers(self) -> None:
        roads = {ends: float(road.minutes) for ends, road in self._village.roads.legs.items()}
        volunteers = tuple(("volunteer", each.id) for each in self._with(Role.VOLUNTEER))
        valley = Valley(self._store, self._hub, roads, tuple(self._vans), volunteers)
        for supporter in self._with(Role.SUPPORTER):
            me = ("supporter", supporter.id)
            self._begin_scanner(
                supporter, me, lambda scanner: drive_car(scanner, self._day, valley)
            )
        for van in self._village.vans.values():
            driver = self._village.person(van.driver)
            self._begin_scanner(
                driver, ("van", van.id), lambda scanner: drive_van(scanner, self._day, valley)
            )

    def _start_volunteers(self) -> None:
        households = self._village.households.values()
        doors = Doorsteps(
            cards={each.id: each.card for each in households},
            walk_min={each.id: float(each.walk_min) for each in households},
            absences=self._stage.plot.absences,
            worried=self._stage.plot.worried,
        )
        vans = self._vans
        for volunteer in self._with(Role.VOLUNTEER):
            place = AtTheHall(volunteer.id, volunteer.place)
            me = ("volunteer", volunteer.id)
            self._begin_scanner(
                volunteer,
                me,
                lambda scanner, place=place: bring_to_doors(scanner, self._day, doors, place, vans),
            )
            if self._stage.deployment.air.aircraft:
                self._begin_scanner(
                    volunteer,
                    me,
                    lambda scanner, place=place: receive_aircraft(
                        Reception(scanner, self._day, place, self._stage.keeps_away)
                    ),
                    name=f"{volunteer.id} receives",
                )

    def _begin_desk(self, person: Person, me: Keeper, mover: Keeper) -> None:
        """Somebody stands ready for one vehicle."""
        self._begin_scanner(
            person,
            me,
            lambda scanner: scanner.wait_for(mover),
            name=f"{person.id} for {'/'.join(mover)}",
        )

    def _begin_scanner(
        self,
        person: Person,
        me: Keeper,
        part: Callable[[Scanner], Coroutine[Any, Any, None]],
        name: str = "",
    ) -> None:
        def chance_of(what: str) -> random.Random:
            return self._chance_of(f"{'/'.join(me)}/{what}")

        def begin(diary: ScriptDiary) -> Coroutine[Any, Any, None]:
            hands = self.person(person.id)
            return part(Scanner(hands, diary, chance_of, me, self._latest))

        self._begin(name or "/".join(me), begin)

    def _begin(self, name: str, script: Script) -> None:
        self._stage.agenda.start(name, script)

    def _tv(self, household: str) -> Client:
        name = f"tv-{household}"
        if name not in self._clients:
            self._clients[name] = self._client(
                name, bearer=self._stage.credentials.devices[household]
            )
        return self._clients[name]

    def _client(self, name: str, **credential: str) -> Client:
        now = self._stage.agenda.clock.now
        return Client(self._stage.base_url, name, now, self._stage.postbox, **credential)

    def _with(self, role: Role) -> tuple[Person, ...]:
        return self._village.people_with(role)

    def _at(self, wall: time) -> datetime:
        zone = self._stage.deployment.calendar.timezone
        return datetime.combine(self._stage.plot.day, wall, tzinfo=zone)

    @property
    def _operators(self) -> list[Person]:
        """Those of the hub who drive no van, if there are any."""
        drivers = {van.driver for van in self._village.vans.values()}
        everybody = self._with(Role.OPERATOR)
        return [each for each in everybody if each.id not in drivers] or list(everybody)

    @property
    def _vans(self) -> list[Keeper]:
        return [("van", van) for van in sorted(self._village.vans)]

    @property
    def _store(self) -> Keeper:
        return ("store", self._village.store.id)

    @property
    def _hub(self) -> Keeper:
        return ("hub", self._village.hub.id)
