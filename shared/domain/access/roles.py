"""Roles: what a person, a partner system or the platform itself is when it acts."""

from enum import StrEnum


class Role(StrEnum):
    """One person may hold several, each at a site of the tree."""

    CLERK = "clerk"  # 窗口工作人员
    AGENT = "agent"  # 帮办员
    REVIEWER = "reviewer"  # 部门审核人员
    LEADER = "leader"  # 部门负责人
    COORDINATOR = "coordinator"  # 协调员
    CALLER = "caller"  # 回访员
    OPERATOR = "operator"  # 热线话务员
    PUBLISHER = "publisher"  # 事项发布人员 (政务公开办)
    SUPERVISOR = "supervisor"  # 督查人员
    COMMISSION = "commission"  # 管委会领导
    APPLICANT = "applicant"  # 申请人
    PARTNER = "partner"  # 接入系统 (API key)
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    SECURITY_ADMIN = "security_admin"  # 安全管理员
    AUDIT_ADMIN = "audit_admin"  # 审计管理员
    SYSTEM = "system"  # the platform itself: routing, timers, feedback


TENANT_WIDE = frozenset(
    {Role.COORDINATOR, Role.CALLER, Role.OPERATOR, Role.SUPERVISOR, Role.COMMISSION, Role.PUBLISHER, Role.SYSTEM}
)
"""Roles that see every case their tenant takes part in; all others see their own site and those below it."""
