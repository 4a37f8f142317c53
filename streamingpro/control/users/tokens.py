"""Sessions and API tokens: made once, kept as hashes, recognised at every call."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from streamingpro.control.db import Database
from streamingpro.control.errors import Forbidden, NotFound
from streamingpro.control.users.identity import Identity
from streamingpro.control.users.model import API, SESSION, AuthToken, User
from streamingpro.control.users.roles import Role, lower_of
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_secret

SESSION_LIFETIME = timedelta(days=30)
_TOUCH_AFTER = timedelta(minutes=30)  # so that not every call writes to the database
_PREFIX = "sp_"


class TokenStore:
    """All tokens of one installation."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def create_session(self, user_id: str) -> str:
        """A new session token; also forgets tokens that have expired."""
        token = _PREFIX + new_secret(32)
        now = utcnow()
        async with self._db.transaction() as session:
            await session.execute(delete(AuthToken).where(AuthToken.expires_at < now))
            session.add(
                AuthToken(
                    user_id=user_id,
                    kind=SESSION,
                    token_hash=_hash(token),
                    last_used_at=now,
                    expires_at=now + SESSION_LIFETIME,
                )
            )
        return token

    async def identify(self, token: str) -> Identity | None:
        """Who `token` belongs to, or None when it is unknown or has expired."""
        query = (
            select(AuthToken, User)
            .join(User, User.id == AuthToken.user_id)
            .where(AuthToken.token_hash == _hash(token))
        )
        async with self._db.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            return None
        stored, user = row
        now = utcnow()
        if stored.expires_at is not None and stored.expires_at <= now:
            return None
        if stored.last_used_at is None or now - stored.last_used_at > _TOUCH_AFTER:
            await self._touch(stored)
        role = Role(user.role)
        if stored.role is not None:
            role = lower_of(role, Role(stored.role))
        return Identity(user.id, user.email, role, stored.id, stored.kind)

    async def create_api_token(
        self, who: Identity, name: str, role: Role | None, lifetime: timedelta | None
    ) -> tuple[AuthToken, str]:
        """The stored token and its text, which is shown this once. Raises Forbidden."""
        if role is not None and not who.role.allows(role):
            raise Forbidden("A token can't be allowed more than you are allowed yourself.")
        token = _PREFIX + new_secret(32)
        stored = AuthToken(
            user_id=who.user_id,
            kind=API,
            name=name,
            role=role or who.role,
            token_hash=_hash(token),
            expires_at=None if lifetime is None else utcnow() + lifetime,
        )
        async with self._db.transaction() as session:
            session.add(stored)
        return stored, token

    async def api_tokens(self, user_id: str) -> list[AuthToken]:
        query = (
            select(AuthToken)
            .where(AuthToken.user_id == user_id, AuthToken.kind == API)
            .order_by(AuthToken.created_at, AuthToken.id)
        )
        async with self._db.session() as session:
            return list(await session.scalars(query))

    async def count_api_tokens(self, user_id: str) -> int:
        """How many there are that have not expired."""
        query = select(func.count(AuthToken.id)).where(
            AuthToken.user_id == user_id,
            AuthToken.kind == API,
            or_(AuthToken.expires_at.is_(None), AuthToken.expires_at > utcnow()),
        )
        async with self._db.session() as session:
            return await session.scalar(query) or 0

    async def delete_api_token(self, user_id: str, token_id: str) -> None:
        """Raises NotFound when the user has no such token."""
        query = delete(AuthToken).where(
            AuthToken.id == token_id, AuthToken.user_id == user_id, AuthToken.kind == API
        )
        async with self._db.transaction() as session:
            found = await session.execute(query.returning(AuthToken.id))
            if found.one_or_none() is None:
                raise NotFound("There is no such token.")

    async def end_session(self, token_id: str) -> None:
        async with self._db.transaction() as session:
            await session.execute(
                delete(AuthToken).where(AuthToken.id == token_id, AuthToken.kind == SESSION)
            )

    async def end_all(self, user_id: str, kinds: Sequence[str], *, except_id: str) -> None:
        """End the user's tokens of these kinds (SESSION, API), but for one."""
        async with self._db.transaction() as session:
            await session.execute(
                delete(AuthToken).where(
                    AuthToken.user_id == user_id,
                    AuthToken.kind.in_(kinds),
                    AuthToken.id != except_id,
                )
            )

    async def _touch(self, stored: AuthToken) -> None:
        now = utcnow()
        values: dict[str, object] = {"last_used_at": now}
        if stored.kind == SESSION:
            values["expires_at"] = now + SESSION_LIFETIME
        async with self._db.transaction() as session:
            await session.execute(
                update(AuthToken).where(AuthToken.id == stored.id).values(**values)
            )


def _hash(token: str) -> str:
    # A plain hash is enough: the token itself is 256 bits of chance, not a password.
    return hashlib.sha256(token.encode()).hexdigest()
