"""消息类别: what staff can hear of, in groups that somebody can have on their page, at their webhook, or not at all."""

from enum import StrEnum


class Topic(StrEnum):
    """One switch each; a kind of notice belongs to one topic."""

    INCOMING = "incoming"  # 待签收: offered to the site, its time to sign runs out
    ASSIGNED = "assigned"  # 指定给我: named to accompany a case
    BACK = "back"  # 退回、撤回: what comes back to the site, or is taken away from it
    LIMITS = "limits"  # 时限与催办: a lamp turned, somebody urged
    TIME = "time"  # 延期与停表: asked for, and decided
    TOGETHER = "together"  # 协办: asked for a part, its limits, its answer
    OWED = "owed"  # 约定事项: what one site owes another
    RAISED = "raised"  # 升级与督办
    BOARD = "board"  # 协调: before a coordinator
    ENDED = "ended"  # 办结、终止、撤回申请
    FEEDBACK = "feedback"  # 差评整改
    SMS = "sms"  # 短信滞留
    WEBHOOK = "webhook"  # 推送停用: an address of one's own answers no more
    DIGEST = "digest"  # 早间提要


PUSHED = tuple(topic for topic in Topic if topic is not Topic.WEBHOOK)
"""What can go to a webhook: all but that it was switched off."""
