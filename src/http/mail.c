/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/mail.h"

#include <curl/curl.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

enum { LINE_MAX_QP = 75, WORD_MAX = 36 };

const char *
mail_fault_name(enum mail_fault f)
{
	static const char *const names[] = { "", "later", "login", "refused",
		"unknown" };

	return names[f];
}

bool
mail_address_ok(struct str s)
{
	static const char more[] = ".!#$%&'*+/=?^_`{|}~-";
	size_t at = str_find_char(s, '@');

	if (at == STR_NOWHERE || at == 0 || at + 1 == s.n || s.n > 254)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9');

		if (i == at || alnum || c == '-' || c == '.')
			continue;
		if (i > at || !memchr(more, c, sizeof(more) - 1))
			return false;
	}
	return s.p[at + 1] != '.' && s.p[s.n - 1] != '.';
}

/* The message ------------------------------------------------------------ */

/* Atoms and spaces (RFC 5322 3.2.3): a comma in a name would make two senders
 * of one. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 ||
		    (unsigned char)s.p[i] > 0x7e ||
		    strchr("=?\"<>\\()[]:;@,.", s.p[i]))
			return false;
	return s.n < 60;
}

/* Where a word of at most `most` bytes may end: never inside a character. */
static size_t
whole_characters(struct str s, size_t most)
{
	size_t n = s.n < most ? s.n : most;

	while (n < s.n && n > 1 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* RFC 2047: =?UTF-8?B?...?=, several on lines of their own. */
static void
put_words(struct buf *b, struct str s)
{
	if (is_plain(s)) {
		buf_put(b, s);
		return;
	}
	for (bool first = true; s.n; first = false) {
		size_t n = whole_characters(s, WORD_MAX);
		char out[sodium_base64_ENCODED_LEN(
		    WORD_MAX, sodium_base64_VARIANT_ORIGINAL)];

		sodium_bin2base64(out, sizeof(out), (const unsigned char *)s.p,
		    n, sodium_base64_VARIANT_ORIGINAL);
		buf_printf(b, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", out);
		s = str_cut(s, n, s.n);
	}
}

/* RFC 2045 6.7. */
static void
put_quoted(struct buf *b, struct str s)
{
	size_t line = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool ends = i + 1 == s.n || s.p[i + 1] == '\n';
		bool plain = (c > 0x20 && c < 0x7f && c != '=') ||
			     (c == ' ' && !ends);

		if (c == '\r')
			continue;
		if (c == '\n') {
			buf_lit(b, "\r\n");
			line = 0;
			continue;
		}
		if (line + (plain ? 1 : 3) > LINE_MAX_QP) {
			buf_lit(b, "=\r\n");
			line = 0;
		}
		if (plain)
			buf_char(b, (char)c);
		else
			buf_printf(b, "=%02X", c);
		line += plain ? 1 : 3;
	}
	buf_lit(b, "\r\n");
}

/* RFC 5322 3.3, always in UTC. */
static void
put_date(struct buf *b, usec_t at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)(at / SECOND);
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_printf(b, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static struct str
domain_of(struct str address)
{
	return str_cut(address, str_find_char(address, '@') + 1, address.n);
}

enum err
mail_compose(struct arena *a, const struct mail_server *s, const struct mail *m,
    struct str *out)
{
	struct buf b = { .arena = a };

	if (!mail_address_ok(s->from))
		return fail(ERR_INVALID, "the sender's address is not one");
	if (!mail_address_ok(m->to))
		return fail(ERR_INVALID, "the receiver's address is not one");
	buf_lit(&b, "From: ");
	put_words(&b, m->from_name);
	buf_printf(&b, " <%.*s>\r\nTo: ", STR_ARG(s->from));
	put_words(&b, m->to_name);
	buf_printf(&b, " <%.*s>\r\nSubject: ", STR_ARG(m->to));
	put_words(&b, m->subject);
	buf_lit(&b, "\r\n");
	put_date(&b, m->at);
	buf_printf(&b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id),
	    STR_ARG(domain_of(s->from)));
	buf_lit(&b, "Auto-Submitted: auto-generated\r\n"
		    "MIME-Version: 1.0\r\n"
		    "Content-Type: text/plain; charset=UTF-8\r\n"
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_quoted(&b, m->text);
	*out = buf_str(&b);
	return OK;
}

/* Handing it over -------------------------------------------------------- */

struct reading {
	struct str left;
	bool all; /* the last byte has been taken */
};

static size_t
on_read(char *p, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;

	n *= size;
	if (n > r->left.n)
		n = r->left.n;
	if (n)
		memcpy(p, r->left.p, n);
	r->left = str_cut(r->left, n, r->left.n);
	r->all = r->left.n == 0;
	return n;
}

/* Mail in the clear goes no further than this machine. */
static bool
is_this_machine(struct arena *a, struct str url)
{
	static const struct str local[] = { STR_INIT("127.0.0.1"),
		STR_INIT("localhost"), STR_INIT("[::1]") };
	CURLU *u = curl_url();
	char *host = NULL;
	bool yes = false;

	if (!u)
		return false;
	if (curl_url_set(u, CURLUPART_URL, str_z(a, url), 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
			yes = yes || str_eq(str_from(host), local[i]);
	curl_free(host);
	curl_url_cleanup(u);
	return yes;
}

static void
set_up(CURL *u, struct arena *a, const struct mail_server *s,
    struct curl_slist *to)
{
	curl_easy_setopt(u, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(u, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(u, CURLOPT_PROXY, "");
	curl_easy_setopt(u, CURLOPT_CONNECTTIMEOUT, 15L);
	curl_easy_setopt(u, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(u, CURLOPT_URL, str_z(a, s->url));
	curl_easy_setopt(u, CURLOPT_USE_SSL,
	    is_this_machine(a, s->url) ? (long)CURLUSESSL_TRY
				       : (long)CURLUSESSL_ALL);
	curl_easy_setopt(u, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(u, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca_file.n)
		curl_easy_setopt(u, CURLOPT_CAINFO, str_z(a, s->ca_file));
	if (s->user.n) {
		curl_easy_setopt(u, CURLOPT_USERNAME, str_z(a, s->user));
		curl_easy_setopt(u, CURLOPT_PASSWORD, str_z(a, s->password));
	}
	curl_easy_setopt(
	    u, CURLOPT_MAIL_FROM, str_printf(a, "<%.*s>", STR_ARG(s->from)).p);
	curl_easy_setopt(u, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(u, CURLOPT_UPLOAD, 1L);
}

static enum mail_fault
fault_of(CURLcode code, long answer, bool all)
{
	if (code == CURLE_OK)
		return MAIL_FINE;
	if (code == CURLE_LOGIN_DENIED)
		return MAIL_LOGIN;
	if (answer >= 500 && answer < 600)
		return MAIL_REFUSED;
	if (answer >= 400 && answer < 500)
		return MAIL_LATER;
	/* All of it was handed over, and nothing came back. */
	return all ? MAIL_UNKNOWN : MAIL_LATER;
}

enum err
mail_send(struct arena *a, const struct mail_server *s, const struct mail *m,
    enum mail_fault *f)
{
	struct reading reading = { .all = false };
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *to;
	long answer = 0;
	CURLcode code;
	CURL *u;

	*f = MAIL_REFUSED;
	TRY(mail_compose(a, s, m, &reading.left));
	u = curl_easy_init();
	to = curl_slist_append(NULL, str_printf(a, "<%.*s>", STR_ARG(m->to)).p);
	if (!u || !to) {
		curl_easy_cleanup(u);
		curl_slist_free_all(to);
		return fail(ERR_BROKEN, "libcurl does not start");
	}
	set_up(u, a, s, to);
	curl_easy_setopt(u, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(u, CURLOPT_READDATA, &reading);
	curl_easy_setopt(u, CURLOPT_ERRORBUFFER, why);
	code = curl_easy_perform(u);
	curl_easy_getinfo(u, CURLINFO_RESPONSE_CODE, &answer);
	curl_slist_free_all(to);
	curl_easy_cleanup(u);
	*f = fault_of(code, answer, reading.all);
	if (*f == MAIL_FINE)
		return OK;
	return fail(*f == MAIL_UNKNOWN ? ERR_UNKNOWN : ERR_REMOTE,
	    "the mail server: %ld %s", answer,
	    why[0] ? why : curl_easy_strerror(code));
}
