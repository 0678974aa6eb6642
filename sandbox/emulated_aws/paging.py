"""Paging of ECR's list operations.

Amazon ECR API reference, DescribeRepositories, ListImages and DescribeImages: `maxResults` is 1 to 1000 and
100 when absent; `nextToken` is null on the last page; neither may stand beside `repositoryNames`
(DescribeRepositories) or `imageIds` (DescribeImages). How ECR answers a token it never gave out is not
documented; here it is InvalidParameterException.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .ecr_errors import invalid_parameter

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


@dataclass(frozen=True)
class Page:
    """A window on a listing. `listing` names what is listed, so a token of another listing is refused."""

    listing: str
    start: int
    size: int

    @classmethod
    def requested(cls, parameters: Mapping[str, Any], listing: str, selection: str | None = None) -> "Page":
        """Read maxResults and nextToken; `selection` names the parameter that excludes both."""
        size, token = parameters.get("maxResults"), parameters.get("nextToken")
        if selection and parameters.get(selection):
            for name, value in (("maxResults", size), ("nextToken", token)):
                if value is not None:
                    raise invalid_parameter(name, f"{name} cannot be used when you specify {selection}")
        start = 0 if token is None else read_token(str(token), listing)
        if start is None:
            raise invalid_parameter("nextToken", "Invalid token")
        return cls(listing, start, _page_size(size))

    def cut(self, result: dict[str, Any], key: str) -> dict[str, Any]:
        """Return the result with only this page of the list at `key`, and the next page's token if any."""
        items = list(result[key])
        end = self.start + self.size
        paged = {**result, key: items[self.start : end]}
        if end < len(items):
            paged["nextToken"] = write_token(self.listing, end)
        return paged


def _page_size(size: Any) -> int:
    if size is None:
        return DEFAULT_PAGE
    if not isinstance(size, int) or size < 1:
        raise invalid_parameter("maxResults", "Member must have value greater than or equal to 1")
    if size > LARGEST_PAGE:
        raise invalid_parameter("maxResults", f"Member must have value less than or equal to {LARGEST_PAGE}")
    return size


def write_token(listing: str, start: int) -> str:
    """Return the token of the page of a listing that begins at `start`."""
    return base64.urlsafe_b64encode(f"{start}:{listing}".encode()).decode()


def read_token(token: str, listing: str) -> int | None:
    """Return where the page of a token begins; None if it is no token of that listing."""
    try:
        start, _, of_listing = base64.b64decode(token, altchars=b"-_", validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return int(start) if of_listing == listing and start.isdecimal() else None
