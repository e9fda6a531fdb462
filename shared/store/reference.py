"""Reference data as one immutable value per version: tree, items, calendar, parameters."""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case
from shared.domain.cases.signing import EXTENSION, NEAR, REMIND, SIGN, said_for_item, signing_minutes
from shared.domain.catalogue.model import Item
from shared.domain.cooperation.limits import CooperationLimits
from shared.domain.deadlines.calendar import OfficeHours, WorkCalendar
from shared.domain.deadlines.lamps import Nearness
from shared.domain.deadlines.layers import NATION, Layers, chain, merged
from shared.domain.feedback.bands import hours_of
from shared.domain.feedback.evaluations import EvaluationLimits
from shared.domain.feedback.ratings import RatingLimits
from shared.domain.feedback.rectification import RectificationLimits
from shared.domain.feedback.turns import TurnLimits
from shared.domain.feedback.visits import VisitRules
from shared.domain.org.tree import OrgTree
from shared.domain.roster.suggest import Weights
from shared.domain.routing.recipients import Staffed
from shared.kernel.errors import invalid


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What rules are told about the world besides the case itself."""

    version: int
    tree: OrgTree
    items: Mapping[str, Item]
    versions: Mapping[tuple[str, int], Item]
    layers: Layers
    hours: OfficeHours
    parameters: Mapping[str, Mapping[str, str]]
    staffed: Staffed = frozenset()
    known_limits: dict[str, Limits] = msgspec.field(default_factory=dict)
    known_calendars: dict[tuple[str, ...], WorkCalendar] = msgspec.field(default_factory=dict)

    def item(self, code: str) -> Item:
        """The version published now. Raises Refusal invalid `item.missing` where none was chosen, or `item.unknown`."""
        if not code:
            raise invalid("item.missing", {"item_code": "item.missing"})
        try:
            return self.items[code]
        except KeyError:
            raise invalid("item.unknown", {"item_code": "item.unknown"}, item=code) from None

    @property
    def root_tenant(self) -> str:
        """The topmost tenant, the city; '' before anything is seeded."""
        return next((site.tenant_id for site in self.tree if site.parent_id is None), "")

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the topmost tenant: for what concerns no district of its own."""
        return self.calendar_at(self.root_tenant)

    def calendar_at(self, site_id: str) -> WorkCalendar:
        """The calendar as it reaches a site through its layers; that of a tenant is its centre's.

        Worked out once per combination of layers, of which there are few.
        """
        names = chain(self.tree, site_id) if site_id in self.tree else (NATION,)
        present = tuple(name for name in names if name in self.layers)
        if present not in self.known_calendars:
            found = (publication for name in present for publication in self.layers[name])
            self.known_calendars[present] = merged(found, self.hours)
        return self.known_calendars[present]

    def number(self, tenant_id: str, key: str, default: float) -> float:
        """A numeric parameter: the tenant's own, else the one of a tenant above, else the default."""
        for site in self._above(tenant_id):
            if key in self.parameters.get(site, {}):
                return float(self.parameters[site][key])
        return default

    def whole(self, tenant_id: str, key: str, default: int) -> int:
        """A parameter that counts."""
        return int(self.number(tenant_id, key, default))

    def words(self, tenant_id: str, key: str) -> str:
        """A parameter that is no number, as it is written: the tenant's own, else that of a tenant above, else ''."""
        written = (self.parameters.get(at, {}) for at in self._above(tenant_id))
        return next((known[key] for known in written if key in known), "")

    def help_phone(self, tenant_id: str = "") -> str:
        """Where applicants may ask: the number of the tenant's hall or centre, else the common one it has set.

        Without a tenant it is the common one of the topmost.
        """
        own = (self.tree.hall(tenant_id).phone or self.tree.centre(tenant_id).phone) if tenant_id else ""
        return own or str(self.whole(tenant_id or self.root_tenant, "sms.help_phone", 12345))

    def limits(self, tenant_id: str) -> Limits:
        """What this tenant set about cases; worked out once per version of the reference data."""
        if tenant_id not in self.known_limits:
            self.known_limits[tenant_id] = self._limits(tenant_id)
        return self.known_limits[tenant_id]

    def limits_at(self, tenant_id: str, to_site: str, item: Item) -> Limits:
        """The same, with the time for signing that this tenant's cases of the item have at the receiving site."""
        limits = self.limits(tenant_id)
        if to_site not in self.tree:
            return limits
        above, tier = [self.parameters.get(one, {}) for one in self._above(tenant_id)], self.tree.site(to_site).tier
        return replace(
            limits,
            sign_minutes=signing_minutes(SIGN, above, tier, item, limits.sign_minutes),
            remind_minutes=signing_minutes(REMIND, above, tier, item, limits.remind_minutes),
        )

    def limits_of(self, case: Case) -> Limits:
        """The same, with what its item or category has of its own: days more, and what is near where it lies."""
        limits, item = self.limits(case.tenant_id), self.versions[case.item_code, case.item_version]
        above = [self.parameters.get(one, {}) for one in self._above(case.tenant_id)]
        if (more := said_for_item(EXTENSION, above, item)) is not None:
            limits = replace(limits, extension_item_days=more)
        if case.holder_site not in self.tree:
            return limits
        days = signing_minutes(NEAR, above, self.tree.site(case.holder_site).tier, item, limits.near.days)
        return limits if days == limits.near.days else replace(limits, near=replace(limits.near, days=days))

    def dispute_leader(self, tenant_id: str) -> tuple[str, str]:
        """The site, and the role there, that decides between departments of this tenant.

        The centre's coordinator where nobody is named, or the site named is none of the tenant's own.
        """
        site, _, role = self.parameters.get(tenant_id, {}).get("dispute.leader", "").partition("/")
        if site in self.tree and self.tree.site(site).tenant_id == tenant_id:
            return site, role
        return self.tree.centre(tenant_id).id, Role.COORDINATOR.value

    def _limits(self, tenant_id: str) -> Limits:
        d = Limits()

        def whole(key: str, default: int) -> int:
            return self.whole(tenant_id, key, default)

        return Limits(
            sign_minutes=whole("handover.sign_minutes", d.sign_minutes),
            remind_minutes=whole("handover.remind_minutes", d.remind_minutes),
            acceptance_days=whole("accept.limit_days", d.acceptance_days),
            deferral_min_gap=whole("deferral.min_gap_days", d.deferral_min_gap),
            deferral_max_days=whole("deferral.max_days", d.deferral_max_days),
            max_returns=whole("handover.max_returns", d.max_returns),
            max_moves=whole("handover.max_moves", d.max_moves),
            deadlock_departments=whole("dispute.departments", d.deadlock_departments),
            extension_days=whole("extension.max_days", d.extension_days),
            extension_joint_days=whole("extension.joint_days", d.extension_joint_days),
            extension_joint_from=whole("extension.joint_from_days", d.extension_joint_from),
            extension_times=whole("extension.times", d.extension_times),
            exclusion_days=whole("exclusion.max_days", d.exclusion_days),
            mandate_max_days=whole("mandate.max_days", d.mandate_max_days),
            cohandle_days=whole("cohandle.limit_days", d.cohandle_days),
            pause_answer_minutes=whole("pause.answer_minutes", d.pause_answer_minutes),
            external_days=whole("external.reply_days", d.external_days),
            external_max_days=whole("external.max_days", d.external_max_days),
            cohandle_max_days=whole("cohandle.max_days", d.cohandle_max_days),
            feedback_days=whole("feedback.archive_days", d.feedback_days),
            answer_days=whole("supervision.answer_days", d.answer_days),
            urge_pause_minutes=whole("urge.pause_minutes", d.urge_pause_minutes),
            measure_depth=whole("escalation.max_depth", d.measure_depth),
            sms_hold_seconds=whole("undo.complete_seconds", d.sms_hold_seconds),
            near=Nearness(
                days=whole("lamp.near_days", d.near.days), share=self.number(tenant_id, "lamp.near_share", d.near.share)
            ),
            undo={kind: whole(key, d.undo[kind]) for kind, key in _UNDO.items()},
        )

    def cooperation_limits(self, tenant_id: str) -> CooperationLimits:
        """What this tenant set about what sites owe each other."""
        d = CooperationLimits()
        return CooperationLimits(
            answer_minutes=self.whole(tenant_id, "cooperation.answer_minutes", d.answer_minutes),
            paper_days=self.whole(tenant_id, "cooperation.paper_days", d.paper_days),
            longest_days=self.whole(tenant_id, "cooperation.longest_days", d.longest_days),
            remind_minutes=self.whole(tenant_id, "cooperation.remind_minutes", d.remind_minutes),
        )

    def weights(self, tenant_id: str) -> Weights:
        """How much each reason counts where somebody is suggested."""
        d = Weights()
        return Weights(
            competence=self.number(tenant_id, "suggest.competence", d.competence),
            presence=self.number(tenant_id, "suggest.presence", d.presence),
            load=self.number(tenant_id, "suggest.load", d.load),
            speed=self.number(tenant_id, "suggest.speed", d.speed),
        )

    def rating_limits(self, tenant_id: str) -> RatingLimits:
        """What this tenant set about changing a rating."""
        d = RatingLimits()
        return RatingLimits(
            change_days=self.whole(tenant_id, "feedback.change_days", d.change_days),
            max_changes=self.whole(tenant_id, "feedback.max_changes", d.max_changes),
        )

    def evaluation_limits(self, tenant_id: str) -> EvaluationLimits:
        """What this tenant set about applicants who do not answer."""
        d = EvaluationLimits()
        return EvaluationLimits(
            remind_days=self.whole(tenant_id, "rating.remind_days", d.remind_days),
            silence_counts=bool(self.whole(tenant_id, "rating.silence_counts", d.silence_counts)),
        )

    def turn_limits(self, tenant_id: str) -> TurnLimits:
        """What this tenant set about prompts that have a phone to themselves."""
        d = TurnLimits()
        return TurnLimits(
            hours=self.number(tenant_id, "rating.turn_hours", d.hours),
            pause_minutes=self.number(tenant_id, "rating.turn_pause_minutes", d.pause_minutes),
        )

    def rectification_limits(self, tenant_id: str) -> RectificationLimits:
        """What this tenant set about looking into a bad rating."""
        d = RectificationLimits()
        return RectificationLimits(
            contact_days=self.whole(tenant_id, "rectification.contact_days", d.contact_days),
            fix_days=self.whole(tenant_id, "rectification.fix_days", d.fix_days),
            complex_days=self.whole(tenant_id, "rectification.complex_days", d.complex_days),
            appeal_days=self.whole(tenant_id, "rectification.appeal_days", d.appeal_days),
            review_pause_days=self.whole(tenant_id, "rectification.review_pause_days", d.review_pause_days),
        )

    def visit_rules(self, tenant_id: str) -> VisitRules:
        """What this tenant set about return visits."""
        d = VisitRules()
        return VisitRules(
            tries=self.whole(tenant_id, "visit.tries", d.tries),
            days=self.whole(tenant_id, "visit.days", d.days),
            lock_minutes=self.whole(tenant_id, "visit.lock_minutes", d.lock_minutes),
            put_off=self.whole(tenant_id, "visit.put_off", d.put_off),
            hours=hours_of(*(self.number(tenant_id, f"visit.{name}", hour) for name, hour in _CALL_HOURS)),
        )

    def settings(self, tenant_id: str) -> Mapping[str, str]:
        """Every parameter as it holds for a tenant: its own before those of the tenants above."""
        found: dict[str, str] = {}
        for site in self._above(tenant_id):
            found = {**self.parameters.get(site, {}), **found}
        return found

    def _above(self, tenant_id: str) -> Iterator[str]:
        if tenant_id in self.tree:
            yield from (site.tenant_id for site in self.tree.up(tenant_id))


_CALL_HOURS = (("opens", 9.0), ("noon", 12.0), ("after_noon", 14.0), ("evening", 18.0), ("closes", 21.0))
"""When people are called, in hours of the day. Our defaults: not at noon, and not at night."""

_UNDO = {
    "handover_offered": "undo.transfer_seconds",
    "handover_signed": "undo.sign_seconds",
    "handover_returned": "undo.return_seconds",
    "paused": "undo.pause_seconds",
    "terminated": "undo.terminate_seconds",
    "completed": "undo.complete_seconds",
    "cohandler_asked": "undo.ask_cohandler_seconds",
    "cohandler_answered": "undo.answer_cohandler_seconds",
    "cohandler_released": "undo.release_cohandler_seconds",
}
