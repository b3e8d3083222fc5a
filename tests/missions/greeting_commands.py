"""Commands that the tests of the command line register: a function and an app."""

from __future__ import annotations

import typer

from missions.errors import SorabinError

app = typer.Typer(help="Greet many people.")


class NobodyThere(SorabinError):
    """There is nobody to greet."""

    code = "nobody-there"


def greet(name: str, loud: bool = False) -> None:
    """Greet one person.

    The second paragraph stays out of the list of commands.
    """
    if not name:
        raise NobodyThere("nobody is there\n to greet")
    typer.echo(f"Hello, {name.upper() if loud else name}")


@app.command("wave")
def wave() -> None:
    """Wave at everyone."""
    typer.echo("waving")
