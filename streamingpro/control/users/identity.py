"""Who is calling, and what they may do."""

from dataclasses import dataclass

from streamingpro.control.users.roles import Role


@dataclass(frozen=True, slots=True)
class Identity:
    """The user behind a token. `role` is the user's, narrowed by the token's own."""

    user_id: str
    email: str
    role: Role
    token_id: str
    kind: str

    @property
    def sees_secrets(self) -> bool:
        return self.role.allows(Role.OPERATOR)
