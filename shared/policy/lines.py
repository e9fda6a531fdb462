"""What policies are made of besides routing rules: permissions, grants, and the faults found in any of them."""

import msgspec

from shared.domain.access.roles import Role


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """A role may do an action, wherever somebody holds the role."""

    role: Role
    action: str


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A user holds a role at a site and at every site below it."""

    tenant_id: str
    user: str
    role: Role
    site_id: str


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a line. `code` is a key of the message catalogue, filled by `value`.

    A `refused` line is left out when policies are loaded: it allows nothing and sends nothing anywhere. The others are
    in force and deserve a look.
    """

    code: str
    tenant_id: str
    line: str
    value: str = ""
    refused: bool = True
