"""What people may do, from least to most. A viewer sees no secret and changes nothing."""

from enum import StrEnum


class Role(StrEnum):
    """viewer: sees everything but secrets · operator: also edits inputs and outputs, sees their
    keys · admin: also manages the installation and its users."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def allows(self, needed: "Role") -> bool:
        """True when this role may do what `needed` may do."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


def lower_of(first: Role, second: Role) -> Role:
    return second if first.allows(second) else first
