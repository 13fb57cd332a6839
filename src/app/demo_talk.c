/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo_talk.c - what is said in the demo: a fortnight of it, and more while it
 * runs.  All of it is made up.
 */
#include <stdio.h>

#include "app/demo.h"
#include "fmt/date.h"
#include "model/intake.h"
#include "model/outbox.h"

static const struct {
	int blog;
	const char *title, *text;
} posts[] = {
	{ 0, "Nye åpningstider på biblioteket",
	    "Fra mandag har biblioteket på Segalstad bru åpent til kl. 19 på"
	    " torsdager." },
	{ 0, "Skolestruktur: slik går saken videre",
	    "Kommunedirektøren har lagt fram innstillingen. Formannskapet"
	    " behandler saken 1. desember, kommunestyret 17. desember." },
	{ 0, "Konsert i kulturskolen",
	    "Elevene fyller Aulestad med musikk på lørdag kl. 14. Alle er"
	    " velkomne." },
	{ 0, "Juletretenning i Follebu",
	    "Vi tenner grana første søndag i advent kl. 17." },
	{ 1, "Brøyting: slik prioriterer vi",
	    "Skoleveger og gangveger først, så samleveger, så resten." },
	{ 1, "Vannet stenges i Forset torsdag",
	    "Vi bytter en ventil og stenger vannet mellom kl. 9 og 12." },
	{ 1, "Nytt gatelys langs Lavegen", "Arbeidet begynner i uke 49." },
};
enum { POSTS = sizeof(posts) / sizeof(posts[0]) };

/* WAITS: a statement that its leader has not decided on. */
enum answer { NO_ANSWER, FACT, STATEMENT, THANKS, REFERRAL, WAITS };
/* In the order one reads it, not the one that packs it. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
static const struct talk {
	int post;
	const char *author, *text;
	enum answer how;
	const char *answer;
	int category; /* CATEGORY_..., -1: as suggested */
} talks[] = {
	{ 0, "Lise Moen", "Gjelder det nye også skoleferiene?", FACT,
	    "Hei, Lise! Ja, torsdager til kl. 19 gjelder hele året, også i"
	    " feriene.\n\nHilsen Kari",
	    -1 },
	{ 0, "Hanne Follebu", "Så bra! Takk for at dere hører på oss.", THANKS,
	    NULL, CATEGORY_PRAISE },
	{ 4, "Odd Arne Lien",
	    "Veglysa i Auggedalen har vore borte i tre veker no. Eg har meldt"
	    " frå to gonger utan å få svar.",
	    FACT,
	    "Hei, Odd Arne! Vi har meldinga di, og montøren kjem på tysdag."
	    " Orsak at du ikkje fekk svar.\n\nHelsing Per",
	    CATEGORY_NEGATIVE },
	{ 4, "Gunn Kolstad",
	    "Hvorfor tar dere alltid Svingvoll sist når det snør?", STATEMENT,
	    "Hei, Gunn! Vi tar skoleveger og gangveger først, og Svingvoll har"
	    " mest samleveger. Vi prøver en ny runde fra desember.\n\nHilsen"
	    " Per",
	    CATEGORY_NEGATIVE },
	{ 1, "Roar Engen", "Når er møtet i formannskapet?", FACT,
	    "Hei, Roar! Formannskapet møtes 1. desember kl. 9, og møtet er"
	    " åpent.\n\nHilsen Kari",
	    -1 },
	{ 5, "Berit Aasen", "Får vi igjen vannet før middag?", FACT,
	    "Hei, Berit! Ja, vannet kommer tilbake senest kl. 12.\n\nHilsen"
	    " Per",
	    -1 },
	{ 2, "Jon Erik Sveen", "For en flott konsert det ble i fjor!", THANKS,
	    NULL, CATEGORY_PRAISE },
	{ 3, "Mads Engen", "Er det kakao til ungene i år også?", FACT,
	    "Hei, Mads! Ja, korpset selger kakao fra kl. 16.30.\n\nHilsen"
	    " Kari",
	    -1 },
	{ 6, "Geir Nyhus",
	    "Jeg vil grave en kabel gjennom Lavegen. Hvordan får jeg tillatelse"
	    " til det?",
	    REFERRAL,
	    "Hei, Geir! Dette krever saksbehandling, så du må sende en formell"
	    " henvendelse: teknisk@gausdal.example\n\nHilsen Per",
	    CATEGORY_FORMAL_MATTER },
	{ 6, "Arne Hov",
	    "Når tar kommunen over vegen inn til Austlid? Grunneierne har"
	    " ventet på svar siden i vår.",
	    NO_ANSWER, NULL, -1 },
	{ 1, "Tone Bjerke",
	    "Er det sant at dere legger ned Fjerdum skole? Dette er jo"
	    " galskap. Når blir det bestemt, og hva mener dere egentlig?",
	    NO_ANSWER, NULL, CATEGORY_NEGATIVE },
	{ 0, "Lars Fjell",
	    "Dere skriver at biblioteket har åpent til 19 på torsdager. På"
	    " døra står det 17. Hva stemmer?",
	    NO_ANSWER, NULL, CATEGORY_FACTUAL_ERROR },
	{ 1, "Anonym forelder",
	    "Fødselsnummeret til datteren min er 108291 32090, kan dere se"
	    " hvilken skole hun får?",
	    NO_ANSWER, NULL, -1 },
	{ 5, "Ragna Lie",
	    "Vannet er brunt etter stengingen. Er det trygt å drikke?", WAITS,
	    "Hei, Ragna! Vannet er trygt, men la det renne i ti minutter. Vi"
	    " burde sagt fra om det på forhånd.\n\nHilsen Per",
	    -1 },
	{ 6, "Jon Erik Sveen",
	    "Jeg vil sette opp et anneks på Svingvoll, fire meter fra"
	    " nabogrensa. Kan jeg søke om dispensasjon?",
	    NO_ANSWER, NULL, CATEGORY_FORMAL_MATTER },
	{ 2, "Sigrid Lia",
	    "Så utrolig fin konsert! Tusen takk til alle som"
	    " fikk det til.",
	    NO_ANSWER, NULL, CATEGORY_PRAISE },
	{ 4, "Marte Bø", "Kan dere strø bakken ved barnehagen?", NO_ANSWER,
	    NULL, -1 },
};
enum { TALKS = sizeof(talks) / sizeof(talks[0]) };

