/* SPDX-License-Identifier: EUPL-1.2
 *
 * jsonout.h - JSON written straight into a buf: answers of the API, bodies to
 * platforms.  Commas and nesting are kept by the writer; what comes out is
 * valid JSON (RFC 8259), and safe inside an HTML script element: '<', '>',
 * '&', U+2028 and U+2029 are escaped.
 *
 *	struct json j = { .out = { .arena = a } };
 *	json_open(&j, '{');
 *	json_key(&j, STR("navn"));
 *	json_str(&j, name);
 *	json_close(&j, '}');
 *	answer_json(r, 200, json_done(&j));
 */
#ifndef FMT_JSONOUT_H
#define FMT_JSONOUT_H
#include "base/buf.h"

enum { JSON_DEPTH = 32 };

struct json {
	struct buf out;
	char nest[JSON_DEPTH]; /* the brackets open now */
	unsigned depth;
	bool some;  /* the innermost has a member already */
	bool keyed; /* a key waits for its value */
};

/* bracket: '{' or '['; the closing one must be its pair (asserted, as are a
 * value without a key in an object and a key outside one). */
void json_open(struct json *j, char bracket);
void json_close(struct json *j, char bracket);
void json_key(struct json *j, struct str name);
/* Bad UTF-8 comes out as U+FFFD. */
void json_str(struct json *j, struct str s);
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_none(struct json *j); /* null; jansson has the name json_null */
/* A finished JSON value from elsewhere (jansson, the store), as it is. */
void json_raw(struct json *j, struct str value);
/* Key and value in one. */
void json_key_str(struct json *j, struct str name, struct str s);
void json_key_int(struct json *j, struct str name, int64_t v);
void json_key_bool(struct json *j, struct str name, bool v);
/* The text; everything opened must be closed. */
struct str json_done(const struct json *j);
#endif
