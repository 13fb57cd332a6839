/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo_house.c - what the demo's house keeps: facts, matters, the roster, a
 * doubt, something hidden, and posts at every stage.  All of it is made up.
 */
#include "app/demo.h"
#include "fmt/date.h"
#include "model/escalation.h"
#include "model/fact.h"
#include "model/matter.h"
#include "model/moderation.h"
#include "model/post.h"
#include "model/roster.h"

static const struct sql q_enquiry = SQL("SELECT e.id, e.thread_id, e.last_message_id, e.account_id FROM enquiry e"
	" JOIN message m ON m.id = e.last_message_id WHERE m.author_name = $1"
	" ORDER BY e.id DESC LIMIT 1");

static usec_t
at_clock(int64_t day, int64_t hour, int64_t minute)
{
	return date_instant(day, (hour * 60 + minute) * 60);
}

static enum err
facts(struct db *db, struct demo *d, void *arg)
{
	int64_t today = date_local(d->now).number;
	struct fact v[] = {
		{ .unit = d->unit[4],
		    .title = STR("Åpningstider på biblioteket"),
			.text = STR(
			    "Biblioteket på Segalstad bru er åpent mandag til"
			    " onsdag 10-16, torsdag 10-19 og lørdag 10-14."),
			    .source = STR("Vedtak 41/26") },
			{ .unit = d->unit[6],
			    .title = STR("Slik prioriteres brøytingen"),
				.text = STR("Skoleveger og gangveger brøytes først, så"
				    " samleveger, så resten. Runden er ferdig"
				    " innen kl. 10."),
				    .source = STR("Brøyteplanen 2026-2027"),
					.expires = at_clock(today + 10, 0, 0) },
				{ .unit = d->unit[5],
				    .title = STR("Skolestruktur: hvem bestemmer, og når"),
					.text = STR("Formannskapet behandler saken 1. desember, og"
	" kommunestyret bestemmer 17. desember. Møtene er åpne."),
					    .source = STR("Sak 24/1183"),
						.expires = at_clock(
						    today + 23, 0, 0) },
					{ .unit = d->unit[7],
					    .title = STR("Dispensasjon fra avstand til nabogrensa"),
						.text = STR("Den som vil bygge nærmere nabogrensa enn"
				    " fire meter, må søke om dispensasjon. Søk"
				    " på byggesak@gausdal.example."),
						    .source = STR("Plan- og bygningsloven § 29-4") },
					    };
	static const int by[] = { ASE, INGRID, SILJE, RAGNHILD };

	(void)arg;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		v[i].active = true;
		TRY(fact_save(
		    db, d->a, &v[i], d->person[by[i]], d->now - 9 * DAY));
	}
	return OK;
}

static enum err
find(struct db *db, struct demo *d, const char *author, struct db_rows *r)
{
	TRY(db_query(
	    db, d->a, &q_enquiry, DB_ARGS(db_text(str_from(author))), r));
	return r->n ? OK
		    : fail(ERR_MISSING, "the demo's %s is not there", author);
}

/* The school structure: what people ask of is tied to it.  REQ: K11 */
static enum err
matters(struct db *db, struct demo *d, void *arg)
{
	struct matter m = {
		.title = STR("Skolestruktur"),
		    .words = STR("skolestruktur\nnedlegg\nFjerdum skole"),
			.recommendation = STR(
			"Kommunedirektøren tilrår at Fjerdum skole videreføres"
			" i fire år, og at strukturen vurderes på nytt i 2030."),
			    .source = STR("https://gausdal.example/saker/24-1183"),
				.until = at_clock(
				    date_local(d->now).number + 23, 0, 0) };
	struct db_rows r;

	(void)arg;
	TRY(matter_save(db, d->a, &m, d->person[SILJE], d->now - 8 * DAY));
	TRY(find(db, d, "Tone Bjerke", &r));
	return matter_tie(db, d->a, (struct thread_id){ db_get_int(&r, 0, 1) },
	    m.id, d->person[SILJE], d->now - 7 * HOUR);
}

