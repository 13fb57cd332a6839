/* SPDX-License-Identifier: EUPL-1.2
 *
 * assets.h - the style sheets, scripts, fonts and icons in the binary
 * (tools/embed.c).  A path holds the hash of its content, so it may be kept
 * for ever.
 */
#ifndef FMT_ASSETS_H
#define FMT_ASSETS_H
#include "base/str.h"

struct asset {
	struct str name; /* "app.css" */
	struct str path; /* "/static/app.0123456789ab.css" */
	const char *type;
	const unsigned char *plain;
	size_t plain_n;
	const unsigned char *gz;
	size_t gz_n; /* 0: not worth it */
};
extern const struct asset assets[];
extern const size_t assets_n;

const struct asset *asset_by_path(struct str path); /* NULL: no such */
/* The path of the asset of that name; a name that does not exist is a fault
 * of the program and aborts, in the first test that shows the page. */
struct str asset_path(struct str name);
#define asset(lit) asset_path(STR(lit))
#endif
