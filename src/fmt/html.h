/* SPDX-License-Identifier: EUPL-1.2
 *
 * html.h - the only way to write HTML.  Every value goes through the escaper
 * of its place (chosen by tools/tmplc.c); raw markup can only be a literal or
 * a struct html_safe, which only this module makes.
 */
#ifndef FMT_HTML_H
#define FMT_HTML_H
#include <stdint.h>

#include "base/buf.h"
#include "fmt/texts.h"

struct html {
	struct buf out;
	enum lang lang; /* of the page: T(MSG_X) in templates */
};

struct html_safe { /* markup that is safe already */
	struct str s;
};

#define html_lit(h, lit) buf_put(&(h)->out, STR(lit))
/* The page's text, in templates. */
#define T(id) texts_get(h->lang, id)

void html_text_str(struct html *h, struct str s);
void html_text_int(struct html *h, int64_t v);
void html_text_safe(struct html *h, struct html_safe s);
/* A whole URL: anything but http, https, mailto, tel or a relative path
 * becomes "#".  A part of one: percent-encoded. */
void html_url_str(struct html *h, struct str s);
void html_urlpart_str(struct html *h, struct str s);
void html_urlpart_int(struct html *h, int64_t v);
/* Plain text as paragraphs: escaped, line breaks kept as <br>. */
struct html_safe html_lines(struct arena *a, struct str text);

/* char * has no entry: state the length once, with str_from. */
#define html_text(h, x)                                                        \
	_Generic((x), struct str                                               \
		 : html_text_str, struct html_safe                             \
		 : html_text_safe, int                                         \
		 : html_text_int, int64_t                                      \
		 : html_text_int)((h), (x))
#define html_attr(h, x)                                                        \
	_Generic((x), struct str                                               \
		 : html_text_str, int                                          \
		 : html_text_int, int64_t                                      \
		 : html_text_int)((h), (x))
#define html_url(h, x) html_url_str((h), (x))
#define html_urlpart(h, x)                                                     \
	_Generic((x), struct str                                               \
		 : html_urlpart_str, int                                       \
		 : html_urlpart_int, int64_t                                   \
		 : html_urlpart_int)((h), (x))
#endif
