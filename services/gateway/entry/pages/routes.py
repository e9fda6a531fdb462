"""Every page there is, by the face that serves it; the composition root adds them to the application."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from services.gateway.entry.pages import (
    assets,
    bell,
    calendar,
    case,
    desk,
    door,
    evaluations,
    find,
    handing_over,
    locales,
    notices,
    pool,
    rate,
    rating_desk,
    receipt,
    rectifications,
    register,
    roster,
    rules,
    sms,
    start,
    supervision,
    thread,
    visits,
    webhooks,
)

ALWAYS: tuple[HTTPRouteHandler, ...] = (assets.static_file,)
"""What both faces serve."""

PUBLIC: tuple[HTTPRouteHandler, ...] = (rate.look, rate.rate, rate.rated)
"""For applicants: no log-in, no name, no number."""

STAFF: tuple[HTTPRouteHandler, ...] = (
    door.login_form,
    door.login,
    door.logout,
    door.restore,
    door.switch,
    handing_over.hand_over,
    locales.choose,
    start.root,
    start.start,
    desk.show,
    desk.sign_several,
    desk.urge_several,
    desk.forward_several,
    find.find,
    find.find_anew,
    receipt.show,
    register.show,
    register.register,
    register.autosave,
    pool.show,
    pool.reassign_several,
    *roster.HANDLERS,
    *rectifications.HANDLERS,
    *visits.HANDLERS,
    *evaluations.HANDLERS,
    *rating_desk.HANDLERS,
    calendar.show,
    calendar.look,
    calendar.publish,
    *notices.HANDLERS,
    *bell.HANDLERS,
    *webhooks.HANDLERS,
    *rules.HANDLERS,
    *sms.HANDLERS,
    supervision.show,
    *case.HANDLERS,
    *thread.HANDLERS,
)
"""For the people who work with cases."""


def router(handlers: tuple[HTTPRouteHandler, ...]) -> Router:
    """The pages as one piece for one application.

    One by one would not do: handlers of the same path are then registered twice, and the second time breaks those that
    run in a thread.
    """
    return Router("/", route_handlers=list(handlers), include_in_schema=False)
