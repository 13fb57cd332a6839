/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_api_openapi.c - the description is of this API: every route stands in it
 * and it has no other, and answers have the members it says they have.
 * REQ: SPEC 8
 */
#include "tests/web/api_client.h"

static json_t *
description(struct town *t)
{
	struct req *r = api_visit(
	    t, GET, "/api/v1/openapi.json", NULL, 0, STR_NONE);

	CHECK(r->answer.status == 200);
	return api_read(t, r);
}

static const char *
method_name(enum method m)
{
	return m == GET ? "get" : "post";
}

TEST(api_description_has_every_route)
{
	struct town t;
	json_t *paths;
	const struct route *rt;

	town_open(&t);
	paths = json_object_get(description(&t), "paths");
	for (size_t i = 0; (rt = route_at(i)); i++) {
		const char *path = str_z(&t.t.a, rt->path);

		if (!str_starts(rt->path, STR("/api/")))
			continue;
		if (!json_object_get(json_object_get(paths, path),
			method_name(rt->method))) {
			printf("not described: %s\n", path);
			test_failures++;
		}
	}
	town_close(&t);
}

static bool
is_route(const char *path, const char *method)
{
	const struct route *rt;

	for (size_t i = 0; (rt = route_at(i)); i++)
		if (str_eq(rt->path, str_from(path)) &&
		    strcmp(method_name(rt->method), method) == 0)
			return true;
	printf("no such route: %s %s\n", method, path);
	return false;
}

/* And each names its scope, and each POST that writes takes a key. */
TEST(api_description_has_no_other)
{
	struct town t;
	json_t *paths, *item, *op;
	const char *path, *method;

	town_open(&t);
	paths = json_object_get(description(&t), "paths");
	CHECK(json_object_size(paths) > 10);
	json_object_foreach(paths, path, item)
	{
		json_object_foreach(item, method, op)
		{
			const char *scope = json_string_value(
			    json_object_get(op, "x-scope"));

			CHECK(is_route(path, method));
			CHECK(scope || json_object_get(op, "security"));
			CHECK(json_object_get(op, "operationId"));
		}
	}
	town_close(&t);
}

/* Does v fit the schema?  The few words of JSON Schema that we use; a member
 * that is not described is a fault too. ----------------------------------- */

struct fit {
	const json_t *root;
	const char *why;
};
static bool fits(struct fit *f, const json_t *schema, const json_t *v);

static bool
no(struct fit *f, const char *why)
{
	f->why = why;
	return false;
}

static const json_t *
resolve(const struct fit *f, const json_t *schema)
{
	const char *ref = json_string_value(json_object_get(schema, "$ref"));
	const json_t *at = f->root;
	struct str rest = str_from(ref);
	char name[64];

	if (!ref)
		return schema;
	str_take(&rest, '/');
	while (rest.n) {
		struct str part = str_take(&rest, '/');

		snprintf(name, sizeof(name), "%.*s", STR_ARG(part));
		at = json_object_get(at, name);
	}
	return at;
}

static bool
is_type(const char *type, const json_t *v)
{
	return (strcmp(type, "string") == 0 && json_is_string(v)) ||
	       (strcmp(type, "integer") == 0 && json_is_integer(v)) ||
	       (strcmp(type, "boolean") == 0 && json_is_boolean(v)) ||
	       (strcmp(type, "array") == 0 && json_is_array(v)) ||
	       (strcmp(type, "object") == 0 && json_is_object(v)) ||
	       (strcmp(type, "null") == 0 && json_is_null(v));
}

static bool
fits_type(const json_t *schema, const json_t *v)
{
	const json_t *type = json_object_get(schema, "type");

	if (json_is_string(type))
		return is_type(json_string_value(type), v);
	for (size_t i = 0; i < json_array_size(type); i++)
		if (is_type(json_string_value(json_array_get(type, i)), v))
			return true;
	return type == NULL;
}

static bool
fits_enum(const json_t *schema, const json_t *v)
{
	const json_t *e = json_object_get(schema, "enum");

	for (size_t i = 0; i < json_array_size(e); i++)
		if (json_equal(json_array_get(e, i), v))
			return true;
	return e == NULL;
}

