"""`sorabin people`: accounts and keys of the deployment's people, TV sets, store and sensors."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, delete, select

from logistics.commands.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    DbOption,
    database,
    transaction,
)
from logistics.db.models import AccountRow, SessionRow
from logistics.deployment import load_deployment
from logistics.domain.principal import PrincipalKind
from logistics.services.accounts import hash_password, issue_key, revoke_keys, set_password

app = typer.Typer(
    no_args_is_help=True, help="Accounts of people, keys of TV sets, of the store and of sensors."
)
console = Console()
ACTOR = "system/command-line"


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG, db: DbOption = None) -> None:
    """Who may sign in, as what."""
    village = load_deployment(config).village
    with database(db) as opened, Session(opened.read_engine) as session:
        accounts = {row.person: row for row in session.exec(select(AccountRow))}
    table = Table("person", "name", "roles", "password")
    for person in village.people.values():
        account = accounts.get(person.id)
        state = "none" if account is None else "first" if account.initial else "own"
        table.add_row(person.id, person.name, ", ".join(sorted(person.roles)), state)
    console.print(table)


@app.command()
def password(
    person: Annotated[str, typer.Argument(help="Id of the person, as p-…")],
    new: Annotated[
        str, typer.Option(prompt="New password", confirmation_prompt=True, hide_input=True)
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """Set a person's password; their open sessions end."""
    hashed = hash_password(new)
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        set_password(uow, person, hashed, initial=False)
    console.print(f"password of {person} set")


@app.command()
def lock(
    person: Annotated[str, typer.Argument(help="Id of the person, as p-…")],
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """Take a person's account away: nobody can sign in with it until a password is set."""
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        uow.session.exec(delete(SessionRow).where(col(SessionRow.person) == person))
        uow.session.exec(delete(AccountRow).where(col(AccountRow.person) == person))
        uow.journal.append("account-locked", person=person)
    console.print(f"{person} can no longer sign in")


@app.command()
def tv_key(
    household: Annotated[str, typer.Argument(help="Id of the household, as hh-…")],
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """Make a new key for a household's TV set; older ones end. Printed once."""
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        revoke_keys(uow, PrincipalKind.DEVICE, household)
        issued = issue_key(uow, PrincipalKind.DEVICE, household)
    typer.echo(issued.key)


@app.command()
def store_key(config: ConfigOption = DEFAULT_CONFIG, db: DbOption = None) -> None:
    """Make a new key for the store's system; older ones end. Printed once."""
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        store = uow.deployment.village.store.id
        revoke_keys(uow, PrincipalKind.SYSTEM, store)
        issued = issue_key(uow, PrincipalKind.SYSTEM, store)
    typer.echo(issued.key)


@app.command()
def sensor_key(
    place: Annotated[str, typer.Argument(help="Id of the hub or of a hall")],
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """Make a new key for the weather sensor of a place; older ones end. Printed once."""
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        revoke_keys(uow, PrincipalKind.SENSOR, place)
        issued = issue_key(uow, PrincipalKind.SENSOR, place)
    typer.echo(issued.key)
