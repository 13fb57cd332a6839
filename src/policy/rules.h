/* SPDX-License-Identifier: EUPL-1.2
 *
 * rules.h - the rules of rules.def, for policy.c and the rules themselves.
 */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H
#include "policy/fold.h"
#include "policy/policy.h"

#define RULE(name) extern const struct policy_rule rule_##name;
#include "policy/rules.def"
#undef RULE
#endif
