/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_record.c - the record for programs: checkpoint, entries with their
 * proofs, and that an older record is the beginning of the newer.
 * REQ: SPEC 6 SPEC 8
 */
#include "web/api.h"
#include "web/pages.h"
#include "web/record.h"

static enum err
begin(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return api_may(r, ACT_READ_RECORD, NULL);
}

enum err
page_api_checkpoint(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct record_head h;

	TRY(begin(r));
	TRY(record_head(r, &h));
	if (!h.any)
		return fail(ERR_MISSING,
		    "no checkpoint yet: the first comes within a minute");
	if (!h.good)
		return fail(
		    ERR_BROKEN, "the newest checkpoint is not signed by us");
	json_open(&j, '{');
	json_key_int(&j, STR("size"), h.size);
	json_key_int(&j, STR("entries"), h.entries);
	json_key_str(
	    &j, STR("root"), note_base64(r->arena, h.c.root.b, HASH_SIZE));
	json_key_str(&j, STR("origin"), h.c.origin);
	api_key_time(&j, STR("signed"), h.at);
	json_key_str(&j, STR("note"), h.note);
	json_key_str(&j, STR("verifier"), h.verifier);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_entry(struct req *r)
{
	static const char *const states[] = { "proven", "waiting", "broken" };
	struct json j = { .out = { .arena = r->arena } };
	struct record_entry en;

	TRY(begin(r));
	TRY(record_read(r, r->id, &en));
	json_open(&j, '{');
	json_key_int(&j, STR("entry"), en.e.seq);
	json_key_str(&j, STR("state"), str_from(states[en.state]));
	api_key_time(&j, STR("at"), en.e.event.at);
	api_key_ref(&j, STR("actor"), en.e.event.actor);
	json_key_str(&j, STR("kind"), str_from(en.e.event.kind));
	json_key_str(&j, STR("object_kind"), str_from(en.e.event.object_kind));
	json_key_int(&j, STR("object"), en.e.event.object_id);
	json_key_bool(&j, STR("content_agrees"), en.e.agrees);
	json_key_str(&j, STR("text"), en.e.text);
	json_key_str(
	    &j, STR("leaf"), note_base64(r->arena, en.e.leaf.b, HASH_SIZE));
	json_key(&j, STR("proof"));
	if (en.proof.n)
		json_str(&j, en.proof);
	else
		json_none(&j);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
read_size(const struct req *r, struct str name, int64_t *out)
{
	if (str_to_int(pairs_get(&r->query, name), 1, INT64_MAX, out))
		return OK;
	return fail(ERR_INVALID, "\"%.*s\" must be the size of a record",
	    STR_ARG(name));
}

enum err
page_api_consistency(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct record_head h;
	struct tree_proof p;
	int64_t from, to;

	TRY(begin(r));
	TRY(read_size(r, STR("from"), &from));
	TRY(read_size(r, STR("to"), &to));
	TRY(record_head(r, &h));
	if (from > to || to > h.size)
		return fail(ERR_INVALID,
		    "want 1 <= from <= to <= %lld, the newest checkpoint's"
		    " size",
		    (long long)h.size);
	TRY(ledger_consistency(r->db, r->arena, from, to, &p));
	json_open(&j, '{');
	json_key_int(&j, STR("from"), from);
	json_key_int(&j, STR("to"), to);
	json_key(&j, STR("hashes"));
	json_open(&j, '[');
	for (size_t i = 0; i < p.n; i++)
		json_str(&j, note_base64(r->arena, p.v[i].b, HASH_SIZE));
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}