/* Some part of an allOf describes the member. */
static const json_t *
member_schema(const struct fit *f, const json_t *schema, const char *name)
{
	const json_t *all, *found;

	schema = resolve(f, schema);
	all = json_object_get(schema, "allOf");
	found = json_object_get(json_object_get(schema, "properties"), name);
	for (size_t i = 0; !found && i < json_array_size(all); i++)
		found = member_schema(f, json_array_get(all, i), name);
	return found;
}

static bool
has_required(struct fit *f, const json_t *schema, const json_t *v)
{
	const json_t *all, *must;

	schema = resolve(f, schema);
	all = json_object_get(schema, "allOf");
	must = json_object_get(schema, "required");
	for (size_t i = 0; i < json_array_size(must); i++)
		if (!json_object_get(
			v, json_string_value(json_array_get(must, i))))
			return no(
			    f, json_string_value(json_array_get(must, i)));
	for (size_t i = 0; i < json_array_size(all); i++)
		if (!has_required(f, json_array_get(all, i), v))
			return false;
	return true;
}

static bool
fits_object(struct fit *f, const json_t *schema, const json_t *v)
{
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)(uintptr_t)v, name, member)
	{
		const json_t *s = member_schema(f, schema, name);

		if (!s)
			return no(f, name);
		if (!fits(f, s, member))
			return f->why ? false : no(f, name);
	}
	return has_required(f, schema, v);
}

static bool
fits_one(struct fit *f, const json_t *one, const json_t *v)
{
	for (size_t i = 0; i < json_array_size(one); i++) {
		f->why = NULL;
		if (fits(f, json_array_get(one, i), v))
			return true;
	}
	return false;
}

static bool
fits(struct fit *f, const json_t *schema, const json_t *v)
{
	const json_t *s = resolve(f, schema);
	const json_t *one = json_object_get(s, "oneOf");
	const json_t *items = json_object_get(s, "items");

	if (one)
		return fits_one(f, one, v);
	if (!fits_type(s, v) || !fits_enum(s, v))
		return no(f, json_is_string(v) ? json_string_value(v) : "type");
	for (size_t i = 0; items && i < json_array_size(v); i++)
		if (!fits(f, items, json_array_get(v, i)))
			return false;
	return !json_is_object(v) ||
	       (!json_object_get(s, "properties") &&
		   !json_object_get(s, "allOf")) ||
	       fits_object(f, s, v);
}

static const json_t *
response_schema(
    const struct fit *f, const char *path, const char *method, int status)
{
	const json_t *o = json_object_get(
	    json_object_get(json_object_get(f->root, "paths"), path), method);
	char code[8];
	const char *type = status < 400 ? "application/json"
					: "application/problem+json";

	snprintf(code, sizeof(code), "%d", status);
	o = json_object_get(json_object_get(o, "responses"), code);
	o = json_object_get(resolve(f, o), "content");
	return json_object_get(json_object_get(o, type), "schema");
}

static void
check_fit(struct town *t, struct fit *f, const char *path, const struct req *r)
{
	const json_t *schema = response_schema(
	    f, path, method_name(r->method), r->answer.status);

	f->why = NULL;
	if (schema && fits(f, schema, api_read(t, r)))
		return;
	printf("%s answers %d, which is not as described: %s\n", path,
	    r->answer.status, f->why ? f->why : "status");
	test_failures++;
}

static enum err
advance(struct db *db, void *arg)
{
	struct town *t = arg;
	struct str note;
	bool fresh;

	return ledger_advance(db, &t->t.a, &t->key, t->now, &note, &fresh);
}

