"""A deployment with more aircraft than its folder has: for what is to be tried with many at once.

Owns the copy of the folder. Each aircraft is one of the first type, with a battery, papers and a
flight book of its own; routes, ground and rules stay as they are. Knows nothing of what flies.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

FIRST_SYSTEM_ID = 11


def squadron(config: Path, folder: Path, count: int) -> Path:
    """A copy of the deployment `config` in `folder` (which must not exist) with `count` aircraft.

    They are called craft-01, craft-02, …, have system ids from FIRST_SYSTEM_ID on, simulated links
    and the batteries bat-01, bat-02, …. Returns `folder`.
    """
    shutil.copytree(config, folder)
    names = [f"craft-{number:02}" for number in range(1, count + 1)]
    fleet = _read(folder / "aircraft.yaml")
    like, battery = fleet["aircraft"][0], fleet["batteries"][0]
    fleet["aircraft"] = [
        like
        | {"id": name, "registration": f"JU-EXAMPLE-{number:02}", "link": "sitl"}
        | {"system_id": FIRST_SYSTEM_ID + number}
        for number, name in enumerate(names)
    ]
    fleet["batteries"] = [
        battery | {"id": battery_of(name), "type": like["type"]} for name in names
    ]
    _write(folder / "aircraft.yaml", fleet)
    book = _read(folder / "flightbook.yaml")
    before = book["aircraft"][0]
    book["aircraft"] = [before | {"id": name, "serial": f"EX8-1{name[-3:]}"} for name in names]
    _write(folder / "flightbook.yaml", book)
    papers = _read(folder / "permits.yaml")
    for paper in (*papers["permits"], *papers["insurance"]):
        paper["aircraft"] = names
    _write(folder / "permits.yaml", papers)
    return folder


def battery_of(aircraft: str) -> str:
    """The battery that sits in an aircraft of `squadron`."""
    return aircraft.replace("craft", "bat")


def _read(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _write(file: Path, told: dict[str, Any]) -> None:
    text = yaml.dump(told, Dumper=_InFull, allow_unicode=True, sort_keys=False)
    file.write_text(text, encoding="utf-8")


class _InFull(yaml.SafeDumper):
    """Writes each value again: a deployment's files have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
