from __future__ import annotations

from missions.link.exchanges.commands import CommandExchange
from missions.link.messages import CommandAck
from missions.link.outcome import Accepted, LinkLost, NoAnswer, Rejected
from missions.link.requests import CommandLong

LAND = CommandLong(21, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))


def ack(result: int, command: int = 21) -> CommandAck:
    return CommandAck(command, result, None, 245)


def test_a_command_is_sent_once_and_silence_is_no_answer() -> None:
    exchange = CommandExchange(LAND, answer_s=1.0)
    assert exchange.start(0.0) == (LAND,)
    assert exchange.tick(0.9) == ()
    assert exchange.tick(1.0) == ()
    assert exchange.outcome == NoAnswer("command 21", 1, 1.0)


def test_repetitions_are_counted_in_the_confirmation() -> None:
    exchange = CommandExchange(LAND, retries=2, answer_s=1.0)
    exchange.start(0.0)
    assert exchange.tick(1.0) == (CommandLong(21, LAND.params, 1),)
    assert exchange.tick(2.0) == (CommandLong(21, LAND.params, 2),)


def test_in_progress_is_waited_for_and_never_repeated() -> None:
    exchange = CommandExchange(LAND, retries=2, answer_s=1.0, progress_s=10.0)
    exchange.start(0.0)
    exchange.receive(ack(5), 0.5)
    assert exchange.tick(5.0) == ()
    exchange.receive(ack(5), 9.0)
    assert exchange.tick(12.0) == ()
    assert exchange.outcome is None
    exchange.receive(ack(0), 18.0)
    assert exchange.outcome == Accepted(None)


def test_progress_that_never_ends_is_no_answer() -> None:
    exchange = CommandExchange(LAND, retries=2, answer_s=1.0, progress_s=10.0)
    exchange.start(0.0)
    exchange.receive(ack(5), 0.5)
    assert exchange.tick(10.5) == ()
    assert isinstance(exchange.outcome, NoAnswer)


def test_other_commands_answers_do_not_count() -> None:
    exchange = CommandExchange(LAND)
    exchange.start(0.0)
    exchange.receive(ack(0, command=22), 0.1)
    assert exchange.outcome is None


def test_refusals_carry_their_names_also_unknown_ones() -> None:
    for result, name in ((2, "MAV_RESULT_DENIED"), (77, "CommandResult 77")):
        exchange = CommandExchange(LAND)
        exchange.start(0.0)
        exchange.receive(ack(result), 0.1)
        assert exchange.outcome == Rejected(name, result)


def test_the_first_outcome_stays() -> None:
    exchange = CommandExchange(LAND)
    exchange.start(0.0)
    exchange.lose("gone")
    exchange.receive(ack(0), 0.1)
    assert exchange.outcome == LinkLost("gone")
