"""The `sorabin` command: finds its sub-commands through the entry point group `sorabin.commands`.

Owns how commands are found, listed and how their errors end. Must not know any command: packages
above this one register theirs as entry points, so nothing here imports them by name. An entry point
is a function (one command) or a Typer app (a group of commands). A command's module is imported
only when that command is called; the help lists summaries read from the source text instead.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from missions.errors import SorabinError

ENTRY_POINT_GROUP = "sorabin.commands"
EXIT_ERROR = 2
"""The exit code of a SorabinError and of wrong usage; commands use 1 for 'done, but not well'."""

_ABOUT = "Village delivery by van, drone and courier: the live service, a played day, simulations."


class CommandNotLoaded(SorabinError):
    """A registered command whose module cannot be imported or lacks what was registered."""

    code = "command-not-loaded"


class CommandGroup(TyperGroup):
    """All registered commands, each loaded when it is called and not before."""

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        # Plain text here: importing rich would triple the time of `sorabin --help`.
        super().__init__(name="sorabin", help=_ABOUT, no_args_is_help=True, rich_markup_mode=None)
        self._points = {point.name: point for point in points}
        for name, point in sorted(self._points.items()):
            self.add_command(TyperCommand(name, help=_summary(point)))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the called command itself in place of its stub; wrong names suggest near ones."""
        name, stub, rest = super().resolve_command(ctx, args)
        return name, _load(self._points[name]) if name else stub, rest


def main(
    arguments: Sequence[str] | None = None, points: Iterable[EntryPoint] | None = None
) -> None:
    """Run the command that `arguments` (default: the process's own) name; always exits."""
    found = entry_points(group=ENTRY_POINT_GROUP) if points is None else points
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if list(arguments) == ["--version"]:
            typer.echo(f"sorabin {version('sorabin')}")
            raise SystemExit(0)
        CommandGroup(found).main(args=arguments, prog_name="sorabin")
    except SorabinError as error:
        sentence = " ".join(error.message.split())
        typer.secho(f"{error.code}: {sentence}", fg="red", err=True)
        raise SystemExit(EXIT_ERROR) from None


def _load(point: EntryPoint) -> Any:
    """Return the command behind `point`, or raise CommandNotLoaded."""
    try:
        target = point.load()
    except (ImportError, AttributeError) as error:
        raise CommandNotLoaded(
            f"the command {point.name!r} cannot be loaded: {error}", entry_point=point.value
        ) from error
    if isinstance(target, typer.Typer):
        # A group even with a single command, so that `sorabin catalog import` keeps its two words.
        group = get_group(target)
        group.name = point.name
        return group
    app = typer.Typer(add_completion=False)
    app.command(point.name)(target)
    return get_command(app)


def _summary(point: EntryPoint) -> str:
    """Return one line about a command, read from its source without importing it."""
    try:
        spec = find_spec(point.module)
    except ImportError:
        spec = None
    if spec is None or spec.origin is None:
        return f"(not installed: {point.module} is missing)"
    module = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    told = next(
        (text for node in module.body if (text := _description(node, point.attr))),
        ast.get_docstring(module) or "",
    )
    return told.partition("\n")[0].rstrip(".")


def _description(node: ast.stmt, name: str) -> str:
    """Return what a statement says about `name`: a function's docstring, or `help` of an app."""
    match node:
        case ast.FunctionDef() if node.name == name:
            return ast.get_docstring(node) or ""
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call(keywords=keywords)) if (
            target == name
        ):
            for keyword in keywords:
                if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""


if __name__ == "__main__":
    main()
