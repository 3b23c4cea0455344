"""Whether a computer is inside a network, as far as its name or number tells."""

from __future__ import annotations

import ipaddress
import re

_INSIDE = (".local", ".internal", ".intranet", ".lan", ".corp", ".home", ".home.arpa", ".localdomain", ".private")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_inside(host: str) -> bool:
    """Whether nobody outside can reach *host*, a name or a number, going by how it is written."""
    if is_number(host):
        try:
            return is_internal(inner(host.strip("[]")))
        except ValueError:
            return True
    return "." not in host.rstrip(".") or host.rstrip(".").lower().endswith(_INSIDE)


def host_of(address: str) -> str:
    """The host of *address*, without scheme, user, port and path."""
    authority = address.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return authority.partition("]")[0].strip("[") if authority.startswith("[") else authority.partition(":")[0]


def is_number(host: str) -> bool:
    """Whether *host* is written as a number."""
    return ":" in host or re.fullmatch(r"[0-9.]+", host) is not None


def inner(number: str) -> Number:
    """The address that *number* leads to in the end: IPv6 has several ways to wrap one of IPv4. Raises ValueError."""
    found = ipaddress.ip_address(number)
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)


def is_internal(found: Number) -> bool:
    """Whether *found* is of no network that everybody reaches."""
    return not found.is_global or found.is_multicast or found.is_reserved
