/* SPDX-License-Identifier: EUPL-1.2
 *
 * json.h - findings as the API and the check command give them, and the texts
 * that tell people of them.
 */
#ifndef POLICY_JSON_H
#define POLICY_JSON_H
#include "base/buf.h"
#include "fmt/texts.h"
#include "policy/policy.h"

/* What was found and why it matters; what to do about it. */
struct str finding_message(const struct finding *f, enum lang lang);
struct str finding_remedy(const struct finding *f, enum lang lang);
/* "ok" or the name of the highest severity. */
const char *verdict_name(const struct findings *f);
/* A JSON array of objects: rule, kind, severity, start, end, message, remedy,
 * lift; synthetic and third_person only where true. */
void findings_json(struct buf *b, const struct findings *f, enum lang lang);
#endif
