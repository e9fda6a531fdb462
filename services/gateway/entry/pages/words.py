"""Instants, deadlines and events in words, for one reader: in their language, on a clock in Asia/Shanghai."""

from datetime import date, datetime
from typing import Any

from services.gateway.queries.thread import TurnLine
from services.gateway.queries.timeline import Entry
from shared.domain.deadlines.calendar import SHANGHAI, local_date
from shared.kernel.errors import Refusal
from shared.kernel.i18n import catalogue, text


class Words:
    """What templates call. `now` is the business time of the page."""

    def __init__(self, locale: str, now: datetime) -> None:
        self.locale, self.now = locale, now

    def t(self, key: str, /, **params: object) -> str:
        """The text behind a key."""
        return text(key, self.locale, **params)

    def clock(self, at: datetime) -> str:
        """14:32."""
        return f"{at.astimezone(SHANGHAI):%H:%M}"

    def day(self, at: datetime) -> str:
        """11月24日."""
        return self.date_words(local_date(at))

    def date_words(self, day: date) -> str:
        """11月24日; with its year where that is not this one."""
        words = self.t("page.time.day", month=day.month, date=day.day)
        return words if day.year == local_date(self.now).year else f"{day.year}-{day.month:02}-{day.day:02}"

    def today(self) -> str:
        """11月24日 星期二."""
        return self._said("page.time.day_weekday", self.now)

    def moment(self, at: datetime) -> str:
        """今天 10:42, 昨天 10:05, 11-18 15:40, or with its year."""
        days = (local_date(self.now) - local_date(at)).days
        if days in (0, 1):
            return self.t("page.time.today" if days == 0 else "page.time.yesterday", at=self.clock(at))
        same_year = local_date(at).year == local_date(self.now).year
        return f"{at.astimezone(SHANGHAI):{'%m-%d %H:%M' if same_year else '%Y-%m-%d'}}"

    def moment_long(self, at: datetime) -> str:
        """11月25日 17:30."""
        return self._said("page.time.long", at)

    def moment_full(self, at: datetime) -> str:
        """12月1日 星期二 17:30."""
        return self._said("page.time.full", at)

    def _said(self, key: str, at: datetime) -> str:
        day = local_date(at)
        weekday = self.t(f"page.weekday_long.{day.weekday()}")
        return self.t(key, month=day.month, date=day.day, weekday=weekday, at=self.clock(at))

    def left(self, lamp: str, days: int | None, due: datetime | None, promise: bool = True) -> str:
        """剩 3 天, 今天 17:30, 超承诺 2 天, 停表; 逾期 2 天 where it is no promise. Never by colour alone."""
        if lamp == "paused":
            return self.t("page.left.stopped")
        if days is None or due is None or lamp == "none":
            return self.t("page.left.none")
        if days < 0:
            over = "over_law" if lamp == "red" else "over_promise"
            return self.t(f"page.left.{over if promise else 'over'}", days=-days)
        return self.t("page.left.today", at=self.clock(due)) if days == 0 else self.t("page.left.days", days=days)

    def until(self, at: datetime) -> str:
        """The limit of something whose clock does not show as a lamp: 16:30 前定, 限 11月27日."""
        if local_date(at) == local_date(self.now):
            return self.t("page.left.until_today", at=self.clock(at))
        return self.t("page.left.until", day=self.day(at))

    def spell(self, minutes: int) -> str:
        """Working minutes as people say them: 45 分钟, 3 小时 20 分."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.t("page.time.minutes", minutes=rest)
        return self.t("page.time.hours_minutes" if rest else "page.time.hours", hours=hours, minutes=rest)

    def event(self, entry: Entry) -> str:
        """What happened, as the timeline says it."""
        facts = {k: self.day(v) if isinstance(v, datetime) else v for k, v in entry.facts.items()}
        return self.t(f"event.{entry.kind}", **facts)

    def said(self, turn: TurnLine) -> str:
        """What the platform says in a conversation."""
        facts = {k: self.moment_long(v) if isinstance(v, datetime) else v for k, v in turn.facts.items()}
        return self.t(f"thread.says.{turn.says}", **facts)

    def refusal(self, no: Refusal) -> str:
        """A refusal in words."""
        return self.t(f"refusal.{no.code}", **no.params)

    def reason(self, code: str) -> str:
        """A reason's code in words; a code nobody wrote words for is shown as it is."""
        return catalogue(self.locale).get(f"reason.{code}") or catalogue("zh-CN").get(f"reason.{code}") or code

    def rule(self, entry: Entry) -> str:
        """按第110条规则派往企业服务局."""
        return self.why(entry.why, entry.priority, str(entry.facts.get("to_site") or entry.facts.get("site") or ""))

    def why(self, key: str, priority: int = 0, site: str = "") -> str:
        """Why a case goes where it goes; nothing for what the event says itself."""
        return self.t(key, priority=priority, site=site) if "." in key else ""

    def functions(self) -> dict[str, Any]:
        """By the names that templates use."""
        names = ("t", "clock", "day", "date_words", "moment", "moment_long", "moment_full", "left", "until")
        return {name: getattr(self, name) for name in (*names, "spell", "event", "said", "reason", "rule", "why")}
