/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/jsonout.h"

#include <assert.h>

#include "fmt/utf8.h"

static void
before_value(struct json *j)
{
	bool in_object = j->depth > 0 && j->nest[j->depth - 1] == '{';

	assert(in_object == j->keyed);
	assert(j->depth > 0 || j->out.n == 0);
	if (j->some && !j->keyed)
		buf_char(&j->out, ',');
	j->keyed = false;
	j->some = true;
}

void
json_open(struct json *j, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	assert(j->depth < JSON_DEPTH);
	before_value(j);
	j->nest[j->depth++] = bracket;
	j->some = false;
	buf_char(&j->out, bracket);
}

void
json_close(struct json *j, char bracket)
{
	assert(j->depth > 0 && !j->keyed);
	assert(bracket == (j->nest[j->depth - 1] == '{' ? '}' : ']'));
	j->depth--;
	j->some = true;
	buf_char(&j->out, bracket);
}

static void
unicode_escape(struct buf *b, uint32_t cp)
{
	static const char digits[] = "0123456789abcdef";

	buf_lit(b, "\\u");
	for (int shift = 12; shift >= 0; shift -= 4)
		buf_char(b, digits[cp >> shift & 15]);
}

/* What cannot stand in a string as it is. */
static bool
is_special(int32_t cp)
{
	return cp < 0x20 || cp == '"' || cp == '\\' || cp == '<' || cp == '>' ||
	       cp == '&' || cp == 0x7f || cp == 0x2028 || cp == 0x2029;
}

static void
write_special(struct buf *b, int32_t cp)
{
	switch (cp) {
	case '"': buf_lit(b, "\\\""); break;
	case '\\': buf_lit(b, "\\\\"); break;
	case '\n': buf_lit(b, "\\n"); break;
	case '\r': buf_lit(b, "\\r"); break;
	case '\t': buf_lit(b, "\\t"); break;
	case UTF8_BAD: utf8_put(b, 0xfffd); break;
	default: unicode_escape(b, (uint32_t)cp); break;
	}
}

static void
write_string(struct buf *b, struct str s)
{
	const char *from = s.p;

	buf_char(b, '"');
	while (s.n > 0) {
		const char *at = s.p;
		int32_t cp = utf8_next(&s);

		if (!is_special(cp))
			continue;
		buf_put(b, (struct str){ from, (size_t)(at - from) });
		write_special(b, cp);
		from = s.p;
	}
	buf_put(b, (struct str){ from, (size_t)(s.p - from) });
	buf_char(b, '"');
}

void
json_key(struct json *j, struct str name)
{
	assert(j->depth > 0 && j->nest[j->depth - 1] == '{' && !j->keyed);
	if (j->some)
		buf_char(&j->out, ',');
	write_string(&j->out, name);
	buf_char(&j->out, ':');
	j->keyed = true;
}

void
json_str(struct json *j, struct str s)
{
	before_value(j);
	write_string(&j->out, s);
}

void
json_int(struct json *j, int64_t v)
{
	before_value(j);
	buf_int(&j->out, v);
}

void
json_bool(struct json *j, bool v)
{
	before_value(j);
	buf_put(&j->out, v ? STR("true") : STR("false"));
}

void
json_none(struct json *j)
{
	before_value(j);
	buf_lit(&j->out, "null");
}

void
json_raw(struct json *j, struct str value)
{
	before_value(j);
	buf_put(&j->out, value);
}

void
json_key_str(struct json *j, struct str name, struct str s)
{
	json_key(j, name);
	json_str(j, s);
}

void
json_key_int(struct json *j, struct str name, int64_t v)
{
	json_key(j, name);
	json_int(j, v);
}

void
json_key_bool(struct json *j, struct str name, bool v)
{
	json_key(j, name);
	json_bool(j, v);
}

struct str
json_done(const struct json *j)
{
	assert(j->depth == 0 && j->out.n > 0);
	return buf_str(&j->out);
}
