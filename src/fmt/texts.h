/* SPDX-License-Identifier: EUPL-1.2
 *
 * texts.h - texts for people in three languages, from po/LANG/AREA.po by
 * tools/texts.c (docs/design/texts.md).  Bokmaal is the source language; the
 * build fails where another lacks a text or has other {names} in it.
 */
#ifndef FMT_TEXTS_H
#define FMT_TEXTS_H
#include "base/buf.h"
#include "texts_ids.h"

enum lang { LANG_NB, LANG_NN, LANG_EN, LANG_COUNT };

const char *lang_code(enum lang l); /* "nb" */
bool lang_parse(struct str code, enum lang *out);

struct str texts_get(enum lang lang, enum msg id);

struct text_arg {
	const char *name;
	struct str value;
};
/* The text with its {names} filled in; a name without a value becomes
 * empty. */
struct str texts_fill(struct arena *a, enum lang lang, enum msg id,
    const struct text_arg *args, size_t n);
#define texts_fmt(a, lang, id, ...)                                            \
	texts_fill((a), (lang), (id),                                          \
	    (const struct text_arg[]){ __VA_ARGS__ },                          \
	    sizeof((struct text_arg[]){ __VA_ARGS__ }) /                       \
		sizeof(struct text_arg))
#define TEXT_ARG(name, value)                                                  \
	{                                                                      \
		name, value                                                    \
	}
/* The form for that number, {n} filled in with it. */
struct str texts_plural(
    struct arena *a, enum lang lang, enum msg id, int64_t n);
#endif