static const char *const live[][2] = {
	{ "Nina Rud", "Når åpner skiløypa rundt Skeikampen?" },
	{ "Knut Lien", "Takk for rask brøyting i dag!" },
	{ "Solveig Myr", "Kan vi få ein benk ved busshaldeplassen i Svatsum?" },
	{ "John Smith", "Is the library open on Saturdays?" },
	{ "Eli Bakke", "Hvor melder jeg fra om hull i vegen ved Forset?" },
	{ "Trygve Haug", "Det er glatt på gangvegen igjen." },
	{ "Åshild Øen", "Kvifor er det så mørkt ved skulen om morgonen?" },
	{ "Frode Dahl", "Gjelder båndtvangen i Espedalen hele vinteren?" },
};
enum { LIVE = sizeof(live) / sizeof(live[0]) };

static int64_t post_id[POSTS];

/* xorshift: the demo is the same each time it starts. */
uint64_t
demo_roll(struct demo *d, uint64_t sides)
{
	d->dice ^= d->dice << 13;
	d->dice ^= d->dice >> 7;
	d->dice ^= d->dice << 17;
	return d->dice % sides;
}

enum err
demo_tx(struct demo *d,
    enum err (*fn)(struct db *db, struct demo *d, void *arg), void *arg)
{
	enum err e;

	TRY(db_begin(d->db));
	e = fn(d->db, d, arg);
	if (e == OK)
		return db_commit(d->db);
	db_rollback(d->db);
	return e;
}

struct telling {
	const struct talk *talk;
	int blog;
	int64_t comment;
	usec_t at;
	struct taken_item got;
	struct reply reply;
	struct outbox_item item;
	bool sent;
	struct str native;
};

