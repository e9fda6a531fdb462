"""Drafts: kept encrypted, one a form, for their own user and nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from services.gateway.deps import ANONYMOUS, Deps
from services.gateway.main import deps_of
from services.gateway.usecases.drafts import LARGEST, drop_draft, load_draft, save_draft
from services.gateway.usecases.log_in import log_in
from shared.domain.access.actor import Actor
from shared.kernel.errors import Refusal
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests.services.gateway.people import PASSWORD


@pytest.fixture
def deps(settings: Settings, store: Store) -> Deps:
    return deps_of(settings, store)


@pytest.fixture
def actor(deps: Deps) -> Callable[[str], Actor]:
    return lambda login: log_in(deps, login, PASSWORD, "192.0.2.1").actor


def test_a_draft_is_kept_replaced_and_dropped(deps: Deps, actor: Callable[[str], Actor]) -> None:
    me = actor("xzw")
    assert load_draft(deps, me, "register") is None
    save_draft(deps, me, "register", "name=赵")
    save_draft(deps, me, "register", "name=赵大海")
    kept = load_draft(deps, me, "register")
    assert kept is not None
    assert kept.body == "name=赵大海"
    drop_draft(deps, me, "register")
    assert load_draft(deps, me, "register") is None


def test_nobody_else_reads_it_and_the_database_cannot(deps: Deps, actor: Callable[[str], Actor], owner: Engine) -> None:
    save_draft(deps, actor("xzw"), "register", "phone=13804726021")
    for other in ("wsq", "qsq"):
        assert load_draft(deps, actor(other), "register") is None
    with owner.connect() as conn:
        assert b"1380472" not in bytes(conn.execute(text("select body_ct from drafts")).scalar_one())


def test_what_is_too_large_or_nobody_s_is_refused(deps: Deps, actor: Callable[[str], Actor]) -> None:
    for who, body, code in (
        (actor("xzw"), "x" * (LARGEST + 1), "draft.too_large"),
        (ANONYMOUS, "x", "draft.no_user"),
    ):
        with pytest.raises(Refusal) as no:
            save_draft(deps, who, "register", body)
        assert no.value.code == code
