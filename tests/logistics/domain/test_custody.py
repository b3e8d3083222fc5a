"""Custody against a model: one keeper always, both sides needed, refusals change nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from logistics.domain.custody import (
    HANDOVER_MACHINE,
    AlreadyScanned,
    HandoverEvent,
    HandoverRefused,
    HandoverState,
    Keeper,
    KeeperKind,
    ScanOutOfTurn,
    Side,
    Way,
    WrongPerson,
    judge_scan,
)

STORE = Keeper(KeeperKind.STORE, "store")
HUB = Keeper(KeeperKind.HUB, "hub")
VANS = (Keeper(KeeperKind.VAN, "van-1"), Keeper(KeeperKind.VAN, "van-2"))
AIRCRAFT = Keeper(KeeperKind.AIRCRAFT, "ac-1")
SUPPORTERS = (Keeper(KeeperKind.SUPPORTER, "p-s1"), Keeper(KeeperKind.SUPPORTER, "p-s2"))
VOLUNTEERS = (Keeper(KeeperKind.VOLUNTEER, "p-v1"), Keeper(KeeperKind.VOLUNTEER, "p-v2"))
RESIDENTS = (Keeper(KeeperKind.RESIDENT, "hh-1"), Keeper(KeeperKind.RESIDENT, "hh-2"))
EVERYBODY = (STORE, HUB, *VANS, AIRCRAFT, *SUPPORTERS, *VOLUNTEERS, *RESIDENTS)

keepers = st.sampled_from(EVERYBODY)
ways = st.tuples(
    st.just(STORE),
    st.sampled_from(SUPPORTERS),
    st.just(HUB),
    st.sampled_from((*VANS, AIRCRAFT)),
    st.sampled_from(VOLUNTEERS),
    st.sampled_from(RESIDENTS),
)


class Custody(RuleBasedStateMachine):
    """The code keeps a way and a handover's state; the model a road, a keeper and who scanned."""

    @initialize(way=ways)
    def begin(self, way: tuple[Keeper, ...]) -> None:
        self.way = Way(way)
        self.state = HandoverState.OPEN
        self.road = list(way[1:])
        self.keeper = way[0]
        self.scanned: set[Side] = set()
        self.passed = [way[0]]
        self.turned = False

    @rule(side=st.sampled_from(Side), scanner=keepers)
    def scan(self, side: Side, scanner: Keeper) -> None:
        """Anybody scans at any time."""
        due = self.keeper if side is Side.GIVE else (self.road[0] if self.road else None)
        allowed = bool(self.road) and scanner == due and side not in self.scanned
        try:
            after = judge_scan(self.way, self.state, side, scanner)
        except HandoverRefused:
            after = None
        assert (after is not None) == allowed, f"{scanner}, {side}"
        if after is None:
            return
        self.state = after
        self.scanned.add(side)
        if after is HandoverState.DONE:
            assert self.scanned == {Side.GIVE, Side.TAKE}, "one side alone moves nothing"
            self.way, self.state = self.way.moved(), HandoverState.OPEN
            self.keeper, self.scanned = self.road.pop(0), set()
            self.passed.append(self.keeper)

    @rule()
    def scan_in_turn(self) -> None:
        """The side that is due scans, so that ways come to their ends."""
        side = Side.TAKE if Side.GIVE in self.scanned else Side.GIVE
        due = self.keeper if side is Side.GIVE else (self.road[0] if self.road else HUB)
        self.scan(side, due)

    @precondition(lambda self: len(self.scanned) == 1)
    @rule()
    def withdraw(self) -> None:
        self.state = HANDOVER_MACHINE.after(self.state, HandoverEvent.WITHDRAW)
        assert self.state is HandoverState.OPEN
        self.scanned = set()

    @precondition(
        lambda self: (
            self.keeper.kind is KeeperKind.VOLUNTEER and not self.scanned and not self.turned
        )
    )
    @rule()
    def nobody_at_home(self) -> None:
        self.way = self.way.turned_back(VANS[0])
        passed = [VANS[0] if keeper == AIRCRAFT else keeper for keeper in self.passed[:-1]]
        self.road = list(reversed(passed))
        self.turned = True

    @invariant()
    def exactly_one_keeper(self) -> None:
        assert self.way.keeper == self.keeper
        assert self.way.keepers[: self.way.position + 1] == tuple(self.passed)
        assert self.way.next == (self.road[0] if self.road else None)

    @invariant()
    def the_state_says_who_has_scanned(self) -> None:
        expected = {
            frozenset(): HandoverState.OPEN,
            frozenset({Side.GIVE}): HandoverState.GIVEN,
            frozenset({Side.TAKE}): HandoverState.TAKEN,
        }[frozenset(self.scanned)]
        assert self.state is expected


TestCustody = Custody.TestCase
TestCustody.settings = settings(max_examples=60, deadline=None)


def refusal(way: Way, side: Side, scanner: Keeper, state=HandoverState.OPEN) -> HandoverRefused:
    with pytest.raises(HandoverRefused) as refused:
        judge_scan(way, state, side, scanner)
    return refused.value