static struct str
id_text(struct demo *d, int64_t id)
{
	return str_printf(d->a, "%lld", (long long)id);
}

static enum err
take(struct db *db, struct demo *d, void *arg)
{
	struct telling *t = arg;
	int post = t->talk->post;
	struct intake in = { d->m, true, t->at + MINUTE };
	struct incoming msg = { .native_id = id_text(d, t->comment),
		.thread_native = id_text(d, post_id[post]),
		.thread_title = str_from(posts[post].title),
		.thread_url = str_printf(d->a, "http://127.0.0.1:%d/?p=%lld",
		    standin_wp_port(d->blog[t->blog]),
		    (long long)post_id[post]),
		.kind = STR("comment"), .author_key = str_from(t->talk->author),
		    .author_name = str_from(t->talk->author),
		    .text = str_from(t->talk->text),
		    .raw = STR("{}"), .published_at = t->at };

	TRY(message_take(db, d->a, &in, d->account[t->blog], &msg, 1, &t->got));
	if (t->talk->category < 0)
		return OK;
	return enquiry_set_category(db, d->a, d->m, t->got.enquiry,
	    (enum category)t->talk->category, d->person[KARI], t->at + HOUR);
}

static const char *const kind_of[] = { [NO_ANSWER] = "fact",
	[FACT] = "fact",
	[STATEMENT] = "statement",
	[THANKS] = "thanks",
	[REFERRAL] = "referral",
	[WAITS] = "statement" };

static enum err
answer(struct db *db, struct demo *d, void *arg)
{
	struct telling *t = arg;
	int who = t->blog == 1 ? PER : KARI;
	const struct person *p = person_find(d->m, d->person[who]);
	struct reply_form f = { .enquiry = t->got.enquiry,
		.kind = str_from(kind_of[t->talk->how]),
		.scope = STR("unit"),
		    .tone = STR("factual"), .text = str_from(t->talk->answer),
			.area = d->unit[t->blog == 1 ? 6 : 0] };
	struct enquiry e;
	struct thread th;

	if (t->talk->how == THANKS)
		return reply_thanks(
		    db, d->a, d->m, p, t->got.enquiry, clock_now(), &t->reply);
	TRY(enquiry_get(db, d->a, t->got.enquiry, &e));
	TRY(thread_get(db, d->a, e.thread, &th));
	f.thread_version = th.version;
	return reply_publish(
	    db, d->a, d->m, p, &f, false, clock_now(), &t->reply);
}

static enum err
approve(struct db *db, struct demo *d, void *arg)
{
	struct telling *t = arg;

	return reply_decide(db, d->a, d->m,
	    person_find(d->m, d->person[INGRID]), t->reply.id, t->reply.version,
	    STR("approve"), t->reply.text, STR_NONE, clock_now(), &t->reply);
}

static enum err
pick(struct db *db, struct demo *d, void *arg)
{
	struct telling *t = arg;

	return outbox_take(
	    db, d->a, d->m, d->account[t->blog], clock_now(), &t->item);
}

static enum err
finish(struct db *db, struct demo *d, void *arg)
{
	struct telling *t = arg;

	return outbox_finish(db, d->a, &t->item, OUTCOME_SENT, t->native,
	    STR_NONE, 0, clock_now());
}

/* Sends what is due, as the program itself would. */
static enum err
send(struct demo *d, struct telling *t)
{
	enum err e;

	while ((e = demo_tx(d, pick, t)) == OK) {
		int64_t id = 0;

		if (!str_eq(t->item.state, STR("sending")))
			continue;
		if (t->item.reply.v) {
			int64_t post = 0, parent = 0;

			str_to_int(t->item.thread_native, 0, INT64_MAX, &post);
			str_to_int(
			    t->item.parent_native, 0, INT64_MAX, &parent);
			id = standin_wp_add_comment(d->blog[t->blog], post,
			    parent, STR_NONE, t->item.text, clock_now());
		} else {
			int64_t hidden = 0;

			str_to_int(
			    t->item.message_native, 0, INT64_MAX, &hidden);
			standin_wp_hold(d->blog[t->blog], hidden);
		}
		t->native = id ? id_text(d, id) : STR_NONE;
		TRY(demo_tx(d, finish, t));
	}
	return e == ERR_MISSING ? OK : e;
}

