"""The rules of users: the first administrator, signing in, passwords."""

from collections.abc import Callable

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from streamingpro.control.db import Database, SystemValue
from streamingpro.control.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotSignedIn,
    TooManyTries,
)
from streamingpro.control.users.identity import Identity
from streamingpro.control.users.limiter import LoginLimiter
from streamingpro.control.users.model import API, SESSION, User
from streamingpro.control.users.passwords import PasswordHasher
from streamingpro.control.users.roles import Role
from streamingpro.control.users.tokens import TokenStore
from streamingpro.kit.logging import get_logger

_log = get_logger("users")
_FIRST_ADMIN = "first_admin"
_WRONG = "The e-mail address or the password is not right."


class UserService:
    """`now` gives seconds of any monotonic clock, for the login limiter."""

    def __init__(self, db: Database, tokens: TokenStore, now: Callable[[], float]) -> None:
        self._db = db
        self._tokens = tokens
        self._now = now
        self._limiter = LoginLimiter()
        self._passwords = PasswordHasher()

    async def needs_setup(self) -> bool:
        """True while there is no user at all."""
        async with self._db.session() as session:
            return not await session.scalar(select(exists(select(User.id))))

    async def create_first_admin(self, email: str, password: str) -> User:
        """Raises Conflict when there is a user already, also when two calls race."""
        if not await self.needs_setup():
            raise Conflict("This installation is already set up. Please sign in.")
        user = User(
            email=email.lower(),
            password_hash=await self._passwords.hash(password),
            role=Role.ADMIN,
        )
        try:
            async with self._db.transaction() as session:
                session.add(user)
                session.add(SystemValue(name=_FIRST_ADMIN, value=user.email))
        except IntegrityError:
            raise Conflict("This installation is already set up. Please sign in.") from None
        _log.info("first administrator created")
        return user

    async def bootstrap(self, email: str | None, password: str | None) -> None:
        """Make the administrator that the settings name, if there is no user yet."""
        if not email or not password:
            if email or password:
                _log.warning("ADMIN_EMAIL and ADMIN_PASSWORD only work together: both are ignored")
            return
        try:
            await self.create_first_admin(email.strip(), password)
        except Conflict:
            pass

    async def create_user(self, email: str, password: str, role: Role) -> User:
        """Raises Conflict when the e-mail address is taken."""
        user = User(
            email=email.lower(), password_hash=await self._passwords.hash(password), role=role
        )
        try:
            async with self._db.transaction() as session:
                session.add(user)
        except IntegrityError:
            raise Conflict("There is already a user with this e-mail address.") from None
        return user

    async def sign_in(self, email: str, password: str, address: str) -> str:
        """A new session token. Raises NotSignedIn, TooManyTries."""
        email = email.lower()
        self._refuse_when_too_many(email, address)
        # Counted before the slow check: tries made at the same time must count as well.
        self._limiter.failed(email, address, self._now())
        async with self._db.session() as session:
            user = await session.scalar(select(User).where(User.email == email))
        hashed = None if user is None else user.password_hash
        if not await self._passwords.verify(password, hashed) or user is None:
            raise NotSignedIn(_WRONG)
        self._limiter.succeeded(email, address)
        return await self._tokens.create_session(user.id)

    async def change_password(
        self, who: Identity, current: str, new: str, address: str, *, end_tokens: bool = False
    ) -> None:
        """Ends all other sessions of the user, with `end_tokens` the API tokens as well. Raises
        Invalid, Forbidden, TooManyTries."""
        require_session(who)
        self._refuse_when_too_many(who.email, address)
        self._limiter.failed(who.email, address, self._now())
        user = await self.get(who)
        if not await self._passwords.verify(current, user.password_hash):
            raise Invalid.field("current_password", "The current password is not right.")
        self._limiter.succeeded(who.email, address)
        hashed = await self._passwords.hash(new)
        async with self._db.transaction() as session:
            stored = await session.get_one(User, who.user_id)
            stored.password_hash = hashed
        kinds = (SESSION, API) if end_tokens else (SESSION,)
        await self._tokens.end_all(who.user_id, kinds, except_id=who.token_id)

    async def get(self, who: Identity) -> User:
        async with self._db.session() as session:
            user = await session.get(User, who.user_id)
        if user is None:
            raise NotSignedIn("Please sign in.")
        return user

    def _refuse_when_too_many(self, email: str, address: str) -> None:
        wait = self._limiter.retry_after(email, address, self._now())
        if wait > 0:
            raise TooManyTries(
                "Too many failed tries. Please wait some minutes and try again.", int(wait) + 1
            )


def require_session(who: Identity) -> None:
    """Some things need a person who signed in: a leaked script token must not spread."""
    if who.kind != SESSION:
        raise Forbidden("An API token can't do this: sign in with e-mail and password.")
