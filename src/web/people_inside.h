/* SPDX-License-Identifier: EUPL-1.2
 * people_inside.h - shared by people_*.c alone. */
#ifndef WEB_PEOPLE_INSIDE_H
#define WEB_PEOPLE_INSIDE_H
#include "web/people.h"
#include "web/web.h"

#define PERSON_VIEW(req)                                                       \
	{                                                                      \
		.form = { .r = (req) }, .role = { .r = (req) },                \
		.password = { .r = (req) }, .absence = {                       \
			.r = (req)                                             \
		}                                                              \
	}
enum err people_may(const struct req *r) MUST_CHECK; /* ERR_DENIED */
struct str people_role_text(const struct req *r, enum role role);
enum err people_show(
    struct req *r, const struct person *p, struct person_view *v) MUST_CHECK;
enum err people_back(struct req *r, struct person_id id) MUST_CHECK;
void people_role_fields(struct form *f);
void people_absence_fields(struct form *f);
void people_password_field(struct form *f);
/* The hash of what was typed; empty where nothing was and nothing must.  What
 * is wrong with it is marked in the form. */
enum err people_hash(
    struct form *f, bool required, struct str *hash) MUST_CHECK;
#endif