static enum err
tell(struct demo *d, const struct talk *talk, usec_t at)
{
	struct telling t = {
		.talk = talk, .blog = posts[talk->post].blog, .at = at
	};

	t.comment = standin_wp_add_comment(d->blog[t.blog], post_id[talk->post],
	    0, str_from(talk->author), str_from(talk->text), at);
	clock_set(at + MINUTE);
	TRY(demo_tx(d, take, &t));
	TRY(send(d, &t)); /* what a clause has ordered hidden */
	if (talk->how == NO_ANSWER)
		return OK;
	clock_set(talk->how == WAITS
		      ? at + HOUR
		      : at + HOUR + (usec_t)demo_roll(d, 90) * MINUTE);
	TRY(demo_tx(d, answer, &t));
	if (talk->how == WAITS)
		return OK;
	if (str_eq(t.reply.state, STR("waiting_approval"))) {
		clock_set(clock_now() + 40 * MINUTE);
		TRY(demo_tx(d, approve, &t));
	}
	return send(d, &t);
}

/* Within working hours of the day so many days before the end. */
static usec_t
in_hours(struct demo *d, int64_t days_ago, int64_t minutes)
{
	int64_t day = date_local(d->now).number - days_ago;

	while (date_weekday(day) > 5)
		day--;
	return date_instant(day, (8 * 60 + 20 + minutes) * 60);
}

/* So many minutes of work (Monday to Friday, 08.00 to 15.30) before now: what
 * is open is then as late, or as near its deadline, at any hour the demo is
 * started. */
static usec_t
work_ago(struct demo *d, int64_t minutes)
{
	const int64_t from = (int64_t)8 * 60, to = (int64_t)15 * 60 + 30;
	struct date now = date_local(d->now);
	int64_t day = now.number, minute = (int64_t)now.hour * 60 + now.minute;

	for (;; day--, minute = to) {
		if (date_weekday(day) > 5 || minute <= from)
			continue;
		if (minute > to)
			minute = to;
		if (minute - from > minutes)
			break;
		minutes -= minute - from;
	}
	return date_instant(day, (minute - minutes) * 60);
}

/* How long ago, in minutes of work, what is open came: the first three are
 * late, the next near its deadline (a day's work is 450). */
static const int64_t open_ago[] = { 1700, 520, 470, 420, 330, 260, 130, 25 };
enum { OPEN = sizeof(open_ago) / sizeof(open_ago[0]) };

static bool
is_done(const struct talk *t)
{
	return t->how != NO_ANSWER && t->how != WAITS;
}

enum err
demo_history(struct demo *d)
{
	size_t answered = 0, open = 0, waiting = 0;

	for (int i = 0; i < POSTS; i++)
		post_id[i] = standin_wp_add_post(d->blog[posts[i].blog],
		    str_from(posts[i].title), str_from(posts[i].text),
		    in_hours(d, 15, (int64_t)i * 10));
	for (size_t i = 0; i < TALKS; i++)
		answered += is_done(&talks[i]);
	for (size_t i = 0; i < TALKS; i++) {
		bool done = is_done(&talks[i]);
		/* What is answered is spread over the fortnight before. */
		int64_t ago = 14 - (int64_t)(open * 9 / (answered + 1));
		usec_t at = done ? in_hours(d, ago, (int64_t)i * 17 % 240)
				 : work_ago(d, open_ago[waiting++ % OPEN]);

		open += done;
		TRY(tell(d, &talks[i], at));
	}
	clock_set(0);
	return OK;
}

void
demo_speak(struct demo *d)
{
	size_t i = (size_t)demo_roll(d, LIVE);
	int post = (int)demo_roll(d, POSTS);

	standin_wp_add_comment(d->blog[posts[post].blog], post_id[post], 0,
	    str_from(live[i][0]), str_from(live[i][1]), clock_now());
}
