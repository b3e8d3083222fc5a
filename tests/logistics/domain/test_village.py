# cjk: names and typed text as the service meets them
import pytest

from logistics.domain.village import (
    Hamlet,
    Household,
    NotInVillage,
    Person,
    Place,
    PlaceKind,
    Road,
    Roads,
    Role,
    Substitution,
    Van,
    Village,
)


def a_place(id: str, kind: PlaceKind) -> Place:
    return Place(id, kind, id, "バショ", id, 35.8, 138.1, 850.0)


def a_household(id: str, hamlet: str, card: str) -> Household:
    return Household(id, "家", "イエ", hamlet, 5, "tv", Substitution.NONE, "", True, card)


VALLEY = [
    a_place("shop", PlaceKind.STORE),
    a_place("hub", PlaceKind.HUB),
    a_place("upper", PlaceKind.HALL),
    a_place("lower", PlaceKind.HALL),
]
HOME = a_household("hh-01", "meadow", "H0000001")
OTHER = a_household("hh-02", "ford", "H0000002")
HELPER = Person("p-a", "甲", "コウ", frozenset({Role.VOLUNTEER}), "upper")
PILOT = Person("p-b", "乙", "オツ", frozenset({Role.OPERATOR, Role.VOLUNTEER}), "lower")
VILLAGE = Village(
    places={place.id: place for place in VALLEY},
    hamlets={
        "meadow": Hamlet("meadow", "原", "ハラ", "Meadow", "upper"),
        "ford": Hamlet("ford", "渡", "ワタリ", "Ford", "lower"),
    },
    households={HOME.id: HOME, OTHER.id: OTHER},
    people={HELPER.id: HELPER, PILOT.id: PILOT},
    vans={"van-1": Van("van-1", "p-b", 350_000, 40)},
    roads=Roads({("shop", "hub"): Road(11, 5.6), ("hub", "shop"): Road(10, 5.6)}),
)


def test_the_places_are_found_by_what_they_are() -> None:
    assert VILLAGE.store.id == "shop"
    assert VILLAGE.hub.id == "hub"
    assert [hall.id for hall in VILLAGE.halls] == ["upper", "lower"]


def test_a_household_is_served_from_the_hall_of_its_hamlet() -> None:
    assert VILLAGE.hall_of(HOME).id == "upper"
    assert VILLAGE.households_of("upper") == (HOME,)
    assert VILLAGE.household_of_card("H0000002") is OTHER


def test_people_are_found_by_role_and_place() -> None:
    assert VILLAGE.volunteers_of("upper") == (HELPER,)
    assert VILLAGE.people_with(Role.OPERATOR) == (PILOT,)
    assert VILLAGE.people_with(Role.OFFICE) == ()


def test_roads_have_directions_and_a_place_is_at_no_distance_from_itself() -> None:
    assert VILLAGE.roads.minutes("shop", "hub") == 11
    assert VILLAGE.roads.minutes("hub", "shop") == 10
    assert VILLAGE.roads.km("hub", "shop") == 5.6
    assert VILLAGE.roads.minutes("hub", "hub") == 0
    for unknown in (("hub", "upper"), ("moon", "moon")):
        with pytest.raises(NotInVillage):
            VILLAGE.roads.minutes(*unknown)


def test_what_is_not_there_is_named() -> None:
    lookups = (
        VILLAGE.place,
        VILLAGE.hamlet,
        VILLAGE.household,
        VILLAGE.person,
        VILLAGE.van,
        VILLAGE.volunteers_of,
        VILLAGE.households_of,
        VILLAGE.household_of_card,
    )
    for lookup in lookups:
        with pytest.raises(NotInVillage) as error:
            lookup("nowhere")
        assert "nowhere" in error.value.facts.values()
