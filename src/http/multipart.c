/* SPDX-License-Identifier: EUPL-1.2
 *
 * multipart.c - multipart/form-data over the whole body, as browsers write it
 * (RFC 7578, RFC 2046 5.1; names escaped as the HTML Standard 4.10.22.8 does).
 *
 *	--BOUNDARY CRLF headers CRLF CRLF bytes CRLF --BOUNDARY ... --BOUNDARY--
 */
#include "fmt/utf8.h"
#include "http/form.h"

struct part {
	struct str field, file, type, data;
	bool is_file;
};

/* RFC 2046 5.1.1: 1 to 70 of a small set.  We take any token characters. */
static bool
find_boundary(struct str type, struct str *out)
{
	while (type.n > 0) {
		struct str param = str_trim(str_take(&type, ';'));
		struct str name = str_take(&param, '=');

		if (!str_eq_nocase(name, STR("boundary")))
			continue;
		if (param.n >= 2 && param.p[0] == '"' &&
		    param.p[param.n - 1] == '"')
			param = str_cut(param, 1, param.n - 1);
		*out = param;
		return param.n >= 1 && param.n <= 70 &&
		       str_find_char(param, '"') == STR_NOWHERE;
	}
	return false;
}

static bool
starts_nocase(struct str s, struct str head)
{
	return str_eq_nocase(str_cut(s, 0, head.n), head);
}

/* %22, %0D and %0A are how browsers write a quote, CR and LF in a name; no
 * other escape is theirs, so a plain "100%" stays as it is. */
static struct str
unescape_name(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	if (str_find_char(s, '%') == STR_NOWHERE)
		return s;
	while (s.n > 0) {
		size_t taken = 3;

		if (starts_nocase(s, STR("%22")))
			buf_char(&b, '"');
		else if (starts_nocase(s, STR("%0d")))
			buf_char(&b, '\r');
		else if (starts_nocase(s, STR("%0a")))
			buf_char(&b, '\n');
		else {
			buf_char(&b, s.p[0]);
			taken = 1;
		}
		s = str_cut(s, taken, s.n);
	}
	return buf_str(&b);
}

/* Takes ; name="value" off *rest. */
static bool
take_param(struct str *rest, struct str *name, struct str *value)
{
	struct str s = str_trim(*rest);
	size_t open, close;

	if (!str_starts(s, STR(";")))
		return false;
	s = str_trim(str_cut(s, 1, s.n));
	open = str_find(s, STR("=\""));
	if (open == STR_NOWHERE)
		return false;
	*name = str_cut(s, 0, open);
	s = str_cut(s, open + 2, s.n);
	close = str_find_char(s, '"');
	if (close == STR_NOWHERE)
		return false;
	*value = str_cut(s, 0, close);
	*rest = str_cut(s, close + 1, s.n);
	return true;
}

/* A browser may send C:\folder\name or folder/name: only the last counts. */
static struct str
last_name(struct str s)
{
	size_t slash = str_find_last_char(s, '/'), back;

	if (slash != STR_NOWHERE)
		s = str_cut(s, slash + 1, s.n);
	back = str_find_last_char(s, '\\');
	return back == STR_NOWHERE ? s : str_cut(s, back + 1, s.n);
}

static bool
read_disposition(struct arena *a, struct str value, struct part *p)
{
	struct str rest = str_trim(value), name, text;

	if (!starts_nocase(rest, STR("form-data")))
		return false;
	rest = str_trim(str_cut(rest, 9, rest.n));
	while (rest.n > 0) {
		if (!take_param(&rest, &name, &text))
			return false;
		text = unescape_name(a, text);
		if (str_eq_nocase(name, STR("name"))) {
			if (p->field.p)
				return false;
			p->field = text;
		} else if (str_eq_nocase(name, STR("filename"))) {
			p->is_file = true;
			p->file = last_name(text);
		}
		rest = str_trim(rest);
	}
	return p->field.p && utf8_valid(p->field) && utf8_valid(p->file) &&
	       str_find_char(p->field, '\0') == STR_NOWHERE &&
	       str_find_char(p->file, '\0') == STR_NOWHERE;
}

