/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_client.h - the API without sockets: a program that visits the town of
 * visit.h with a bearer token.
 */
#ifndef TESTS_WEB_API_CLIENT_H
#define TESTS_WEB_API_CLIENT_H
#include <jansson.h>

#include "tests/web/visit.h"

/* A token of that role's person. */
struct str town_token(struct town *t, enum role role, const char *scopes);
/* body, key: NULL for none.  The body goes as application/json. */
struct req *api_call(struct town *t, enum method m, const char *path,
    struct str token, const char *body, const char *key);
/* The same from another machine, with more control. */
struct req *api_visit(struct town *t, enum method m, const char *path,
    const struct pair *headers, size_t n, struct str body);
struct str api_text(const struct req *r); /* of the answer */
/* Read; freed with the town.  NULL: not JSON. */
json_t *api_read(struct town *t, const struct req *r);
/* A problem of that status whose detail has those words? */
bool api_refused(
    struct town *t, const struct req *r, int status, const char *words);
#endif
