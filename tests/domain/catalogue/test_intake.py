"""May an item be taken in here, for this applicant?"""

import pytest

from shared.domain.catalogue.intake import require_intake, serves
from shared.kernel.errors import Kind, Refusal
from tests.world import ITEMS, TREE


@pytest.mark.parametrize(
    ("item", "tenant", "kind"),
    [("MZ001", "150271", "person"), ("MZ001", "1502", "person"), ("KD001", "150203", "person")],
)
def test_an_open_item_of_the_tenant_or_above_is_taken_in(item: str, tenant: str, kind: str) -> None:
    require_intake(ITEMS[item], tenant, kind, TREE)


@pytest.mark.parametrize(
    ("item", "tenant", "kind", "code", "field"),
    [
        ("KD001", "150271", "person", "item.foreign", "item_code"),
        ("KD001", "1502", "person", "item.foreign", "item_code"),
        ("SB090", "150271", "person", "item.closed", "item_code"),
        ("MZ001", "150271", "enterprise", "item.applicant_kind", "applicant_kind"),
        ("MZ001", "150271", "", "item.applicant_kind", "applicant_kind"),
    ],
)
def test_a_foreign_or_closed_item_or_a_wrong_applicant_is_refused(
    item: str, tenant: str, kind: str, code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        require_intake(ITEMS[item], tenant, kind, TREE)
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, code)
    assert refused.value.fields == {field: code}
    assert refused.value.params == {"item": ITEMS[item].name}


def test_a_city_s_item_serves_all_districts_and_a_district_s_only_its_own() -> None:
    tenants = ("1502", "150271", "150203", "150207")
    assert [serves(ITEMS["MZ001"], tenant, TREE) for tenant in tenants] == [True] * 4
    assert [serves(ITEMS["KD001"], tenant, TREE) for tenant in tenants] == [False, False, True, False]
