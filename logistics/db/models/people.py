"""Tables of who may sign in: accounts, sessions, keys. Secrets are stored as hashes only."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime


class AccountRow(SQLModel, table=True):
    """A person of the deployment who may sign in. `initial`: the password was generated."""

    __tablename__ = "account"

    person: str = Field(primary_key=True)
    password_hash: str
    initial: bool = True
    set_at: datetime = Field(sa_type=BusinessTime)


class SessionRow(SQLModel, table=True):
    """A signed-in browser. Expiry is machine time: it guards a machine, not the business."""

    __tablename__ = "session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    person: str = Field(index=True)
    expires_at: datetime = Field(sa_type=BusinessTime)


class ApiKeyRow(SQLModel, table=True):
    """A key of the store's system (`kind` system) or of a household's TV set (`kind` device)."""

    __tablename__ = "api_key"

    key_sha256: str = Field(primary_key=True, max_length=64)
    kind: str
    subject: str = Field(index=True)
    made_at: datetime = Field(sa_type=BusinessTime)
    revoked_at: datetime | None = Field(default=None, sa_type=BusinessTime)
