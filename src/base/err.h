/* SPDX-License-Identifier: EUPL-1.2
 *
 * err.h - what can go wrong, as the caller needs to tell it apart.
 *
 * A function that can fail returns enum err and puts its result in *out,
 * the last argument.  The sentence that says what happened is recorded once,
 * where the failure is found, with fail(); callers pass the code on unchanged
 * with TRY().  The sentence is English, for logs, commands and API details;
 * pages have their own texts.  It never holds personal data or secrets.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include <assert.h>

/*	name		HTTP  what it means, and to whom */
#define ERR_TABLE(X)                                                           \
	X(OK, 200, "ok")                                                       \
	X(ERR_INVALID, 400, "the request is not valid")                        \
	X(ERR_LOGIN, 401, "log in first")                                      \
	X(ERR_DENIED, 403, "not allowed")                                      \
	X(ERR_MISSING, 404, "not found")                                       \
	X(ERR_METHOD, 405, "this address does not take that method")           \
	X(ERR_CONFLICT, 409, "changed by someone else")                        \
	X(ERR_TOO_LARGE, 413, "too large")                                     \
	X(ERR_BLOCKED, 422, "a rule of the guidelines stops this")             \
	X(ERR_THROTTLED, 429, "too many tries: wait a little")                 \
	X(ERR_BUSY, 503, "busy: try again")                                    \
	X(ERR_REMOTE, 502, "a service we depend on failed")                    \
	X(ERR_UNKNOWN, 504, "sent, but no answer: the outcome is not known")   \
	X(ERR_BROKEN, 500, "internal error")

enum err {
#define X(name, http, text) name,
	ERR_TABLE(X)
#undef X
};

int err_http_status(enum err e);
const char *err_text(enum err e);

/* Records the sentence (this thread's, until the next) and is e: a macro, so
 * that whoever reads the code, a person or an analyzer, sees which it is. */
#define fail(e, ...) ((enum err)(fail_record((e), __VA_ARGS__), (e)))
void fail_record(enum err e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The newest sentence of this thread; err_text(e) where none was recorded
 * for e.  Valid until the next fail() of this thread. */
const char *err_sentence(enum err e);

#define MUST_CHECK __attribute__((warn_unused_result))

/* Give up and hand the error on.  The only control-flow macro we have. */
#define TRY(expr)                                                              \
	do {                                                                   \
		enum err try_err_ = (expr);                                    \
		if (try_err_ != OK)                                            \
			return try_err_;                                       \
	} while (0)
#endif
