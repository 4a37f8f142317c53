"""What every object of the Control API is made of."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Item = TypeVar("Item")


class ApiModel(BaseModel):
    """Reads the API's JSON names, takes snake_case names in code, keeps unknown fields."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        protected_namespaces=(),
    )


class Page(ApiModel, Generic[Item]):
    """One page of a list."""

    item_count: int
    page_count: int
    items: list[Item]
