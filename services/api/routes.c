#include "routes.h"

#include "base/macros.h"
#include "escalations.h"
#include "fulfil.h"
#include "health.h"
#include "items.h"
#include "openapi.h"
#include "public.h"
#include "register.h"
#include "store/token.h"
#include "summary.h"

#define PEOPLE                                                                         \
    (ROLE_OPERATOR | ROLE_HANDLER | ROLE_DEPT_HEAD | ROLE_REVIEWER | ROLE_SUPERVISOR | \
     ROLE_DEPUTY_LEADER | ROLE_CHIEF | ROLE_AUDITOR | ROLE_ADMIN)
#define REGISTRARS (ROLE_OPERATOR | ROLE_HANDLER | ROLE_DEPT_HEAD | ROLE_SUPERVISOR | ROLE_ADMIN)
#define EVERY_ROLE (PEOPLE | ROLE_PORTAL | ROLE_DASHBOARD)

/* clang-format off */
static struct route public_routes[] = {
    {"POST", "/v1/inquiries", "inquiry_create", 0, REGISTRARS | ROLE_PORTAL, inquiry_create},
    {"POST", "/v1/opinion-events", "opinion_event_create", 0, REGISTRARS, opinion_event_create},
    {"GET", "/v1/items", "item_list", 0, PEOPLE | ROLE_PORTAL, item_list},
    {"GET", "/v1/items/{ref}", "item_show", 0, PEOPLE | ROLE_PORTAL, item_show},
    {"GET", "/v1/items/{ref}/events", "item_events", 0, PEOPLE, item_events},
    {"POST", "/v1/items/{ref}/windows/{n}/fulfil", "window_fulfil", 0, REGISTRARS, window_fulfil},
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
    public_routes[0].body_max = config->intake_body_bytes_max;
    public_routes[1].body_max = config->intake_body_bytes_max;
    return &table;
}

const struct routes *routes_admin(void)
{
    static const struct routes table = {admin_routes, ARRAY_LEN(admin_routes)};
    return &table;
}
