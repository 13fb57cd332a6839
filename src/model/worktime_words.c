/* SPDX-License-Identifier: EUPL-1.2
 *
 * worktime_words.c - the sum of a deadline in sentences.
 */
#include "fmt/date.h"
#include "model/worktime.h"

struct str
holiday_name(enum lang lang, enum holiday h)
{
	static const enum msg names[] = {
		[HOLIDAY_NEW_YEAR] = MSG_HOLIDAY_NEW_YEAR,
		[HOLIDAY_MAUNDY_THURSDAY] = MSG_HOLIDAY_MAUNDY_THURSDAY,
		[HOLIDAY_GOOD_FRIDAY] = MSG_HOLIDAY_GOOD_FRIDAY,
		[HOLIDAY_EASTER_SUNDAY] = MSG_HOLIDAY_EASTER_SUNDAY,
		[HOLIDAY_EASTER_MONDAY] = MSG_HOLIDAY_EASTER_MONDAY,
		[HOLIDAY_MAY_1] = MSG_HOLIDAY_MAY_1,
		[HOLIDAY_MAY_17] = MSG_HOLIDAY_MAY_17,
		[HOLIDAY_ASCENSION] = MSG_HOLIDAY_ASCENSION,
		[HOLIDAY_WHIT_SUNDAY] = MSG_HOLIDAY_WHIT_SUNDAY,
		[HOLIDAY_WHIT_MONDAY] = MSG_HOLIDAY_WHIT_MONDAY,
		[HOLIDAY_CHRISTMAS] = MSG_HOLIDAY_CHRISTMAS,
		[HOLIDAY_BOXING_DAY] = MSG_HOLIDAY_BOXING_DAY
	};

	return h == HOLIDAY_NONE ? STR_NONE : texts_get(lang, names[h]);
}

/* "fredag 15. mai 2026 kl. 14.00": a sum must be unmistakable. */
static struct str
full(struct arena *a, enum lang lang, usec_t t)
{
	static const enum msg weekday[] = { MSG_WEEKDAY_1, MSG_WEEKDAY_2,
		MSG_WEEKDAY_3, MSG_WEEKDAY_4, MSG_WEEKDAY_5, MSG_WEEKDAY_6,
		MSG_WEEKDAY_7 };
	struct buf b = { .arena = a };

	buf_put(&b, texts_get(lang, weekday[date_local(t).weekday - 1]));
	buf_char(&b, ' ');
	date_put_day(&b, lang, t);
	buf_char(&b, ' ');
	buf_put(&b, texts_get(lang, MSG_AT_CLOCK));
	buf_lit(&b, "\xc2\xa0");
	date_put_clock(&b, lang, t);
	return buf_str(&b);
}

static struct str
skipped(struct arena *a, enum lang lang, const struct worktime_step *s)
{
	struct buf day = { .arena = a };
	struct str why;

	date_put_day(&day, lang, date_instant(s->day, INT64_C(12) * 3600));
	if (s->because == NO_HOLIDAY)
		why = holiday_name(lang, s->holiday);
	else
		why = texts_get(lang, s->because == NO_WEEKEND
					  ? MSG_SUM_WEEKEND
					  : MSG_SUM_OWN_DAY);
	return texts_fmt(a, lang, MSG_SUM_NO_WORKDAY,
	    TEXT_ARG("day", buf_str(&day)), TEXT_ARG("why", why));
}

struct str
worktime_step_text(
    struct arena *a, enum lang lang, const struct worktime_step *s)
{
	static const enum msg msgs[] = { [STEP_ARRIVED] = MSG_SUM_ARRIVED,
		[STEP_STARTS] = MSG_SUM_STARTS,
		[STEP_SAME_CLOCK] = MSG_SUM_SAME_CLOCK,
		[STEP_TO_CLOSING] = MSG_SUM_TO_CLOSING,
		[STEP_TO_OPENING] = MSG_SUM_TO_OPENING,
		[STEP_DUE] = MSG_SUM_DUE,
		[STEP_HALF] = MSG_SUM_HALF,
		[STEP_SOON] = MSG_SUM_SOON };

	if (s->kind == STEP_NO_WORKDAY)
		return skipped(a, lang, s);
	if (s->kind == STEP_CLOSED)
		return texts_fmt(a, lang, MSG_SUM_CLOSED,
		    TEXT_ARG("from", full(a, lang, s->at)),
		    TEXT_ARG("to", full(a, lang, s->until)));
	if (s->at == WORKTIME_NEVER)
		return texts_get(lang, MSG_SUM_NEVER);
	return texts_fmt(
	    a, lang, msgs[s->kind], TEXT_ARG("at", full(a, lang, s->at)));
}
