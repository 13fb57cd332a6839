/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/input.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

#define TEXT_MAX (16UL * 1024 * 1024) /* bytes of one file */

static FILE *
open_input(const char *path)
{
	return strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
}

enum err
input_all(struct arena *a, const char *path, struct str *out)
{
	FILE *in = open_input(path);
	struct buf b = { .arena = a };
	size_t got;

	if (!in)
		return fail(ERR_MISSING, "%s cannot be opened", path);
	do {
		buf_reserve(&b, 65536);
		got = fread(b.p + b.n, 1, 65536, in);
		b.n += got;
	} while (got > 0 && b.n <= TEXT_MAX);
	if (in != stdin)
		fclose(in);
	if (b.n > TEXT_MAX)
		return fail(ERR_TOO_LARGE, "%s is too large", path);
	*out = buf_str(&b);
	return OK;
}

struct str
input_id(struct arena *a, const json_t *o)
{
	const json_t *id = json_object_get(o, "id");
	char *name = id ? json_dumps(id, JSON_ENCODE_ANY) : NULL;
	struct str s = str_copy(a, str_from(name ? name : "null"));

	free(name);
	return s;
}

static enum err
one_line(struct arena *a, struct str line,
    enum err (*fn)(struct arena *a, const json_t *o, void *arg), void *arg)
{
	json_error_t why;
	json_t *o = json_loadb(line.p, line.n, 0, &why);
	enum err e;

	if (!o)
		return fail(ERR_INVALID, "column %d: %s", why.column, why.text);
	e = fn(a, o, arg);
	json_decref(o);
	return e;
}

enum err
input_lines(struct arena *a, const char *path, const char *command,
    enum err (*fn)(struct arena *a, const json_t *o, void *arg), void *arg,
    bool *malformed)
{
	FILE *in = open_input(path);
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t n;

	if (!in)
		return fail(ERR_MISSING, "%s cannot be opened", path);
	while ((n = getline(&line, &room, in)) >= 0) {
		struct str s = str_trim((struct str){ line, (size_t)n });
		enum err e;

		number++;
		if (number == 1 && str_starts(s, STR("\xEF\xBB\xBF")))
			s = str_cut(s, 3, s.n); /* some editors' first bytes */
		if (s.n == 0)
			continue;
		e = one_line(a, s, fn, arg);
		if (e != OK) {
			fprintf(stderr, "ordstyrer %s: line %zu: %s\n", command,
			    number, err_sentence(e));
			*malformed = true;
		}
		arena_reset(a);
	}
	free(line);
	if (in != stdin)
		fclose(in);
	return OK;
}
