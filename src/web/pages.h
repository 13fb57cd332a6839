/* SPDX-License-Identifier: EUPL-1.2
 * pages.h - every page of routes.def, and the templates they fill. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H
#include "templates.h"
#include "web/layout.h"

#define ROUTE(method, path, access, how, page)                                 \
	enum err page_##page(struct req *r);
#include "web/routes.def"
#undef ROUTE
#endif
