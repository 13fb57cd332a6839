/* SPDX-License-Identifier: EUPL-1.2
 *
 * cookie.h - cookies as RFC 6265 has them: read strictly, written safely.
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H
#include "http/req.h"

/* Adds the pairs of one Cookie header.  Pieces that are no cookie are left
 * out: other programs on the host may have set them.  ERR_TOO_LARGE where
 * more than max would be in *out, which must have room for max. */
enum err cookie_parse(
    struct str header, size_t max, struct pairs *out) MUST_CHECK;
/* Set-Cookie with Path=/, Secure, HttpOnly, SameSite=Lax: a name beginning
 * "__Host-" is then bound to this host.  seconds: life; 0: until the browser
 * closes; below 0: delete.  name and value must be cookie-octets (tokens and
 * hex are). */
void cookie_set(
    struct req *r, struct str name, struct str value, int64_t seconds);
#endif
