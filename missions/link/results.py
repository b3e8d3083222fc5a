"""MAVLink's result numbers by name.

Owns the names that become the reason of a refusal. Source: MAVLink common.xml, enums MAV_RESULT,
MAV_MISSION_RESULT and MAV_PARAM_ERROR.
"""

from __future__ import annotations

from enum import IntEnum


class CommandResult(IntEnum):
    MAV_RESULT_ACCEPTED = 0
    MAV_RESULT_TEMPORARILY_REJECTED = 1
    MAV_RESULT_DENIED = 2
    MAV_RESULT_UNSUPPORTED = 3
    MAV_RESULT_FAILED = 4
    MAV_RESULT_IN_PROGRESS = 5
    MAV_RESULT_CANCELLED = 6
    MAV_RESULT_COMMAND_LONG_ONLY = 7
    MAV_RESULT_COMMAND_INT_ONLY = 8
    MAV_RESULT_COMMAND_UNSUPPORTED_MAV_FRAME = 9
    MAV_RESULT_NOT_IN_CONTROL = 10


class MissionResult(IntEnum):
    MAV_MISSION_ACCEPTED = 0
    MAV_MISSION_ERROR = 1
    MAV_MISSION_UNSUPPORTED_FRAME = 2
    MAV_MISSION_UNSUPPORTED = 3
    MAV_MISSION_NO_SPACE = 4
    MAV_MISSION_INVALID = 5
    MAV_MISSION_INVALID_PARAM1 = 6
    MAV_MISSION_INVALID_PARAM2 = 7
    MAV_MISSION_INVALID_PARAM3 = 8
    MAV_MISSION_INVALID_PARAM4 = 9
    MAV_MISSION_INVALID_PARAM5_X = 10
    MAV_MISSION_INVALID_PARAM6_Y = 11
    MAV_MISSION_INVALID_PARAM7 = 12
    MAV_MISSION_INVALID_SEQUENCE = 13
    MAV_MISSION_DENIED = 14
    MAV_MISSION_OPERATION_CANCELLED = 15


class ParameterFault(IntEnum):
    MAV_PARAM_ERROR_NO_ERROR = 0
    MAV_PARAM_ERROR_DOES_NOT_EXIST = 1
    MAV_PARAM_ERROR_VALUE_OUT_OF_RANGE = 2
    MAV_PARAM_ERROR_PERMISSION_DENIED = 3
    MAV_PARAM_ERROR_COMPONENT_NOT_FOUND = 4
    MAV_PARAM_ERROR_READ_ONLY = 5


def result_name(results: type[IntEnum], number: int) -> str:
    """The name of `number`; one that is not known here comes back as 'CommandResult 77'."""
    try:
        return results(number).name
    except ValueError:
        return f"{results.__name__} {number}"
