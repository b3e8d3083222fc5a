"""Who may come in: passwords, sessions and keys.

Owns the secrets' making and checking. Passwords are hashed with argon2; session tokens and keys
are random and stored as SHA-256, so that a stolen database opens no door.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, delete, select

from logistics.db.models import AccountRow, ApiKeyRow, SessionRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.principal import (
    Principal,
    PrincipalKind,
    device_principal,
    person_principal,
    sensor_principal,
    system_principal,
)
from missions.errors import SorabinError

SESSION_LENGTH = timedelta(hours=14)
"""A working day; signing in again each morning is part of it."""
MIN_PASSWORD = 10
_HASHER = PasswordHash((Argon2Hasher(),))
_NOBODY = _HASHER.hash("nobody has this password")


class SignInRefused(SorabinError):
    """Name and password do not belong together."""

    code = "sign-in-refused"


class WeakPassword(SorabinError):
    """The password is too short."""

    code = "weak-password"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key: shown once, stored as its hash."""

    kind: PrincipalKind
    subject: str
    key: str


def password_fits(session: Session, person: str, password: str) -> bool:
    """Check a password. Takes as long for a name that does not exist."""
    account = session.get(AccountRow, person)
    return _HASHER.verify(password, account.password_hash if account else _NOBODY) and bool(account)


def hash_password(password: str) -> str:
    """The argon2 hash of a password. Raises WeakPassword."""
    if len(password) < MIN_PASSWORD:
        raise WeakPassword(f"a password has at least {MIN_PASSWORD} characters")
    return _HASHER.hash(password)


def set_password(uow: UnitOfWork, person: str, password_hash: str, *, initial: bool) -> None:
    """Store a person's password hash; their open sessions end. Raises NotInVillage."""
    uow.deployment.village.person(person)
    account = uow.session.get(AccountRow, person) or AccountRow(
        person=person, password_hash="", set_at=uow.now
    )
    account.password_hash, account.initial, account.set_at = password_hash, initial, uow.now
    uow.session.add(account)
    uow.session.exec(delete(SessionRow).where(col(SessionRow.person) == person))
    uow.journal.append("password-set", person=person, initial=initial)


def open_session(uow: UnitOfWork, person: str, machine_now: datetime) -> str:
    """Return a new session's token; forget those that have run out."""
    token = secrets.token_urlsafe(32)
    uow.session.exec(delete(SessionRow).where(col(SessionRow.expires_at) < machine_now))
    uow.session.add(
        SessionRow(
            token_sha256=_digest(token), person=person, expires_at=machine_now + SESSION_LENGTH
        )
    )
    return token


def end_session(uow: UnitOfWork, token: str) -> None:
    """Forget a session."""
    uow.session.exec(delete(SessionRow).where(col(SessionRow.token_sha256) == _digest(token)))


def issue_key(uow: UnitOfWork, kind: PrincipalKind, subject: str) -> Issued:
    """Make a key for a household's TV set (kind device), a program of the store (system), or the
    weather sensor of a place (sensor)."""
    if kind is PrincipalKind.DEVICE:
        uow.deployment.village.household(subject)
    if kind is PrincipalKind.SENSOR:
        uow.deployment.village.place(subject)
    key = secrets.token_urlsafe(24)
    uow.session.add(ApiKeyRow(key_sha256=_digest(key), kind=kind, subject=subject, made_at=uow.now))
    uow.journal.append("key-issued", key_kind=kind, subject=subject)
    return Issued(kind, subject, key)


def revoke_keys(uow: UnitOfWork, kind: PrincipalKind, subject: str) -> int:
    """Revoke all keys of a subject; return how many there were."""
    keys = uow.session.exec(
        select(ApiKeyRow).where(
            ApiKeyRow.kind == kind,
            ApiKeyRow.subject == subject,
            col(ApiKeyRow.revoked_at).is_(None),
        )
    ).all()
    for key in keys:
        key.revoked_at = uow.now
        uow.session.add(key)
    uow.journal.append("keys-revoked", key_kind=kind, subject=subject, count=len(keys))
    return len(keys)


def principal_of_session(
    session: Session, deployment: Deployment, token: str, machine_now: datetime
) -> Principal | None:
    """Who is signed in with this token, if it still holds."""
    row = session.get(SessionRow, _digest(token))
    if row is None or row.expires_at <= machine_now:
        return None
    if row.person not in deployment.village.people:
        return None
    return person_principal(deployment.village, row.person)


def principal_of_key(session: Session, deployment: Deployment, key: str) -> Principal | None:
    """Whose key this is, if it has not been revoked."""
    row = session.get(ApiKeyRow, _digest(key))
    if row is None or row.revoked_at is not None:
        return None
    if row.kind == PrincipalKind.SYSTEM:
        return system_principal(row.subject)
    if row.kind == PrincipalKind.SENSOR:
        if row.subject not in deployment.village.places:
            return None
        return sensor_principal(deployment.village, row.subject)
    if row.subject not in deployment.village.households:
        return None
    return device_principal(deployment.village, row.subject)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
