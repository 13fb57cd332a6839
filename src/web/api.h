/* SPDX-License-Identifier: EUPL-1.2
 *
 * api.h - what the pages under /api/v1 share (SPEC 8).
 *
 * The API takes bearer tokens only, never a browser's session, so that no form
 * of another site can reach it.  A token acts for its person: what it may do
 * is its scopes AND what may() says of the person.  Scopes: read (every GET,
 * and the check), ingest (messages), write (all other POST).  A token is
 * looked up in the store at each request, so that a revoked one is refused by
 * the next request.
 *
 * Errors are problem details (RFC 9457) with type about:blank, made by
 * web/error.c from the enum err a page returns; api_problem is for those that
 * carry more members.  Lists are paged by an opaque cursor.
 *
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): optional, on
 * each POST that writes.  The same key of the same token with the same method,
 * path and body gives the first answer again, for at least a day; with
 * anything else ERR_CONFLICT.  An answer that is an error is not kept.
 */
#ifndef WEB_API_H
#define WEB_API_H
#include <jansson.h>

#include "fmt/jsonout.h"
#include "web/web.h"

enum { API_DEPTH = 32, API_PAGE = 50, API_PAGE_MAX = 200 };

/* ERR_LOGIN without a bearer token; ERR_DENIED where it lacks the scope. */
enum err api_begin(struct req *r, struct str scope) MUST_CHECK;
/* may() or ERR_DENIED with its clause. */
enum err api_may(
    struct req *r, enum action action, const struct object *o) MUST_CHECK;

/* The JSON answer; the type is set. */
void api_answer(struct req *r, int status, const struct json *j);
/* A problem with more members than title, status and detail: opens the object
 * and writes these three, for the page to go on; then api_problem_end. */
struct json api_problem(struct req *r, enum err e);
enum err api_problem_end(struct req *r, struct json *j, enum err e);

/* The body --------------------------------------------------------------- */

/* Is the text JSON no deeper than API_DEPTH, as far as brackets go, and sent
 * as JSON?  ERR_INVALID.  What is inside is left to the parser. */
enum err api_body_check(const struct req *r) MUST_CHECK;
/* Cuts the outermost array into the texts of its elements, at most max.
 * ERR_INVALID: not an array; ERR_TOO_LARGE: more than max. */
enum err api_split(
    struct str json, struct str *out, size_t max, size_t *n) MUST_CHECK;

enum api_type { API_STRING, API_INT, API_BOOL, API_ARRAY, API_OBJECT };
struct api_member {
	const char *name;
	enum api_type type;
	bool must;
};
/* The body as an object with these members and no others; "" is an empty
 * object where no member must be there.  ERR_INVALID names the member.  Freed
 * with the request. */
enum err api_object(struct req *r, const struct api_member *m, size_t n,
    json_t **out) MUST_CHECK;
/* Of one object inside it. */
enum err api_members(
    json_t *o, const struct api_member *m, size_t n) MUST_CHECK;
#define API_MEMBERS(m) (m), sizeof(m) / sizeof((m)[0])
struct str api_str(const json_t *o, const char *name); /* or empty */
int64_t api_int(const json_t *o, const char *name, int64_t dflt);

/* Writing ---------------------------------------------------------------- */

/* A page of HOW WRITE: token, key, body, then act, and the answer is kept
 * under the key in the same transaction. */
enum err api_write(struct req *r, const struct api_member *m, size_t n,
    enum err (*act)(struct req *r, const json_t *body)) MUST_CHECK;

/* api_idem.c */
struct idem {
	struct str key; /* empty: none sent */
	unsigned char hash[32];
	bool known; /* there is an answer already */
	int status;
	struct str answer;
};
/* From the header.  ERR_INVALID: longer than 200 bytes, or not printable. */
enum err idem_read(const struct req *r, struct idem *out) MUST_CHECK;
/* Looks for it: known, status, answer.  ERR_CONFLICT: used for another. */
enum err idem_find(
    struct db *db, struct arena *a, int64_t token, struct idem *k) MUST_CHECK;
enum err idem_keep(struct db *db, int64_t token, const struct idem *k,
    int status, struct str answer, usec_t now) MUST_CHECK;

/* Members in common ------------------------------------------------------ */
/* RFC 3339 in UTC, or null for 0. */
void api_key_time(struct json *j, struct str name, usec_t t);
/* A number, or null for 0. */
void api_key_ref(struct json *j, struct str name, int64_t id);
/* {"id","name"} or null. */
void api_key_person(
    const struct req *r, struct json *j, struct str name, struct person_id id);

/* Cursors: two numbers, opaque to the client. */
struct str api_cursor(struct arena *a, int64_t x, int64_t y);
/* Of ?cursor=; without one both are 0.  ERR_INVALID: not one of ours. */
enum err api_cursor_read(
    const struct req *r, int64_t *x, int64_t *y) MUST_CHECK;
#endif
