/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/context.h"

#include "policy/lexicon_json.h"
#include <jansson.h>
#include <string.h>

/* One member of an object: its name for the error, where it goes. */
struct member {
	const char *path; /* "municipality.units": the last part is the key */
	struct str *text;
	struct str_list *list;
};

static const char *
key_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

static struct str
text_of(struct arena *a, const json_t *v)
{
	return str_copy(
	    a, (struct str){ json_string_value(v), json_string_length(v) });
}

static enum err
read_list(struct arena *a, const json_t *v, const struct member *m)
{
	size_t n = json_array_size(v);
	struct str *s;

	if (!json_is_array(v))
		return fail(ERR_INVALID, "context: %s must be a list", m->path);
	if (n > CONTEXT_LIST_MAX)
		return fail(ERR_TOO_LARGE, "context: %s has more than %d",
		    m->path, CONTEXT_LIST_MAX);
	s = ARENA_ARRAY(a, struct str, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(v, i);

		if (!json_is_string(one))
			return fail(ERR_INVALID,
			    "context: %s[%zu] must be text", m->path, i);
		s[i] = text_of(a, one);
	}
	*m->list = (struct str_list){ s, n };
	return OK;
}

static enum err
read_member(struct arena *a, const json_t *v, const struct member *m)
{
	const json_t *one = json_object_get(v, key_of(m->path));

	if (!one || json_is_null(one))
		return OK;
	if (m->list)
		return read_list(a, one, m);
	if (!json_is_string(one))
		return fail(ERR_INVALID, "context: %s must be text", m->path);
	*m->text = text_of(a, one);
	return OK;
}

static enum err
read_members(struct arena *a, const json_t *v, const struct member *m)
{
	for (; m->path; m++)
		TRY(read_member(a, v, m));
	return OK;
}

/* The object that is the member `key`; NULL where there is none. */
static enum err
sub_object(const json_t *v, const char *key, const json_t **out)
{
	*out = json_object_get(v, key);
	if (json_is_null(*out))
		*out = NULL;
	if (*out && !json_is_object(*out))
		return fail(ERR_INVALID, "context: %s must be an object", key);
	return OK;
}

static enum err
read_municipality(struct arena *a, const json_t *v, struct policy_context *c)
{
	const struct member m[] = {
		{ "municipality.name", &c->municipality.name, NULL },
		{ "municipality.names", NULL, &c->municipality.names },
		{ "municipality.domains", NULL, &c->municipality.domains },
		{ "municipality.units", NULL, &c->municipality.units },
		{ "municipality.projects", NULL, &c->municipality.projects },
		{ "municipality.suppliers", NULL, &c->municipality.suppliers },
		{ "municipality.places", NULL, &c->municipality.places },
		{ "municipality.published", NULL, &c->municipality.published },
		{ NULL, NULL, NULL },
	};

	TRY(sub_object(v, "municipality", &v));
	return read_members(a, v, m);
}

static enum err
read_people(struct arena *a, const json_t *v, struct policy_context *c)
{
	const json_t *sub;
	const struct member responder[] = {
		{ "responder.first_name", &c->responder.first_name, NULL },
		{ "responder.last_name", &c->responder.last_name, NULL },
		{ "responder.unit", &c->responder.unit, NULL },
		{ "responder.roles", NULL, &c->responder.roles },
		{ NULL, NULL, NULL },
	};
	const struct member enquiry[] = {
		{ "enquiry.text", &c->enquiry.text, NULL },
		{ "enquiry.category", &c->enquiry.category, NULL },
		{ NULL, NULL, NULL },
	};
	const struct member matter[] = {
		{ "matter.title", &c->matter.title, NULL },
		{ "matter.recommendation", &c->matter.recommendation, NULL },
		{ "matter.words", NULL, &c->matter.words },
		{ NULL, NULL, NULL },
	};

	TRY(sub_object(v, "responder", &sub));
	TRY(read_members(a, sub, responder));
	TRY(sub_object(v, "enquiry", &sub));
	TRY(read_members(a, sub, enquiry));
	TRY(sub_object(v, "matter", &sub));
	return read_members(a, sub, matter);
}

/* The municipality's own words (lexicon_json.h). */
static enum err
read_words(struct arena *a, const json_t *v, struct policy_context *c)
{
	json_t *words = json_object_get(v, "words");
	struct lexicon_edits edits;

	if (!words)
		return OK;
	TRY(lexicon_edits_read(a, words, &edits));
	c->lexicon = lexicon_edited(a, &edits);
	return c->lexicon ? OK : fail(ERR_TOO_LARGE, "context: too many words");
}

/* "municipality" or {"unit": "..."}. */
static enum err
read_scope(struct arena *a, const json_t *v, struct policy_context *c)
{
	const json_t *scope = json_object_get(v, "scope");
	const struct member m[] = {
		{ "scope.unit", &c->scope_unit, NULL },
		{ NULL, NULL, NULL },
	};

	if (!scope || json_is_null(scope))
		return OK;
	if (json_is_object(scope))
		return read_members(a, scope, m);
	if (!json_is_string(scope) ||
	    strcmp(json_string_value(scope), "municipality") != 0)
		return fail(ERR_INVALID,
		    "context: scope must be \"municipality\" or {\"unit\"}");
	c->scope_municipality = true;
	return OK;
}

enum err
context_read(
    struct arena *a, const struct json_t *v, struct policy_context *out)
{
	const struct member m[] = {
		{ "staff", NULL, &out->staff },
		{ "role", &out->role, NULL },
		{ "reply_kind", &out->reply_kind, NULL },
		{ "tone", &out->tone, NULL },
		{ "area", &out->area, NULL },
		{ NULL, NULL, NULL },
	};

	*out = (struct policy_context){ 0 };
	if (!v || json_is_null(v))
		return OK;
	if (!json_is_object(v))
		return fail(ERR_INVALID, "context: must be an object");
	TRY(read_members(a, v, m));
	TRY(read_municipality(a, v, out));
	TRY(read_people(a, v, out));
	TRY(read_words(a, v, out));
	return read_scope(a, v, out);
}

enum err
context_parse(struct arena *a, struct str json, struct policy_context *out)
{
	json_error_t why;
	json_t *v;
	enum err e;

	if (json.n > CONTEXT_BYTES_MAX)
		return fail(ERR_TOO_LARGE, "context: more than %lu bytes",
		    CONTEXT_BYTES_MAX);
	/* jansson bounds the depth (JSON_PARSER_MAX_DEPTH, 2048). */
	v = json_loadb(
	    json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &why);
	if (!v)
		return fail(ERR_INVALID, "context: line %d, column %d: %s",
		    why.line, why.column, why.text);
	e = context_read(a, v, out);
	json_decref(v);
	return e;
}

bool
policy_as_parse(struct str s, enum policy_as *out)
{
	static const struct str name[] = { [AS_REPLY] = STR_INIT("reply"),
		[AS_POST] = STR_INIT("post"),
		[AS_INBOUND] = STR_INIT("inbound"),
		[AS_PRIVATE] = STR_INIT("private") };

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		if (str_eq(s, name[i])) {
			*out = (enum policy_as)i;
			return true;
		}
	}
	return false;
}
