/* SPDX-License-Identifier: EUPL-1.2
 *
 * register.h - lists of things that are kept (matters, facts, what is proposed
 * for the journal), and the form of one: shown by the same two templates.
 */
#ifndef WEB_REGISTER_H
#define WEB_REGISTER_H
#include "web/form.h"
#include "web/layout.h"
#include "web/view.h"

struct register_row {
	struct str href, title, meta, text;
	struct state_view state; /* text empty: none */
};
struct register_view {
	struct str title, lead;
	struct str add, add_text; /* where a new one is made; empty: not here */
	struct str empty;	  /* what is said when there is none */
	struct register_row *rows;
	size_t n;
};
struct register_form_view {
	struct str csrf, title, lead, action, back, back_text;
	struct str error, told;
	int64_t version;
	bool may_save;
	struct form form;
	struct register_row *used; /* where it is in use */
	size_t nused;
	struct str used_title;
};
enum err register_page(
    struct req *r, const struct register_view *v, enum nav here) MUST_CHECK;
enum err register_form_page(
    struct req *r, struct register_form_view *v, enum nav here) MUST_CHECK;
#endif
