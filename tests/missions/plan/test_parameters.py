from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.plan.parameters import (
    FIXED,
    GCS_SYSTEM_ID,
    OWN,
    WHERE_GIVEN,
    UnsafeParameters,
    differences,
    parameter_set,
)
from tests.missions.support.plans import OWN_PARAMETERS, SYSTEM_ID

WANTED = parameter_set(OWN_PARAMETERS, SYSTEM_ID)


def test_the_service_says_what_makes_losing_us_safe() -> None:
    assert {
        name: WANTED[name]
        for name in (
            "FS_GCS_ENABLE",
            "FS_GCS_TIMEOUT",
            "MAV_GCS_SYSID",
            "FS_OPTIONS",
            "FS_DR_ENABLE",
            "FS_EKF_THRESH",
            "FS_EKF_ACTION",
            "BATT_FS_LOW_ACT",
            "BATT_FS_CRT_ACT",
            "FENCE_ENABLE",
            "FENCE_TYPE",
            "FENCE_ACTION",
            "FENCE_AUTOENABLE",
            "FLTMODE_GCSBLOCK",
            "MIS_OPTIONS",
            "MIS_RESTART",
            "AUTO_OPTIONS",
            "ARMING_SKIPCHK",
            "MAV_GCS_SYSID_HI",
        )
    } == {
        "FS_GCS_ENABLE": 6,
        "FS_GCS_TIMEOUT": 5,
        "MAV_GCS_SYSID": SYSTEM_ID,
        "FS_OPTIONS": 0,
        "FS_DR_ENABLE": 6,
        "FS_EKF_THRESH": 0.8,
        "FS_EKF_ACTION": 1,
        "BATT_FS_LOW_ACT": 6,
        "BATT_FS_CRT_ACT": 1,
        "FENCE_ENABLE": 1,
        "FENCE_TYPE": 4,
        "FENCE_ACTION": 5,
        "FENCE_AUTOENABLE": 0,
        "FLTMODE_GCSBLOCK": 0,
        "MIS_OPTIONS": 0,
        "MIS_RESTART": 0,
        "AUTO_OPTIONS": 0,
        "ARMING_SKIPCHK": 0,
        "MAV_GCS_SYSID_HI": 0,
    }
    assert set(WANTED) == {e.name for e in FIXED} | {e.name for e in (*OWN, *WHERE_GIVEN)} | {
        GCS_SYSTEM_ID
    }


def test_each_name_has_a_reason_and_fits_the_protocol() -> None:
    for entry in (*FIXED, *OWN):
        assert entry.reason
        assert len(entry.name) <= 16


@pytest.mark.parametrize(
    "name", ["BATT_LOW_VOLT", "BATT_LOW_MAH", "BATT_CRT_VOLT", "BATT_CRT_MAH", "RTL_ALT"]
)
def test_a_failsafe_that_would_never_come_is_refused(name: str) -> None:
    with pytest.raises(UnsafeParameters, match=name):
        parameter_set({**OWN_PARAMETERS, name: 0}, SYSTEM_ID)


@pytest.mark.parametrize("name", [entry.name for entry in OWN])
def test_a_type_must_say_all_that_is_its_own(name: str) -> None:
    less = {n: v for n, v in OWN_PARAMETERS.items() if n != name}
    with pytest.raises(UnsafeParameters, match=f"{name} is missing"):
        parameter_set(less, SYSTEM_ID)


@pytest.mark.parametrize("entry", FIXED, ids=lambda entry: entry.name)
def test_a_type_cannot_overrule_the_service(entry) -> None:
    with pytest.raises(UnsafeParameters, match=f"{entry.name} is .* but must be"):
        parameter_set({**OWN_PARAMETERS, entry.name: entry.value + 1}, SYSTEM_ID)
    same = parameter_set({**OWN_PARAMETERS, entry.name: entry.value}, SYSTEM_ID)
    assert same == WANTED


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(UnsafeParameters) as caught:
        parameter_set({**OWN_PARAMETERS, "BATT_LOW_MAH": 0, "FENCE_TYPE": 7}, 255)
    assert len(caught.value.facts["faults"]) == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(UnsafeParameters, match="RTL_ALT"):
        parameter_set({**OWN_PARAMETERS, "RTL_ALT": value}, SYSTEM_ID)


@pytest.mark.parametrize("system_id", [0, 255, 300])
def test_an_id_that_others_use_is_refused(system_id: int) -> None:
    with pytest.raises(UnsafeParameters, match="system id"):
        parameter_set(OWN_PARAMETERS, system_id)


def test_more_names_of_a_type_are_kept() -> None:
    more = parameter_set({**OWN_PARAMETERS, "BATT_ARM_VOLT": 48}, SYSTEM_ID)
    assert more["BATT_ARM_VOLT"] == 48


def test_a_vehicle_that_keeps_32_bits_is_the_same() -> None:
    found = {n: struct.unpack("<f", struct.pack("<f", v))[0] for n, v in WANTED.items()}
    assert found["BATT_LOW_VOLT"] != WANTED["BATT_LOW_VOLT"]
    assert differences(WANTED, {**found, "SOMETHING_ELSE": 1.0}) == []


def test_missing_counts_as_different() -> None:
    found = {n: v for n, v in WANTED.items() if n != "FENCE_ENABLE"}
    (difference,) = differences(WANTED, found)
    assert (difference.name, difference.wanted, difference.found) == ("FENCE_ENABLE", 1.0, None)
    assert str(difference) == "FENCE_ENABLE is missing, wanted 1"


@given(st.sampled_from(sorted(WANTED)), st.floats(-1e6, 1e6, width=32))
def test_any_other_value_is_named(name: str, value: float) -> None:
    found = {**WANTED, name: value}
    same = struct.pack("<f", value + 0.0) == struct.pack("<f", WANTED[name])
    assert [d.name for d in differences(WANTED, found)] == ([] if same else [name])


def test_not_a_number_is_never_the_same() -> None:
    assert differences({"RTL_ALT": 1.0}, {"RTL_ALT": float("nan")})
