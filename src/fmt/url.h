/* SPDX-License-Identifier: EUPL-1.2
 *
 * url.h - addresses taken apart and put together: RFC 3986 and the form
 * encoding of the URL Standard (application/x-www-form-urlencoded).
 *
 * What is decoded here has been decoded once and for all, is valid UTF-8 and
 * holds no NUL: whoever takes it further need not look again.
 */
#ifndef FMT_URL_H
#define FMT_URL_H
#include "base/buf.h"

enum url_place {
	URL_PATH, /* '+' is a plus */
	URL_FORM  /* '+' is a space: queries and forms */
};

/* Decodes %XX.  False for a broken escape, a NUL or invalid UTF-8.  *out is
 * s itself where there was nothing to decode. */
bool url_decode(
    struct arena *a, struct str s, enum url_place place, struct str *out);
/* The path of a request: begins with '/', decoded; false also for segments
 * "." and "..", for an encoded slash (a proxy would see other segments than
 * we do), for a backslash and for control characters. */
bool url_decode_path(struct arena *a, struct str raw, struct str *out);
/* Takes the next name=value off *rest (separated by '&'), decoded as
 * URL_FORM.  False, with *rest untouched, where it cannot be decoded.
 * Call while rest->n > 0; an empty piece gives an empty name. */
bool url_next_pair(
    struct arena *a, struct str *rest, struct str *name, struct str *value);

/* Everything but RFC 3986's unreserved characters as %XX. */
void url_encode(struct buf *b, struct str s);
/* name=value, with '&' before it unless b is empty or ends in '?'. */
void url_add_pair(struct buf *b, struct str name, struct str value);

struct url {
	struct str scheme; /* "http" or "https", in lower case */
	struct str host;   /* in lower case; IPv6 without its brackets */
	int port;	   /* given or the scheme's own */
	struct str target; /* path and query as written, at least "/" */
};
/* An absolute http or https address.  False otherwise, and for one with
 * user:password, control characters, spaces or letters beyond ASCII.  A
 * fragment (#...) is dropped. */
bool url_split(struct arena *a, struct str s, struct url *out);
/* Same scheme, host and port (RFC 6454). */
bool url_same_origin(const struct url *a, const struct url *b);
/* The address a Location header names, seen from base.  Takes absolute
 * addresses, "//host/x", "/x"; false for other forms. */
bool url_follow(
    struct arena *a, const struct url *base, struct str where, struct url *out);
void url_write(struct buf *b, const struct url *u);
#endif