static bool
read_part_head(struct arena *a, struct str head, struct part *p)
{
	bool named = false;

	while (head.n > 0) {
		size_t end = str_find(head, STR("\r\n"));
		struct str line = str_cut(head, 0, end), name;

		head = end == STR_NOWHERE ? STR_NONE
					  : str_cut(head, end + 2, head.n);
		name = str_take(&line, ':');
		if (str_eq_nocase(name, STR("content-disposition"))) {
			if (named || !read_disposition(a, line, p))
				return false;
			named = true;
		} else if (str_eq_nocase(name, STR("content-type"))) {
			p->type = str_trim(line);
		} else if (str_eq_nocase(
			       name, STR("content-transfer-encoding"))) {
			return false; /* RFC 7578 4.7: not to be sent */
		}
	}
	return named;
}

static enum err
add_part(struct req *r, const struct part *p, size_t max)
{
	if (r->form.n + r->files.n == max)
		return fail(ERR_TOO_LARGE, "more than %zu fields", max);
	if (p->is_file) {
		/* An empty file input is sent as a file without a name. */
		if (p->file.n > 0 || p->data.n > 0)
			r->files.v[r->files.n++] = (struct http_file){ p->field,
				p->file, p->type, p->data };
		return OK;
	}
	if (!utf8_valid(p->data) || str_find_char(p->data, '\0') != STR_NOWHERE)
		return fail(ERR_INVALID, "a form field is not valid text");
	r->form.v[r->form.n++] = (struct pair){ p->field, p->data };
	return OK;
}

/* Takes one part off *rest, which begins after "--BOUNDARY". */
static enum err
take_part(struct req *r, struct str *rest, struct str mark, size_t max)
{
	struct part p = { 0 };
	size_t head, end;

	if (!str_starts(*rest, STR("\r\n")))
		return fail(
		    ERR_INVALID, "multipart: no line end at a boundary");
	*rest = str_cut(*rest, 2, rest->n);
	head = str_find(*rest, STR("\r\n\r\n"));
	end = str_find(*rest, mark);
	if (head == STR_NOWHERE || end == STR_NOWHERE || end < head + 2)
		return fail(ERR_INVALID, "multipart: a part does not end");
	if (!read_part_head(r->arena, str_cut(*rest, 0, head), &p))
		return fail(ERR_INVALID, "multipart: a part has no name");
	/* "end < head + 4": the CRLF before the boundary closed the head. */
	p.data = str_cut(*rest, head + 4, end);
	if (end < head + 4)
		return fail(ERR_INVALID, "multipart: a part has no body");
	*rest = str_cut(*rest, end + mark.n, rest->n);
	return add_part(r, &p, max);
}

static size_t
count_marks(struct str body, struct str mark, size_t max)
{
	size_t n = 0, at;

	while (n <= max && (at = str_find(body, mark)) != STR_NOWHERE) {
		body = str_cut(body, at + mark.n, body.n);
		n++;
	}
	return n;
}

enum err
form_parse_multipart(
    struct req *r, struct str type, struct str body, size_t max)
{
	struct str boundary, mark;
	size_t parts;

	if (!find_boundary(type, &boundary))
		return fail(ERR_INVALID, "multipart: no boundary");
	mark = str_printf(r->arena, "\r\n--%.*s", STR_ARG(boundary));
	if (!str_starts(body, str_cut(mark, 2, mark.n)))
		return fail(ERR_INVALID, "multipart: does not begin");
	body = str_cut(body, mark.n - 2, body.n);
	parts = count_marks(body, mark, max);
	if (parts > max)
		return fail(ERR_TOO_LARGE, "more than %zu fields", max);
	r->form.v = ARENA_ARRAY(r->arena, struct pair, parts + 1);
	r->files.v = ARENA_ARRAY(r->arena, struct http_file, parts + 1);
	while (!str_starts(body, STR("--")))
		TRY(take_part(r, &body, mark, max));
	body = str_cut(body, 2, body.n);
	if (body.n > 0 && !str_eq(body, STR("\r\n")))
		return fail(ERR_INVALID, "multipart: bytes after the end");
	return OK;
}
