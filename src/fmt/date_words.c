/* SPDX-License-Identifier: EUPL-1.2
 *
 * date_words.c - times as people read them (design notes, "Words").
 */
#include "fmt/date.h"

#define NBSP "\xc2\xa0"

static const enum msg weekday_names[] = { MSG_WEEKDAY_1, MSG_WEEKDAY_2,
	MSG_WEEKDAY_3, MSG_WEEKDAY_4, MSG_WEEKDAY_5, MSG_WEEKDAY_6,
	MSG_WEEKDAY_7 };
static const enum msg month_names[] = { MSG_MONTH_1, MSG_MONTH_2, MSG_MONTH_3,
	MSG_MONTH_4, MSG_MONTH_5, MSG_MONTH_6, MSG_MONTH_7, MSG_MONTH_8,
	MSG_MONTH_9, MSG_MONTH_10, MSG_MONTH_11, MSG_MONTH_12 };

static void
put_two(struct buf *b, int v)
{
	buf_char(b, (char)('0' + v / 10));
	buf_char(b, (char)('0' + v % 10));
}

static void
put_clock(struct buf *b, enum lang lang, const struct date *d)
{
	put_two(b, d->hour);
	buf_char(b, lang == LANG_EN ? ':' : '.');
	put_two(b, d->minute);
}

void
date_put_clock(struct buf *b, enum lang lang, usec_t t)
{
	struct date d = date_local(t);

	put_clock(b, lang, &d);
}

static void
put_day(struct buf *b, enum lang lang, const struct date *d, bool year)
{
	buf_int(b, d->day);
	buf_put(b, lang == LANG_EN ? STR(NBSP) : STR("." NBSP));
	buf_put(b, texts_get(lang, month_names[d->month - 1]));
	if (!year)
		return;
	buf_lit(b, " ");
	buf_int(b, d->year);
}

void
date_put_day(struct buf *b, enum lang lang, usec_t t)
{
	struct date d = date_local(t);

	put_day(b, lang, &d, true);
}

void
date_put_when(
    struct buf *b, enum lang lang, usec_t t, usec_t now, bool sentence)
{
	struct date d = date_local(t), n = date_local(now);
	int64_t away = d.number - n.number;

	if (away == 0)
		buf_put(b, texts_get(lang, MSG_TODAY));
	else if (away == -1)
		buf_put(b, texts_get(lang, MSG_YESTERDAY));
	else if (away == 1)
		buf_put(b, texts_get(lang, MSG_TOMORROW));
	else if (away > -7 && away < 7)
		buf_put(b, texts_get(lang, weekday_names[d.weekday - 1]));
	else
		put_day(b, lang, &d, d.year != n.year);
	buf_char(b, ' ');
	if (sentence) {
		buf_put(b, texts_get(lang, MSG_AT_CLOCK));
		buf_lit(b, NBSP);
	}
	put_clock(b, lang, &d);
}

void
date_put_duration(struct buf *b, enum lang lang, usec_t d)
{
	int64_t minutes = d / MINUTE, hours = minutes / 60;

	minutes %= 60;
	if (hours) {
		buf_int(b, hours);
		buf_lit(b, NBSP);
		buf_put(b, texts_get(lang, MSG_HOURS_SHORT));
		if (minutes == 0)
			return;
		buf_char(b, ' ');
	}
	buf_int(b, minutes);
	buf_lit(b, NBSP);
	buf_put(b, texts_get(lang, MSG_MINUTES_SHORT));
}
