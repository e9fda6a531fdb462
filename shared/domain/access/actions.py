"""Actions that access rules name beside the commands of a case (whose kinds are actions, too)."""

DESK_READ = "desk.read"
CASE_READ = "case.read"
CASE_REGISTER = "case.register"
POOL_READ = "pool.read"
PERSON_SEARCH = "person.search"
PERSON_UNMASK = "person.unmask"
CATALOGUE_READ = "catalogue.read"
ROUTE_PREVIEW = "route.preview"
SITES_READ = "sites.read"
POLICY_READ = "policy.read"
POLICY_EDIT = "policy.edit"
POLICY_PUBLISH = "policy.publish"
SCHEMA_READ = "schema.read"
RECTIFICATION_READ = "rectification.read"
RECTIFICATION_CONTACT = "rectification.contact"
RECTIFICATION_CLOSE = "rectification.close"
RECTIFICATION_CLASSIFY = "rectification.classify"
RECTIFICATION_DOUBT = "rectification.doubt"
RECTIFICATION_REVIEW = "rectification.review"
RECTIFICATION_APPEAL = "rectification.appeal"
RECTIFICATION_DECIDE = "rectification.decide"
VISIT_READ = "visit.read"
VISIT_CALL = "visit.call"
RATING_READ = "rating.read"
RATING_RECORD = "rating.record"
RATING_ASK = "rating.ask"
RATING_ANSWER = "rating.answer"
RATING_EXPORT = "rating.export"
THREAD_READ = "thread.read"
THREAD_POST = "thread.post"
CALENDAR_PUBLISH = "calendar.publish"
NOTICE_SWITCH = "notice.switch"
AUDIT_READ = "audit.read"
SUPERVISION_READ = "supervision.read"
ROSTER_READ = "roster.read"
ROSTER_KEEP = "roster.keep"
SMS_READ = "sms.read"
SMS_SETTLE = "sms.settle"
SMS_TEXTS = "sms.texts"
SUPPLIER_KEEP = "supplier.keep"
WEBHOOK_SHARE = "webhook.share"

BESIDE_CASES = (
    DESK_READ,
    CASE_READ,
    CASE_REGISTER,
    POOL_READ,
    PERSON_SEARCH,
    PERSON_UNMASK,
    CATALOGUE_READ,
    ROUTE_PREVIEW,
    SITES_READ,
    POLICY_READ,
    POLICY_EDIT,
    POLICY_PUBLISH,
    SCHEMA_READ,
    RECTIFICATION_READ,
    RECTIFICATION_CONTACT,
    RECTIFICATION_CLOSE,
    RECTIFICATION_CLASSIFY,
    RECTIFICATION_DOUBT,
    RECTIFICATION_REVIEW,
    RECTIFICATION_APPEAL,
    RECTIFICATION_DECIDE,
    VISIT_READ,
    VISIT_CALL,
    RATING_READ,
    RATING_RECORD,
    RATING_ASK,
    RATING_ANSWER,
    RATING_EXPORT,
    THREAD_READ,
    THREAD_POST,
    CALENDAR_PUBLISH,
    NOTICE_SWITCH,
    AUDIT_READ,
    SUPERVISION_READ,
    ROSTER_READ,
    ROSTER_KEEP,
    SMS_READ,
    SMS_SETTLE,
    SMS_TEXTS,
    SUPPLIER_KEEP,
    WEBHOOK_SHARE,
)
