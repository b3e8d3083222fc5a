"""What a process is told by its environment (SORABIN_…), with defaults safe for a laptop."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from logistics.deployment import Deployment, load_deployment
from missions.clock import Clock, SystemClock
from missions.clockboard import ClockBoard

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Settings(BaseSettings):
    """Paths are relative to the working folder. `clock_board` is set only in a played day.

    `links`: addresses of aircraft by id, for those whose configured link is `sitl`.
    `telemetry_port`: loopback port on which the flight desk tells what its aircraft do now.
    `drones`: so many aircraft of the deployment fly, all where it is not said.
    `flight_logs`: folder for the recordings of flights; without it none are kept.
    `watch`: where flights may be watched, as udp:ADDRESS:PORT parted by spaces; on other machines
    only with `watch_beyond`.
    `signing_keys`: folder with NAME.key for each aircraft; without it no link is signed.
    """

    model_config = SettingsConfigDict(env_prefix="SORABIN_", frozen=True)

    config: Path = Path("config/ina-hase")
    database_url: str = "sqlite:///var/sorabin.db"
    clock_board: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = None
    process_name: str = "web"
    links: dict[str, str] = Field(default_factory=dict)
    telemetry_port: int | None = Field(default=None, ge=1, le=65535)
    flight_logs: Path | None = None
    signing_keys: Path | None = None
    drones: int | None = Field(default=None, ge=0)
    watch: str = ""
    watch_beyond: bool = False

    @property
    def base_url(self) -> str:
        """The address that QR codes carry, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK

    def environment(self) -> dict[str, str]:
        """The settings as environment variables for a child process."""
        return {
            f"SORABIN_{name.upper()}": json.dumps(value) if isinstance(value, dict) else str(value)
            for name, value in self.model_dump().items()
            if value is not None
        }


def open_deployment(settings: Settings) -> Deployment:
    """The deployment of this process, with the aircraft that are to fly. Raises DeploymentError."""
    return load_deployment(settings.config).with_aircraft(settings.drones)


def open_clock(settings: Settings) -> tuple[Clock, ClockBoard | None]:
    """The clock of this process: the machine's, or the board of a played day."""
    if settings.clock_board is None:
        return SystemClock(), None
    board = ClockBoard(settings.clock_board)
    return board, board
