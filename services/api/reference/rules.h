/* Rules: reading them, changing one, and what changing it would move. */
#ifndef HUIYING_API_RULES_H
#define HUIYING_API_RULES_H

#include "json/fields.h"

struct request;

void rule_list(struct request *request, void *service);
void rule_put(struct request *request, void *service);
void rule_preview(struct request *request, void *service);

enum { RULE_FIELDS = 8 };
extern const struct field rule_fields[RULE_FIELDS];

#endif
