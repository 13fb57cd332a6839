/* SPDX-License-Identifier: EUPL-1.2
 *
 * client.h - calls to other services: libcurl behind one function.  Used by
 * channel/, archive/ and login.
 *
 * What the outbox needs to know is whether anything can have reached the
 * other side, so that is all the errors tell apart:
 *	ERR_INVALID	the request makes no sense (address, header)
 *	ERR_REMOTE	nothing was sent: may be tried again
 *	ERR_UNKNOWN	sent, but no whole answer: look before trying again
 * Any whole answer, also 404 and 500, is OK with its status.
 */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H
#include "http/req.h"

/* Zero: the default in brackets.  Text is copied. */
struct http_client_options {
	unsigned connect_seconds; /* [10] */
	unsigned total_seconds;	  /* of one call [30] */
	size_t answer_max;	  /* bytes of body [8 MiB] */
	struct str version;	  /* User-Agent: Ordstyrer/VERSION */
	struct str
	    ca_file; /* trusted instead of the system's (tests, own CA) */
	/* Refuse loopback, private, link-local, multicast and reserved
	 * addresses (RFC 6890), looked at when the connection is made, so that
	 * a name cannot change its mind between check and use. */
	bool public_only;
	/* ... but not these: "127.0.0.1 10.20.0.0/16 fd00::/8", space between.
	 */
	struct str allow;
};

struct http_client;

struct http_request {
	const char *method; /* "GET", ...; NULL: GET, or POST with a body */
	struct str url;	    /* http or https, without user:password */
	struct pairs headers;
	struct str body;
	const char *type; /* Content-Type of the body, or NULL */
	/* Secrets; never logged.  bearer, or user with password. */
	struct str bearer, user, password;
};

struct http_response {
	int status;
	struct pairs headers; /* names in lower case */
	struct str body;
	struct str type; /* Content-Type, or empty */
	struct str url;	 /* the last one asked, after redirects */
};

/* Belongs to one thread at a time; closed by the arena.  Connections are kept
 * for GET and HEAD.  Other methods use a fresh one each: on a kept connection
 * that dies libcurl sends again by itself, and a reply would go out twice.
 * Errors: ERR_INVALID (allow list), ERR_BROKEN. */
enum err http_client_new(struct arena *a, const struct http_client_options *o,
    struct http_client **out) MUST_CHECK;
/* The answer lives in a.  GET and HEAD follow up to five redirects on the
 * same scheme, host and port; any other 3xx is handed out as the answer. */
enum err http_call(struct http_client *c, struct arena *a,
    const struct http_request *q, struct http_response *out) MUST_CHECK;
#endif
