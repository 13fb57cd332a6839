/* SPDX-License-Identifier: EUPL-1.2
 * finding_text.h - a finding as it is shown. */
#ifndef WEB_FINDING_TEXT_H
#define WEB_FINDING_TEXT_H
#include "policy/policy.h"
#include "web/enquiry.h"

/* text: what was checked, in which f has its place. */
struct finding_view finding_view(
    const struct req *r, struct str text, const struct finding *f, int number);
/* What a kind is called; empty: it is none. */
struct str finding_title(const struct req *r, struct str kind);
#endif
