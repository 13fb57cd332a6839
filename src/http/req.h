/* SPDX-License-Identifier: EUPL-1.2
 *
 * req.h - one request and the answer to it, without sockets, so that pages
 * are tested in process.  Filled by http/server.c (or a test), answered by
 * web/web.c through the page functions.
 */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "fmt/html.h"

enum method { GET, POST, PUT, PATCH, DELETE, METHOD_OTHER };

struct pair {
	struct str name, value;
};
struct pairs {
	struct pair *v;
	size_t n;
};
/* A file sent in a multipart form.  Its bytes are kept out of req.form, which
 * holds valid UTF-8 only. */
struct http_file {
	struct str field; /* name of the form field */
	struct str name;  /* as the browser says, without any folders */
	struct str type;  /* as the browser says: a claim, not a fact */
	struct str data;
};
struct http_files {
	struct http_file *v;
	size_t n;
};
/* First value of that name, or STR_NONE. */
struct str pairs_get(const struct pairs *p, struct str name);
bool pairs_has(const struct pairs *p, struct str name);

struct http_answer {
	int status;	  /* 0 until set */
	const char *type; /* content type; NULL: text/html; charset=utf-8 */
	struct pairs headers;
	struct html body;
	/* Bytes instead of body, never copied: they live as long as the
	 * request at least (assets, a finished JSON text). */
	const void *fixed;
	size_t fixed_n;
	bool cut;    /* close the connection without an answer (stand-ins) */
	bool stream; /* a server-sent event stream follows (sse.h) */
	struct sse_stream *events; /* set by sse_open */
};

struct req {
	struct arena *arena; /* everything that dies with the request */
	struct db
	    *db; /* a reader, or the writer's in a writing page; set by web */
	enum method method;
	struct str path;    /* decoded once, never with ".." or NUL in it */
	struct pairs query; /* decoded, valid UTF-8 */
	struct pairs form;  /* application/x-www-form-urlencoded or multipart:
			     * the text fields, decoded, valid UTF-8 */
	struct http_files files; /* of a multipart form */
	struct pairs headers;	 /* names in lower case; values: any bytes but
				  * control characters */
	struct pairs cookies;	 /* of two of one name the first holds */
	struct str body; /* raw, for API and webhooks (signatures need it) */
	struct str host; /* without port */
	struct str peer; /* address of the client, through a trusted proxy */
	bool https;	 /* as the trusted proxy says */
	bool fragment;	 /* htmx asks for a part of the page */
	usec_t now;
	/* Bytes of body the route takes: the server's limit, and route() may
	 * set another (uploads) before the body is read. */
	size_t body_max;
	/* Ends a HOW_LATER (server.h).  Set by the server, or by a test. */
	void (*resume)(struct req *r);
	int64_t id, id2;	 /* {id}s of the route */
	struct str word;	 /* {word} of the route */
	struct session *session; /* model/session.h; NULL: nobody */
	struct visit *visit;	 /* web/web.h: who asks; set by web */
	struct http_answer answer;
};

/* The form field or query parameter, form first. */
struct str req_param(const struct req *r, struct str name);
/* Integer parameter in [min, max], or otherwise dflt. */
int64_t req_int(const struct req *r, struct str name, int64_t min, int64_t max,
    int64_t dflt);
struct str req_header(const struct req *r, struct str name);
/* The file of that form field, or NULL. */
const struct http_file *req_file(const struct req *r, struct str field);
/* Adds a header.  name: a token of RFC 9110 5.6.2.  A value with control
 * characters (a header injected by someone's text) is left out and logged. */
void answer_header(struct req *r, struct str name, struct str value);
/* 303 to a path of ours: must begin with one '/', or goes to "/" (no open
 * redirects). */
void answer_redirect(struct req *r, struct str where);
/* A short text/plain answer: webhooks, refusals without a page. */
void answer_text(struct req *r, int status, struct str text);
void answer_json(struct req *r, int status, struct str json);
#endif
