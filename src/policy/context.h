/* SPDX-License-Identifier: EUPL-1.2
 *
 * context.h - the context of a check as JSON (CHECKS.md, "Context"), and the
 * names of the ways to check.  Used by the API, the check command and tests.
 */
#ifndef POLICY_CONTEXT_H
#define POLICY_CONTEXT_H
#include "base/err.h"
#include "policy/policy.h"

struct json_t;

#define CONTEXT_BYTES_MAX (1024UL * 1024) /* of the JSON text */
#define CONTEXT_LIST_MAX  10000		  /* entries of one list */

/* ERR_INVALID naming the member that is wrong, or the place where the text is
 * no JSON; ERR_TOO_LARGE beyond the limits.  Members not known are passed
 * over, so that a newer sender's context is still read. */
enum err context_parse(
    struct arena *a, struct str json, struct policy_context *out) MUST_CHECK;
/* The same from a value already read; NULL is an empty context. */
enum err context_read(struct arena *a, const struct json_t *v,
    struct policy_context *out) MUST_CHECK;
/* "reply", "post", "inbound", "private". */
bool policy_as_parse(struct str s, enum policy_as *out);
#endif
