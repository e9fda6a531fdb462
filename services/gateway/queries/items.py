"""The catalogue as a picker offers it: what may be taken in here, found by characters, initials or code."""

import unicodedata

import msgspec

from shared.domain.catalogue.intake import serves
from shared.domain.catalogue.model import Item
from shared.store.uow import Work


class ItemChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One item to choose. `pinyin` are its initials."""

    code: str
    name: str
    category: str
    department: str
    kind: str
    help: str
    promised_days: int
    applicant_kinds: tuple[str, ...]
    materials: int
    competence: str
    pinyin: str


def choices(work: Work, words: str = "") -> tuple[ItemChoice, ...]:
    """Open items of this tenant and those above it, by category and name; all of them without words."""
    tidy = unicodedata.normalize("NFKC", words).strip().lower()
    tree, tenant = work.reference.tree, work.actor.tenant_id
    wanted = [i for i in work.reference.items.values() if i.open and serves(i, tenant, tree) and fits(i, tidy)]
    return tuple(_choice(item) for item in sorted(wanted, key=lambda i: (i.category, i.code)))


def fits(item: Item, words: str) -> bool:
    """Whether the words, in small letters, name the item: by its code, its initials or part of its name."""
    return item.code.lower().startswith(words) or words in item.pinyin.lower() or words in item.name.lower()


def _choice(item: Item) -> ItemChoice:
    return ItemChoice(
        code=item.code,
        name=item.name,
        category=item.category,
        department=item.department,
        kind=item.kind.value,
        help=item.help.value,
        promised_days=item.promised_days,
        applicant_kinds=item.applicant_kinds,
        materials=len(item.materials),
        competence=item.competence.value,
        pinyin=item.pinyin,
    )
