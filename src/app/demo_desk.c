/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo_desk.c - what the demo's desk has beside its enquiries: who is away and
 * who stands in, whom to ring in a crisis, and a post for a platform that a
 * person puts it out on.  All of it is made up.
 */
#include "app/demo.h"
#include "fmt/date.h"
#include "model/post.h"
#include "model/settings.h"

static const char
    crisis[] = "{\"deputies\":[\"oyvind\"],\"lines\":["
	       "{\"phone\":\"68 05 00 02\",\"who\":\"Kriseledelsen\"},"
	       "{\"phone\":\"68 05 02 10\",\"who\":\"Pressevakt\"}]}";

/* REQ: K12 */
static enum err
crisis_lines(struct db *db, struct demo *d, void *arg)
{
	(void)arg;
	return setting_set(
	    db, d->a, STR("crisis"), str_from(crisis), 0, d->person[ADA]);
}

/* One with a substitute, one without.  REQ: K1 */
static enum err
absences(struct db *db, struct demo *d, void *arg)
{
	int64_t today = date_local(d->now).number;
	struct absence now = { d->person[RAGNHILD], d->person[OYVIND],
		date_instant(today - 1, 0), date_instant(today + 9, 0) };
	struct absence next = { d->person[TORE], { 0 },
		date_instant(today + 5, 0), date_instant(today + 12, 0) };

	(void)arg;
	TRY(absence_add(db, d->a, &now, d->person[ADA]));
	return absence_add(db, d->a, &next, d->person[ADA]);
}

/* REQ: SPEC 2.2 */
static enum err
post_by_hand(struct db *db, struct demo *d, void *arg)
{
	const struct person *kari = person_find(d->m, d->person[KARI]);
	struct post_form f = { .account = d->by_hand,
		.kind = STR("fact"),
		    .scope = STR("unit"),
			.title = STR("Filmklubben på onsdag"),
			    .text = STR("Onsdag kl. 19 viser vi en norsk klassiker."
				" Billetten koster 80 kroner.\n\nHilsen Kari"),
				.area = d->unit[4] };
	struct post post;

	(void)arg;
	return post_submit(db, d->a, d->m, kari, (struct post_id){ 0 }, 0, &f,
	    false, d->now, &post);
}

enum err
demo_desk(struct demo *d)
{
	TRY(demo_tx(d, crisis_lines, NULL));
	TRY(demo_tx(d, absences, NULL));
	return demo_tx(d, post_by_hand, NULL);
}