/* REQ: K3 */
static enum err
doubt(struct db *db, struct demo *d, void *arg)
{
	struct escalation_id id;
	struct db_rows r;

	(void)arg;
	TRY(find(db, d, "Arne Hov", &r));
	return escalation_raise(db, d->a, d->m,
	    (struct enquiry_id){ db_get_int(&r, 0, 0) }, d->person[PER],
	    STR("Grunneierne har ventet siden i vår, og lokalavisa har"
		" spurt. Hva svarer vi?"),
		d->now - HOUR, &id);
}

/* Hidden by a person, so that another may undo it. */
static enum err
hiding(struct db *db, struct demo *d, void *arg)
{
	struct hide_order o = { .ground = STR("harassment"),
				    .by = d->person[KARI], .tell = true };
	struct db_rows r;

	(void)arg;
	TRY(find(db, d, "Gunn Kolstad", &r));
	o.message.v = db_get_int(&r, 0, 2);
	return moderation_hide(db, d->a, d->m, &o, d->now - 2 * HOUR);
}

/* Two who share the week; Thursday is nobody's.  REQ: K1 */
static enum err
roster(struct db *db, struct demo *d, void *arg)
{
	int64_t day = date_local(d->now).number;

	(void)arg;
	day -= date_weekday(day) - 1;
	for (int i = 0; i < 10; i++) {
		int64_t at = day + (i < 5 ? i : i + 2);
		struct shift s = {
			.person = d->person[i % 5 < 2 ? KARI : SILJE],
			.from = at_clock(at, 8, 0),
			.to = at_clock(at, 15, 30),
			.made_by = d->person[SILJE]
		};
		int64_t id;

		if (i % 5 == 3 && i > 4)
			continue;
		TRY(roster_add(db, d->a, d->m, &s, d->now, &id));
	}
	return OK;
}

/* A draft, one that waits for its leader, one that is planned. */
static enum err
posts(struct db *db, struct demo *d, void *arg)
{
	static const struct {
		int by, unit, days;
		const char *kind, *title, *text;
		bool lets_out;
	} v[] = {
		{ KARI, 4, 0, "fact", "Ledige plasser i kulturskolen",
		    "Vi har fortsatt plass på gitar og teater. Skriv til"
		    " kultur@gausdal.example.",
		    false },
		{ KARI, 4, 2, "statement", "Juletretenning: vi gleder oss",
		    "Søndag kl. 17 tenner vi grana i Follebu, med sang av"
		    " barnehagebarna.\n\nHilsen Kari",
		    true },
		{ KARI, 4, 3, "fact", "Lesesirkel på biblioteket",
		    "Torsdag kl. 18 snakker vi om vinterens bøker. Alle er"
		    " velkomne.\n\nHilsen Kari",
		    true },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct post_form f = { .account = d->account[0],
			.kind = str_from(v[i].kind),
			.scope = STR("unit"), .title = str_from(v[i].title),
			    .text = str_from(v[i].text),
			    .area = d->unit[v[i].unit] };
		const struct person *p = person_find(d->m, d->person[v[i].by]);
		struct post post;
		int64_t day = date_local(d->now).number + v[i].days;

		if (v[i].days)
			f.planned_at = at_clock(day, 12, 0);
		if (v[i].lets_out)
			TRY(post_submit(db, d->a, d->m, p,
			    (struct post_id){ 0 }, 0, &f, false, d->now,
			    &post));
		else
			TRY(post_save(db, d->a, d->m, p, (struct post_id){ 0 },
			    0, &f, d->now, &post));
	}
	return OK;
}

enum err
demo_house(struct demo *d)
{
	TRY(demo_tx(d, facts, NULL));
	TRY(demo_tx(d, matters, NULL));
	TRY(demo_tx(d, doubt, NULL));
	TRY(demo_tx(d, hiding, NULL));
	TRY(demo_tx(d, roster, NULL));
	return demo_tx(d, posts, NULL);
}
