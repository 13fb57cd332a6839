/* SPDX-License-Identifier: EUPL-1.2
 * post_inside.h - shared by post_pages.c and post_acts.c alone. */
#ifndef WEB_POST_INSIDE_H
#define WEB_POST_INSIDE_H
#include "model/post_internal.h"
#include "web/layout.h"
#include "web/post.h"

/* What the page is shown with, beside what the store says. */
struct post_show {
	struct post_form form;
	struct str at, alt, error; /* at: the time as it was typed */
	usec_t updated_at; /* of the page that was sent; 0: the store's */
	/* A decision that did not go through: as it stood (what the act wrote
	 * will not be), and what was typed. */
	const struct post *before;
	struct str decided_text, decided_remark;
};
enum err post_page(
    struct req *r, struct post_id id, const struct post_show *show) MUST_CHECK;
#endif