TEST(api_answers_as_described)
{
	static const struct {
		enum method method;
		const char *path, *body;
		const char *described;
	} calls[] = {
		{ GET, "/api/v1/enquiries", NULL, "/api/v1/enquiries" },
		{ GET, "/api/v1/enquiries?limit=x", NULL, "/api/v1/enquiries" },
		{ GET, "/api/v1/enquiries/1", NULL, "/api/v1/enquiries/{id}" },
		{ GET, "/api/v1/enquiries/3", NULL, "/api/v1/enquiries/{id}" },
		{ GET, "/api/v1/enquiries/99", NULL, "/api/v1/enquiries/{id}" },
		{ POST, "/api/v1/enquiries/1/claim", NULL,
		    "/api/v1/enquiries/{id}/claim" },
		{ POST, "/api/v1/enquiries/1/release", "{}",
		    "/api/v1/enquiries/{id}/release" },
		{ POST, "/api/v1/enquiries/4/category",
		    "{\"category\":\"question\"}",
		    "/api/v1/enquiries/{id}/category" },
		{ POST, "/api/v1/enquiries/5/close",
		    "{\"ground\":\"not_to_us\"}",
		    "/api/v1/enquiries/{id}/close" },
		{ POST, "/api/v1/enquiries/4/close",
		    "{\"ground\":\"not_to_us\"}",
		    "/api/v1/enquiries/{id}/close" },
		{ POST, "/api/v1/enquiries/1/replies",
		    "{\"text\":\"Ring 10915596784.\",\"thread_version\":6}",
		    "/api/v1/enquiries/{id}/replies" },
		{ POST, "/api/v1/enquiries/1/replies",
		    "{\"text\":\"Lørdag.\\n\\nHilsen Kari\","
		    "\"thread_version\":0}",
		    "/api/v1/enquiries/{id}/replies" },
		{ POST, "/api/v1/enquiries/1/replies",
		    "{\"text\":\"Vi mener ja.\\n\\nHilsen Kari\","
		    "\"kind\":\"statement\",\"ask_approval\":true,"
		    "\"thread_version\":1000}",
		    "/api/v1/enquiries/{id}/replies" },
		{ GET, "/api/v1/replies/1", NULL, "/api/v1/replies/{id}" },
		{ POST, "/api/v1/replies/1/decision",
		    "{\"decision\":\"approve\",\"version\":1}",
		    "/api/v1/replies/{id}/decision" },
		{ POST, "/api/v1/check",
		    "{\"text\":\"Ring 10915596784.\",\"as\":\"reply\"}",
		    "/api/v1/check" },
		{ GET, "/api/v1/accounts", NULL, "/api/v1/accounts" },
		{ GET, "/api/v1/hidden", NULL, "/api/v1/hidden" },
		{ GET, "/api/v1/house-rules", NULL, "/api/v1/house-rules" },
		{ POST, "/api/v1/accounts/1/closures",
		    "{\"from\":\"2026-11-17T12:00:00Z\","
		    "\"to\":\"2026-11-20T12:00:00Z\",\"reason\":\"Kurs\"}",
		    "/api/v1/accounts/{id}/closures" },
		{ GET, "/api/v1/accounts/1/closures", NULL,
		    "/api/v1/accounts/{id}/closures" },
		{ GET, "/api/v1/journal", NULL, "/api/v1/journal" },
		{ GET, "/api/v1/notifications", NULL, "/api/v1/notifications" },
		{ GET, "/api/v1/settings/hours", NULL,
		    "/api/v1/settings/{word}" },
		{ POST, "/api/v1/enquiries/1/assign", "{\"person\":1}",
		    "/api/v1/enquiries/{id}/assign" },
		{ GET, "/api/v1/record/checkpoint", NULL,
		    "/api/v1/record/checkpoint" },
		{ GET, "/api/v1/record/entries/5", NULL,
		    "/api/v1/record/entries/{id}" },
		{ GET, "/api/v1/record/entries/99999", NULL,
		    "/api/v1/record/entries/{id}" },
		{ GET, "/api/v1/record/consistency?from=3&to=9", NULL,
		    "/api/v1/record/consistency" },
		{ POST, "/api/v1/accounts/1/messages",
		    "[{\"id\":\"x\",\"thread\":\"p1\",\"author_id\":\"b\","
		    "\"text\":\"Når?\",\"published\":\"2026-11-17T08:00:00Z\"}"
		    "]",
		    "/api/v1/accounts/{id}/messages" },
		{ POST, "/api/v1/accounts/1/messages", "[3]",
		    "/api/v1/accounts/{id}/messages" },
	};
	struct town t;
	struct str token;
	struct fit f;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "read write ingest");
	CHECK_OK(db_tx(t.t.db, advance, &t));
	f = (struct fit){ description(&t), NULL };
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check_fit(&t, &f, calls[i].described,
		    api_call(&t, calls[i].method, calls[i].path, token,
			calls[i].body, NULL));
	town_close(&t);
}
