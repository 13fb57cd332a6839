/* SPDX-License-Identifier: EUPL-1.2
 * api_views.h - the JSON of enquiries and replies, for all pages of the API. */
#ifndef WEB_API_VIEWS_H
#define WEB_API_VIEWS_H
#include "model/reply.h"
#include "web/api.h"
#include "web/view.h"

/* The enquiry as it stands now, as the answer. */
enum err api_answer_enquiry(
    struct req *r, int status, struct enquiry_id id) MUST_CHECK;
/* Members of a reply, inside an object that is open. */
void api_put_reply(
    const struct req *r, struct json *j, const struct reply *reply);
enum err api_answer_reply(
    struct req *r, int status, struct reply_id id) MUST_CHECK;
/* "findings": as the check command gives them, in the reader's language. */
void api_put_findings(
    const struct req *r, struct json *j, const struct findings *f);
/* "overrules" of the body: findings that are kept, with why. */
enum err api_read_overrules(struct req *r, const json_t *body,
    const struct overrule **v, size_t *n) MUST_CHECK;
#endif
