"""The command line: finding, listing, running and failing of registered commands."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from missions.cli import main

HERE = "tests.missions.greeting_commands"


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group="sorabin.commands")


POINTS = [
    point("greet", f"{HERE}:greet"),
    point("crowd", f"{HERE}:app"),
    point("lost", "tests.missions.no_such_module:go"),
    point("nameless", f"{HERE}:no_such_function"),
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments, POINTS)
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, printed.out, printed.err


def test_a_function_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "greet", "Aki", "--loud") == (0, "Hello, AKI\n", "")


def test_an_app_is_a_group_even_with_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "crowd", "wave") == (0, "waving\n", "")


def test_help_lists_each_command_with_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert "greet Greet one person" in lines
    assert "crowd Greet many people" in lines
    assert any(line.startswith("lost (not installed:") for line in lines)
    assert "second paragraph" not in out


def test_help_of_a_command_shows_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "greet", "--help")
    assert code == 0
    assert "--loud" in out
    assert "second paragraph" in out


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert code == 2
    assert "greet" in out + err


def test_an_error_of_ours_is_one_line_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "greet", "") == (2, "", "nobody-there: nobody is there to greet\n")


def test_an_unknown_command_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "gret")
    assert code == 2
    assert "Did you mean 'greet'?" in err


@pytest.mark.parametrize("name", ["lost", "nameless"])
def test_a_command_that_cannot_be_loaded_says_so(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    code, _, err = run(capsys, name)
    assert code == 2
    assert err.startswith(f"command-not-loaded: the command '{name}' cannot be loaded")
    assert err.count("\n") == 1


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("sorabin ")


def test_the_help_imports_nothing_heavy() -> None:
    """What makes a command line slow is imports; the time itself would depend on the machine."""
    program = (
        "import sys\n"
        "from missions.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'rich', 'fastapi', 'sqlalchemy', 'numpy', 'pymavlink', 'simpy'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
