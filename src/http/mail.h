/* SPDX-License-Identifier: EUPL-1.2
 *
 * mail.h - one short mail by SMTP (RFC 5321), with libcurl.
 *
 * The message is RFC 5322 with a text in quoted-printable UTF-8; subject and
 * name in encoded words (RFC 2047), so that no text of ours or a person's name
 * can begin a header of its own.  It says that it was sent by a program
 * (Auto-Submitted, RFC 3834), so that no holiday notice answers it.
 */
#ifndef HTTP_MAIL_H
#define HTTP_MAIL_H
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct mail_server {
	struct str url;	 /* smtp://host:587 (STARTTLS) or smtps://host:465 */
	struct str from; /* address */
	struct str user, password; /* user empty: no login; never logged */
	struct str ca_file;	   /* empty: the system's */
};
struct mail {
	struct str to, to_name, from_name, subject, text;
	struct str id; /* before the @ of Message-ID; the same at each try */
	usec_t at;
};

/* Why it was not taken, for what happens next. */
enum mail_fault {
	MAIL_FINE,
	MAIL_LATER,   /* 4xx, no connection: again later */
	MAIL_LOGIN,   /* user or password refused: a person must look */
	MAIL_REFUSED, /* 5xx, no such address: not again */
	MAIL_UNKNOWN  /* handed over, no answer: the same again */
};
const char *mail_fault_name(enum mail_fault f);

/* An address that we write to: ASCII, one @, no spaces, quotes or control
 * characters; at most 254 bytes. */
bool mail_address_ok(struct str s);
/* The whole message, lines ended by CR LF.  ERR_INVALID: an address. */
enum err mail_compose(struct arena *a, const struct mail_server *s,
    const struct mail *m, struct str *out) MUST_CHECK;
/* Hands it over.  Without TLS only to this machine itself.  ERR_REMOTE or
 * ERR_UNKNOWN with *f told; ERR_INVALID as mail_compose. */
enum err mail_send(struct arena *a, const struct mail_server *s,
    const struct mail *m, enum mail_fault *f) MUST_CHECK;
#endif
