"""Masked forms of personal data, as lists and screens show them by default (GB/T 35273 practice)."""


def mask_name(name: str, kind: str) -> str:
    """张** for a person; a company's name is public and shown whole."""
    return name if kind == "enterprise" else name[:1] + "**"


def mask_phone(phone: str) -> str:
    """138****6021."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "****"


def mask_identity(identity: str) -> str:
    """First and last place only."""
    return f"{identity[:1]}{'*' * (len(identity) - 2)}{identity[-1:]}" if identity else ""
