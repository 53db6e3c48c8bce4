#include "routes.h"

#include "base/macros.h"
#include "deadlines/deadlines.h"
#include "escalations/escalations.h"
#include "escalations/summary.h"
#include "items/act.h"
#include "items/items.h"
#include "items/public.h"
#include "items/register.h"
#include "reference/calendars.h"
#include "reference/recalculations.h"
#include "reference/rules.h"
#include "serve/health.h"
#include "serve/openapi.h"
#include "store/token.h"

#define PEOPLE                                                                         \
    (ROLE_OPERATOR | ROLE_HANDLER | ROLE_DEPT_HEAD | ROLE_REVIEWER | ROLE_SUPERVISOR | \
     ROLE_DEPUTY_LEADER | ROLE_CHIEF | ROLE_AUDITOR | ROLE_ADMIN)
#define REGISTRARS (ROLE_OPERATOR | ROLE_HANDLER | ROLE_DEPT_HEAD | ROLE_SUPERVISOR | ROLE_ADMIN)
#define SUPERVISORS (ROLE_SUPERVISOR | ROLE_DEPUTY_LEADER | ROLE_CHIEF | ROLE_ADMIN)
#define STAFF (REGISTRARS | ROLE_REVIEWER | SUPERVISORS)
#define EVERY_ROLE (PEOPLE | ROLE_PORTAL | ROLE_DASHBOARD)

/* The first so many log items, whose texts are long. */
enum { INTAKE_ROUTES = 5 };

/* clang-format off */
static struct route public_routes[] = {
    {"POST", "/v1/inquiries", "inquiry_create", 0, REGISTRARS | ROLE_PORTAL, inquiry_create},
    {"POST", "/v1/opinion-events", "opinion_event_create", 0, REGISTRARS, opinion_event_create},
    {"POST", "/v1/disclosure-requests", "disclosure_request_create", 0, REGISTRARS | ROLE_PORTAL, disclosure_request_create},
    {"POST", "/v1/petitions", "petition_create", 0, REGISTRARS | ROLE_PORTAL, petition_create},
    {"POST", "/v1/guide-changes", "guide_change_create", 0, REGISTRARS, guide_change_create},
    {"GET", "/v1/items", "item_list", 0, PEOPLE | ROLE_PORTAL, item_list},
    {"GET", "/v1/items/{ref}", "item_show", 0, PEOPLE | ROLE_PORTAL, item_show},
    {"GET", "/v1/items/{ref}/events", "item_events", 0, PEOPLE, item_events},
    {"POST", "/v1/items/{ref}/windows/{n}/fulfil", "window_fulfil", 0, REGISTRARS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/pause", "window_pause", 0, REGISTRARS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/resume", "window_resume", 0, REGISTRARS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/extend", "window_extend", 0, REGISTRARS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/restart", "window_restart", 0, REGISTRARS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/acknowledge", "window_acknowledge", 0, STAFF, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/confirm", "window_confirm", 0, SUPERVISORS, act_on_window},
    {"POST", "/v1/items/{ref}/windows/{n}/void", "window_void", 0, SUPERVISORS, act_on_window},
    {"POST", "/v1/items/{ref}/reopen", "item_reopen", 0, REGISTRARS, act_on_item},
    {"POST", "/v1/items/{ref}/merge", "item_merge", 0, REGISTRARS, act_on_item},
    {"POST", "/v1/items/{ref}/regrade", "item_regrade", 0, REGISTRARS, act_on_item},
    {"POST", "/v1/items/{ref}/reassign", "item_reassign", 0, REGISTRARS, act_on_item},
    {"POST", "/v1/items/{ref}/return", "item_return", 0, REGISTRARS, act_on_item},
    {"POST", "/v1/items/{ref}/close", "item_close", 0, SUPERVISORS, act_on_item},
    {"POST", "/v1/items/{ref}/abandon", "item_abandon", 0, SUPERVISORS, act_on_item},
    {"GET", "/v1/items/{ref}/windows/{n}/explain", "window_explain", 0, PEOPLE | ROLE_PORTAL, window_explain},
    {"GET", "/v1/calendars/{name}/years/{year}", "calendar_show", 0, PEOPLE | ROLE_DASHBOARD, calendar_show},
    {"PUT", "/v1/calendars/{name}/years/{year}", "calendar_put", 0, ROLE_ADMIN, calendar_put},
    {"POST", "/v1/calendars/{name}/preview", "calendar_preview", 0, SUPERVISORS, calendar_preview},
    {"PUT", "/v1/calendars/{name}", "calendar_create", 0, ROLE_ADMIN, calendar_create},
    {"GET", "/v1/rules", "rule_list", 0, PEOPLE | ROLE_DASHBOARD, rule_list},
    {"PUT", "/v1/rules/{id}", "rule_put", 0, ROLE_ADMIN, rule_put},
    {"POST", "/v1/rules/{id}/preview", "rule_preview", 0, SUPERVISORS, rule_preview},
    {"GET", "/v1/recalculations/{id}", "recalculation_show", 0, SUPERVISORS, recalculation_show},
    {"GET", "/v1/deadlines/preview", "deadline_preview", 0, EVERY_ROLE, deadline_preview},
    {"GET", "/v1/escalations", "escalation_list", 0, PEOPLE | ROLE_DASHBOARD, escalation_list},
    {"GET", "/v1/escalations/summary", "escalation_summary", 0, PEOPLE | ROLE_DASHBOARD, escalation_summary},
    {"GET", "/v1/public/items/{ref}", "public_item", 0, ROLES_ANYBODY, public_item},
    {"GET", "/openapi.json", "openapi", 0, EVERY_ROLE, openapi_show},
    {"GET", "/metrics", "metrics", 0, ROLE_DASHBOARD | ROLE_ADMIN, metrics_show},
    {"GET", "/livez", "livez", 0, ROLES_ANYBODY, livez_show},
    {"GET", "/readyz", "readyz", 0, ROLES_ANYBODY, readyz_show},
};

static const struct route admin_routes[] = {
    {"GET", "/metrics", "metrics", 0, ROLES_ANYBODY, metrics_show},
    {"GET", "/livez", "livez", 0, ROLES_ANYBODY, livez_show},
    {"GET", "/readyz", "readyz", 0, ROLES_ANYBODY, readyz_show},
};
/* clang-format on */

const struct routes *routes_public(const struct config *config)
{
    static const struct routes table = {public_routes, ARRAY_LEN(public_routes)};
    for (size_t i = 0; i < INTAKE_ROUTES; i++)
        public_routes[i].body_max = config->intake_body_bytes_max;
    return &table;
}

const struct routes *routes_admin(void)
{
    static const struct routes table = {admin_routes, ARRAY_LEN(admin_routes)};
    return &table;
}
