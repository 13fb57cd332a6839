/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/calendar_feed.h"

#include <sodium.h>
#include <time.h>

#include "base/buf.h"
#include "fmt/texts.h"

enum { SECRET_BYTES = 16, LINE_MOST = 75 };

static const struct sql q_put = SQL("INSERT INTO calendar_feed (person_id, hash, created_at)"
	" VALUES ($1, $2, $3) ON CONFLICT (person_id)"
	" DO UPDATE SET hash = $2, created_at = $3");
static const struct sql q_stop = SQL("DELETE FROM calendar_feed WHERE person_id = $1");
static const struct sql q_of = SQL("SELECT created_at FROM calendar_feed WHERE person_id = $1");
static const struct sql q_find = SQL("SELECT person_id FROM calendar_feed WHERE hash = $1");

static struct db_value
hash_of(struct arena *a, struct str secret)
{
	unsigned char *h = ARENA_ARRAY(
	    a, unsigned char, crypto_hash_sha256_BYTES);

	crypto_hash_sha256(h, (const unsigned char *)secret.p, secret.n);
	return db_bytes(h, crypto_hash_sha256_BYTES);
}

enum err
calendar_feed_new(struct db *db, struct arena *a, struct person_id who,
    usec_t now, struct str *secret)
{
	unsigned char raw[SECRET_BYTES];
	char *hex = ARENA_ARRAY(a, char, 2 * SECRET_BYTES + 1);

	randombytes_buf(raw, sizeof(raw));
	sodium_bin2hex(hex, 2 * SECRET_BYTES + 1, raw, sizeof(raw));
	*secret = (struct str){ hex, (size_t)2 * SECRET_BYTES };
	return db_run(db, &q_put,
	    DB_ARGS(db_int(who.v), hash_of(a, *secret), db_int(now)), NULL);
}

enum err
calendar_feed_stop(struct db *db, struct person_id who)
{
	return db_run(db, &q_stop, DB_ARGS(db_int(who.v)), NULL);
}

enum err
calendar_feed_of(
    struct db *db, struct arena *a, struct person_id who, usec_t *made_at)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_of, DB_ARGS(db_int(who.v)), &r));
	*made_at = r.n ? db_get_int(&r, 0, 0) : 0;
	return OK;
}

enum err
calendar_feed_find(
    struct db *db, struct arena *a, struct str secret, struct person_id *who)
{
	struct db_rows r;

	if (secret.n != (size_t)2 * SECRET_BYTES)
		return fail(ERR_MISSING, "no such calendar");
	TRY(db_query(db, a, &q_find, DB_ARGS(hash_of(a, secret)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such calendar");
	who->v = db_get_int(&r, 0, 0);
	return OK;
}

/* iCalendar ---------------------------------------------------------------- */

/* RFC 5545 3.1: content lines. */
static void
put_line(struct buf *b, struct str line)
{
	size_t room = LINE_MOST;

	while (line.n > room) {
		size_t n = room;

		while (n > 1 && ((unsigned char)line.p[n] & 0xc0) == 0x80)
			n--;
		buf_put(b, str_cut(line, 0, n));
		buf_lit(b, "\r\n ");
		line = str_cut(line, n, line.n);
		room = LINE_MOST - 1; /* the space counts */
	}
	buf_put(b, line);
	buf_lit(b, "\r\n");
}

/* RFC 5545 3.3.11. */
static struct str
escaped(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < s.n; i++) {
		if (strchr("\\;,", s.p[i]) && s.p[i])
			buf_char(&b, '\\');
		if (s.p[i] == '\n')
			buf_lit(&b, "\\n");
		else if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f)
			buf_char(&b, s.p[i]);
	}
	return buf_str(&b);
}

static struct str
utc(struct arena *a, usec_t at)
{
	time_t t = (time_t)(at / SECOND);
	struct tm tm;

	gmtime_r(&t, &tm);
	return str_printf(a, "%04d%02d%02dT%02d%02d%02dZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

#define LINE(...) put_line(b, str_printf(a, __VA_ARGS__))

static void
put_shift(struct buf *b, struct arena *a, const struct municipality *m,
    enum lang lang, const struct shift *s)
{
	const struct person *p = person_find(m, s->person);
	const struct account *acct = account_find(m, s->account);
	struct str who = p ? person_name(a, p) : STR_NONE;
	struct str what = acct ? acct->name : texts_get(lang, MSG_DUTY_ALL);

	LINE("BEGIN:VEVENT");
	LINE("UID:vakt-%lld@%.*s", (long long)s->id, STR_ARG(m->host));
	/* The same shift is the same text, so that an unchanged roster is an
	 * unchanged file. */
	LINE("DTSTAMP:%.*s", STR_ARG(utc(a, s->from)));
	LINE("DTSTART:%.*s", STR_ARG(utc(a, s->from)));
	LINE("DTEND:%.*s", STR_ARG(utc(a, s->to)));
	LINE("SUMMARY:%.*s",
	    STR_ARG(
		escaped(a, texts_fmt(a, lang, MSG_CALENDAR_SHIFT,
			       TEXT_ARG("who", who), TEXT_ARG("what", what)))));
	LINE("TRANSP:TRANSPARENT");
	LINE("END:VEVENT");
}

struct str
calendar_text(struct arena *a, const struct municipality *m, enum lang lang,
    const struct shift *s, size_t n)
{
	struct buf out = { .arena = a }, *b = &out;

	LINE("BEGIN:VCALENDAR");
	LINE("VERSION:2.0");
	LINE("PRODID:-//Ordstyrer//Vakt//NO");
	LINE("CALSCALE:GREGORIAN");
	LINE("METHOD:PUBLISH");
	LINE("X-WR-CALNAME:%.*s",
	    STR_ARG(escaped(a, texts_fmt(a, lang, MSG_CALENDAR_NAME,
				   TEXT_ARG("municipality", m->name)))));
	LINE("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
	for (size_t i = 0; i < n; i++)
		put_shift(b, a, m, lang, &s[i]);
	LINE("END:VCALENDAR");
	return buf_str(b);
}
