/* SPDX-License-Identifier: EUPL-1.2
 *
 * smtp.h - a stand-in for a mail server (RFC 5321), in memory: for the demo and
 * for tests.  Strict where real ones are: commands in their order, lines ended
 * by CR LF and of at most 998 bytes, nothing but ASCII, a login where one is
 * demanded.  One connection at a time.
 */
#ifndef STANDIN_SMTP_H
#define STANDIN_SMTP_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct standin_smtp;
/* user empty: no login is asked for.  Stopped by standin_smtp_stop, which must
 * be called. */
enum err standin_smtp_start(struct arena *a, struct str user,
    struct str password, struct standin_smtp **out) MUST_CHECK;
void standin_smtp_stop(struct standin_smtp *s);
int standin_smtp_port(const struct standin_smtp *s);

/* What goes wrong with the next n mails. */
enum standin_smtp_fault {
	SMTP_FINE,
	SMTP_GREY,	 /* 451 to RCPT */
	SMTP_NO_SUCH,	 /* 550 to RCPT */
	SMTP_CUT_BEFORE, /* hangs up after DATA, nothing taken */
	SMTP_CUT_AFTER	 /* takes the mail, hangs up without an answer */
};
void standin_smtp_fault(
    struct standin_smtp *s, enum standin_smtp_fault f, int n);
/* What was taken so far, with headers; in the arena. */
size_t standin_smtp_mails(
    struct standin_smtp *s, struct arena *a, struct str **out);
/* Why it refused what a client did, or empty. */
struct str standin_smtp_complaint(struct standin_smtp *s, struct arena *a);
#endif
