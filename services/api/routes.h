/* The routes: one table that the server, the OpenAPI test and the docs share. */
#ifndef HUIYING_API_ROUTES_H
#define HUIYING_API_ROUTES_H

#include "config/config.h"
#include "http/router.h"

/* What everybody may ask; and what each process tells of itself on its own port. */
const struct routes *routes_public(const struct config *config);
const struct routes *routes_admin(void);

/* In route.roles, beside the roles of store/token.h: no token is needed. */
enum { ROLES_ANYBODY = 0 };

#endif
