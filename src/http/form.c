/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/form.h"

#include "fmt/url.h"

static size_t
count_pieces(struct str s, char sep)
{
	size_t n = s.n > 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == sep;
	return n;
}

enum err
form_parse_pairs(
    struct arena *a, struct str text, size_t max, struct pairs *out)
{
	size_t room = count_pieces(text, '&');

	*out = (struct pairs){ 0 };
	if (room > max)
		return fail(ERR_TOO_LARGE, "more than %zu fields", max);
	if (room == 0)
		return OK;
	out->v = ARENA_ARRAY(a, struct pair, room);
	while (text.n > 0) {
		struct pair *p = &out->v[out->n];

		if (!url_next_pair(a, &text, &p->name, &p->value))
			return fail(ERR_INVALID,
			    "field %zu: broken escape or text", out->n + 1);
		out->n += p->name.n > 0 || p->value.n > 0;
	}
	return OK;
}

enum err
form_read(struct req *r, size_t max)
{
	struct str type = req_header(r, STR("content-type"));
	struct str kind = str_trim(str_cut(type, 0, str_find_char(type, ';')));

	if (str_eq_nocase(kind, STR("application/x-www-form-urlencoded")))
		return form_parse_pairs(r->arena, r->body, max, &r->form);
	if (str_eq_nocase(kind, STR("multipart/form-data")))
		return form_parse_multipart(r, type, r->body, max);
	return OK;
}
