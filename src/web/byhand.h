/* SPDX-License-Identifier: EUPL-1.2
 * byhand.h - the form for what has no interface to fetch. */
#ifndef WEB_BYHAND_H
#define WEB_BYHAND_H
#include "web/view.h"

struct byhand_view {
	struct str csrf, error;
	struct options accounts, kinds;
	struct str author, title, link, at, text, latest;
};
#endif
