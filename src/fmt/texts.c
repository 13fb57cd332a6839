/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/texts.h"

#include "texts_table.h"

static const char *const codes[LANG_COUNT] = { "nb", "nn", "en" };

const char *
lang_code(enum lang l)
{
	return codes[l];
}

bool
lang_parse(struct str code, enum lang *out)
{
	for (int i = 0; i < LANG_COUNT; i++)
		if (str_eq(code, str_from(codes[i]))) {
			*out = (enum lang)i;
			return true;
		}
	return false;
}

struct str
texts_get(enum lang lang, enum msg id)
{
	return texts_table[lang][id].one;
}

static struct str
fill(struct arena *a, struct str text, const struct text_arg *args, size_t n)
{
	struct buf b = { .arena = a };

	while (text.n > 0) {
		size_t open = str_find_char(text, '{');
		size_t close = str_find_char(text, '}');
		struct str name;

		if (open == STR_NOWHERE || close == STR_NOWHERE || close < open)
			break;
		buf_put(&b, str_cut(text, 0, open));
		name = str_cut(text, open + 1, close);
		for (size_t i = 0; i < n; i++)
			if (str_eq(name, str_from(args[i].name)))
				buf_put(&b, args[i].value);
		text = str_cut(text, close + 1, text.n);
	}
	buf_put(&b, text);
	return buf_str(&b);
}

struct str
texts_fill(struct arena *a, enum lang lang, enum msg id,
    const struct text_arg *args, size_t n)
{
	return fill(a, texts_get(lang, id), args, n);
}

struct str
texts_plural(struct arena *a, enum lang lang, enum msg id, int64_t n)
{
	const struct text_forms *f = &texts_table[lang][id];
	struct buf b = { .arena = a };
	struct text_arg arg = { "n", STR_NONE };

	buf_int(&b, n);
	arg.value = buf_str(&b);
	/* Norwegian and English alike: one, and all else. */
	return fill(a, n == 1 || f->many.n == 0 ? f->one : f->many, &arg, 1);
}
