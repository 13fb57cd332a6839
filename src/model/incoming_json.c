/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/incoming_json.h"

#include <jansson.h>

#include "fmt/date.h"

struct member {
	const char *name;
	struct str *at;
	bool must;
};

static enum err
read_members(const json_t *o, const struct member *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_object_get(o, m[i].name);

		if (!v && m[i].must)
			return fail(
			    ERR_INVALID, "\"%s\" is missing", m[i].name);
		if (v && !json_is_string(v))
			return fail(
			    ERR_INVALID, "\"%s\" must be a text", m[i].name);
		*m[i].at = (struct str){ json_string_value(v),
			json_string_length(v) };
	}
	return OK;
}

static enum err
check_names(json_t *o, const struct member *m, size_t n)
{
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v)
	{
		bool known = strcmp(key, "own") == 0;

		for (size_t i = 0; i < n && !known; i++)
			known = strcmp(key, m[i].name) == 0;
		if (!known)
			return fail(
			    ERR_INVALID, "no member is called \"%.40s\"", key);
	}
	return OK;
}

static enum err
read_object(json_t *o, struct incoming *out)
{
	struct str published, state;
	const struct member members[] = {
		{ "id", &out->native_id, true },
		{ "thread", &out->thread_native, true },
		{ "thread_title", &out->thread_title, false },
		{ "thread_url", &out->thread_url, false },
		{ "parent", &out->parent_native, false },
		{ "kind", &out->kind, false },
		{ "author_id", &out->author_key, true },
		{ "author", &out->author_name, false },
		{ "text", &out->text, true },
		{ "url", &out->url, false },
		{ "published", &published, true },
		{ "state", &state, false },
	};
	size_t n = sizeof(members) / sizeof(members[0]);

	TRY(read_members(o, members, n));
	TRY(check_names(o, members, n));
	if (!date_parse_rfc3339(published, &out->published_at))
		return fail(ERR_INVALID,
		    "\"published\" must be a time as RFC 3339 has it");
	if (state.n && !message_state_parse(state, &out->state))
		return fail(ERR_INVALID,
		    "\"state\": visible held hidden spam trash deleted");
	out->own = json_is_true(json_object_get(o, "own"));
	return OK;
}

enum err
incoming_parse(struct arena *a, struct str json, struct incoming *out)
{
	json_error_t je;
	json_t *o = json_loadb(
	    json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &je);

	*out = (struct incoming){ .raw = json };
	if (!o)
		return fail(ERR_INVALID, "not JSON: %s", je.text);
	arena_defer(a, (void (*)(void *))json_decref, o);
	if (!json_is_object(o))
		return fail(ERR_INVALID, "a message is a JSON object");
	return read_object(o, out);
}
