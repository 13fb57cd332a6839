/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/register.h"
#include "web/layout.h"
#include "web/pages.h"

enum err
register_page(struct req *r, const struct register_view *v, enum nav here)
{
	TRY(web_page_begin(r, v->title, here));
	tpl_register(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
register_form_page(struct req *r, struct register_form_view *v, enum nav here)
{
	v->csrf = r->visit->csrf;
	TRY(web_page_begin(r, v->title, here));
	tpl_register_form(&r->answer.body, v);
	web_page_end(r);
	return OK;
}