WHOLE = Way((STORE, SUPPORTERS[0], HUB, VANS[0], VOLUNTEERS[0], RESIDENTS[0]))


def test_the_refusal_says_whether_it_is_the_turn_the_person_or_a_repeat() -> None:
    with_supporter = WHOLE.moved()
    assert isinstance(refusal(WHOLE, Side.TAKE, SUPPORTERS[1]), WrongPerson)
    assert isinstance(refusal(WHOLE, Side.TAKE, HUB), ScanOutOfTurn)
    assert isinstance(refusal(WHOLE, Side.GIVE, STORE, HandoverState.GIVEN), AlreadyScanned)
    assert isinstance(refusal(with_supporter, Side.TAKE, SUPPORTERS[0]), AlreadyScanned)
    assert isinstance(refusal(with_supporter, Side.GIVE, STORE), AlreadyScanned)
    assert refusal(WHOLE, Side.TAKE, SUPPORTERS[1]).facts == {"due": "supporter/p-s1"}


def test_another_households_card_is_the_wrong_person() -> None:
    at_the_door = Way(WHOLE.keepers, position=4)
    assert isinstance(refusal(at_the_door, Side.TAKE, RESIDENTS[1]), WrongPerson)


def test_at_its_end_a_parcel_takes_no_scan() -> None:
    end = Way(WHOLE.keepers, position=5)
    assert isinstance(refusal(end, Side.TAKE, VANS[0]), ScanOutOfTurn)
    assert isinstance(refusal(end, Side.TAKE, RESIDENTS[0]), AlreadyScanned)
    assert isinstance(refusal(end, Side.GIVE, RESIDENTS[0]), ScanOutOfTurn)


def test_before_there_is_a_plan_the_store_can_give_to_nobody() -> None:
    assert isinstance(refusal(Way((STORE,)), Side.GIVE, STORE), ScanOutOfTurn)


@given(ways, st.integers(1, 4))
def test_the_road_back_leads_through_the_keepers_passed_to_the_store(
    keepers: tuple[Keeper, ...], position: int
) -> None:
    back = Way(keepers, position).turned_back(VANS[1])
    assert back.keeper == keepers[position]
    passed = [VANS[1] if keeper == AIRCRAFT else keeper for keeper in keepers[:position]]
    assert back.keepers[position + 1 :] == tuple(reversed(passed))
    assert back.keepers[-1] == STORE


def test_the_road_back_leaves_out_what_came_back_by_air() -> None:
    """Loaded into an aircraft, taken out again, brought by van: back by van and nothing else."""
    passed = (STORE, SUPPORTERS[0], HUB, AIRCRAFT, HUB, VANS[0], VOLUNTEERS[0], RESIDENTS[0])
    back = Way(passed, position=6).turned_back(VANS[1])
    assert back.keepers[7:] == (VANS[0], HUB, SUPPORTERS[0], STORE)


def test_the_road_back_from_the_hub_that_has_it_again_is_the_car() -> None:
    passed = (STORE, SUPPORTERS[0], HUB, AIRCRAFT, HUB, VANS[0], VOLUNTEERS[0], RESIDENTS[0])
    assert Way(passed, position=4).turned_back(VANS[1]).keepers[5:] == (SUPPORTERS[0], STORE)


def test_an_aircraft_gives_its_load_back_to_the_hub() -> None:
    flown = Way((STORE, SUPPORTERS[0], HUB, AIRCRAFT, VOLUNTEERS[0], RESIDENTS[0]), position=3)
    by_van = flown.onward((HUB, VANS[0], VOLUNTEERS[0], RESIDENTS[0]))
    assert judge_scan(by_van, HandoverState.OPEN, Side.GIVE, AIRCRAFT) is HandoverState.GIVEN
    assert isinstance(refusal(by_van, Side.TAKE, VOLUNTEERS[0]), ScanOutOfTurn)
    with pytest.raises(ValueError, match="cannot hand over"):
        Way((VOLUNTEERS[0], AIRCRAFT))


@given(st.lists(keepers, min_size=1, max_size=4), st.integers(-1, 5))
def test_a_way_that_nobody_can_go_is_no_way(chosen: list[Keeper], position: int) -> None:
    order = [kind for kind in KeeperKind if kind is not KeeperKind.AIRCRAFT]

    def place(keeper: Keeper) -> int:
        beside = KeeperKind.VAN if keeper == AIRCRAFT else keeper.kind
        return order.index(beside)

    possible = all(
        place(two) - place(one) == 1
        or (
            place(two) - place(one) == -1
            and one.kind is not KeeperKind.RESIDENT
            and (one.kind, two) != (KeeperKind.VOLUNTEER, AIRCRAFT)
        )
        for one, two in pairwise(chosen)
    )
    if possible and 0 <= position < len(chosen):
        assert Way(tuple(chosen), position).keeper == chosen[position]
    else:
        with pytest.raises(ValueError, match=r"no keeper|cannot hand over"):
            Way(tuple(chosen), position)
