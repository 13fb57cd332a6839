/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_triage.c - what a message seems to be: by table, with the words that led
 * there; what is learned from corrections; and that nothing is closed by it.
 * REQ: K5 K8
 */
#include "model/triage.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"

#include "policy/triage_internal.h"
#include "tests/test_db.h"
#include "tests/town.h"

static const struct {
	const char *text;
	enum category category;
	const char *flag, *lang;
} table[] = {
	{ "Når åpner svømmehallen?", CATEGORY_QUESTION, NULL, "nb" },
	{ "Kva tid opnar symjehallen?", CATEGORY_QUESTION, NULL, "nn" },
	{ "When does the swimming pool open?", CATEGORY_QUESTION, NULL, "en" },
	{ "Tusen takk for fin hjelp i dag, dere er flinke!", CATEGORY_PRAISE,
	    NULL, "nb" },
	{ "Jeg vil søke om dispensasjon for et anneks.", CATEGORY_FORMAL_MATTER,
	    NULL, "nb" },
	{ "Eg klagar på vedtaket om skuleskyss.", CATEGORY_FORMAL_MATTER, NULL,
	    "nn" },
	{ "Elendig brøyting, og ingen svarer på telefonen!", CATEGORY_NEGATIVE,
	    NULL, "nb" },
	{ "Det står feil dato i innlegget.", CATEGORY_FACTUAL_ERROR, NULL,
	    "nb" },
	{ "@Anne se her!", CATEGORY_NEUTRAL_NOT_TO_US, NULL, "nb" },
	{ "Tjen penger hjemmefra, lenke i bio!!", CATEGORY_NEUTRAL_NOT_TO_US,
	    "spam", "nb" },
	{ "Dere skal få svi. Jeg vet hvor du bor.", CATEGORY_NEGATIVE, "threat",
	    "nb" },
	{ "Dette er korrupsjon, og lokalavisa er varslet.", CATEGORY_NEGATIVE,
	    "reputation", "nb" },
	{ "Fødselsnummeret mitt er 10915596784, kan dere se på saken?",
	    CATEGORY_FORMAL_MATTER, "confidential", "nb" },
	{ "Коли відкриється бібліотека?", CATEGORY_QUESTION, NULL, "other" },
};

TEST(triage_by_table)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct arena a = { 0 };
		struct triage t;
		struct str text = str_from(table[i].text);
		enum triage_flag f;
		bool good;

		triage(&a, text, triage_builtin(), NULL, &t);
		good = t.category == table[i].category &&
		       strcmp(text_lang_name(t.lang), table[i].lang) == 0 &&
		       (!table[i].flag ||
			   (triage_flag_parse(str_from(table[i].flag), &f) &&
			       (t.flags >> f & 1)));
		if (!good) {
			printf("%s\n  %s %.2f %s flags %x\n", table[i].text,
			    category_name(t.category), t.confidence,
			    text_lang_name(t.lang), t.flags);
			test_failures++;
		}
		CHECK(t.confidence > 0 && t.confidence <= 1);
		for (size_t k = 0; k < t.nwhy; k++)
			CHECK(t.why[k].start < t.why[k].end &&
			      t.why[k].end <= text.n);
		arena_free(&a);
	}
}

/* Who does what to whom, and not the violent word alone.  REQ: K3 K8 */
static const struct {
	const char *text;
	const char *flags; /* letters: c, r, t, s */
} flagged[] = {
	{ "Kommer dere hit igjen, skyter jeg", "t" },
	{ "Noen burde brenne ned kontoret deres", "t" },
	{ "Vi vet hvor du bor og hvilken skole ungene går på", "t" },
	{ "Du skal få juling så du aldri gløymer det", "t" },
	{ "Jeg skal knuse trynet ditt", "t" },
	{ "Den sjefen burde vært skutt", "t" },
	{ "Hele pakket av muslimer bør kastes ut av landet", "t" },
	{ "Someone should burn that office down", "t" },
	{ "Er det lov å tenne på bråte i april?", "" },
	{ "Hvor kan jeg levere inn hagla etter bestefar?", "" },
	{ "Jeg dreper deg hvis du spiser siste kakestykket, Mona 😂", "" },
	{ "Må noen bli påkjørt før dere setter opp en fartsdump?", "" },
	{ "Pass dere for isen på vannet", "" },
	{ "Dette kommer dere til å angre på ved neste valg", "" },
	{ "Ordføreren ansatte sin egen svigersønn", "r" },
	{ "Jeg sa fra og ble oppsagt uka etter", "r" },
	{ "Dette går jeg til pressen med", "r" },
	{ "Står det noe i lokalavisa om konserten?", "" },
	{ "Slik behandler kommunen de gamle. Del gjerne!", "r" },
	{ "Del gjerne! Loppemarked på grendehuset lørdag", "" },
	{ "Kan dere hjelpe Liv Øverbø? Hun er innlagt på sykehus", "c" },
	{ "Moja córka ma autyzm i potrzebuje pomocy", "c" },
	{ "Мій син має аутизм, хто допоможе?", "c" },
	{ "Takk til Anne for kurset om epilepsi", "" },
	{ "Har me eit symjebasseng, Knut?", "" },
	{ "You have won a prize, click the link and claim it", "s" },
	{ "Er konserten gratis? Lenken virker ikke hos dere", "" },
	/* A case that is laid down, also by its verb said first */
	{ "Kjem gravaren inn på jordet att, så står eg klar med hagla", "t" },
	{ "Kommer elgen inn i hagen igjen, så står jeg klar med hagla", "" },
	{ "Kommer det hageavfall igjen, så tar jeg med spaden i morgen", "" },
	{ "Slutter du ikke, så ender du på sykehuset hvis jeg ser deg", "t" },
	{ "Æ ska ta dæ, din feiging", "t" },
	{ "Jeg skal ta deg med på tur til helga", "" },
	{ "Fint hus du har. Synd om noe skulle skje", "t" },
	{ "Gi meg navnet på ham, så ordner vi resten", "t" },
	{ "Vi kommer hjem til deg en natt med balltre", "t" },
	{ "Vi kommer hjem til deg med lefse", "" },
	{ "The fence is going to kill my roses", "" },
	{ "Ungene dreper meg hvis jeg glemmer isen", "" },
	{ "Vi knuser dem, 5-1 blir det", "" },
	{ "Ulven har tatt sju sauer. Skyt dem", "" },
	{ "Beboerne ligger bundet fast om natta på sykehjemmet", "r" },
	{ "De bind fast bebuarane om natta", "r" },
	{ "Pengene til skolekorpset er sporløst forsvunnet", "r" },
	{ "De jukset med tallene i rapporten", "r" },
	{ "Rektors mann eier firmaet som fikk kontrakten", "r" },
	{ "Han døde fordi dere stengte legevakta", "r" },
	{ "Kommunestyret burde høre på Arbeidstilsynet", "" },
	{ "Hytta er ikke for utlendinger, fikk flyktningene til svar", "" },
	{ "Det var bakterier i vannet og ingen fikk vite det", "r" },
	{ "Er det bakterier i vannet?", "" },
	{ "Rør bikkja mi, og det blir det siste du rører", "t" },
	{ "Romfolk nektes adgang i hallen", "r" },
	{ "Jeg har meldt tyveriet av sykkelen til politiet", "" },
	{ "You won a prize, click the link. Fraud is against the law", "s" },
};

TEST(triage_flags_by_who_does_what)
{
	static const char letter[TRIAGE_FLAG_COUNT + 1] = "crts";

	for (size_t i = 0; i < sizeof(flagged) / sizeof(flagged[0]); i++) {
		struct arena a = { 0 };
		struct triage t;
		char said[TRIAGE_FLAG_COUNT + 1] = "";
		size_t n = 0;

		triage(&a, str_from(flagged[i].text), NULL, NULL, &t);
		for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
			if (t.flags >> f & 1)
				said[n++] = letter[f];
		if (strcmp(said, flagged[i].flags) != 0) {
			printf("%s\n  \"%s\", not \"%s\"\n", flagged[i].text,
			    said, flagged[i].flags);
			test_failures++;
		}
		arena_free(&a);
	}
}

TEST(triage_tells_the_words_that_led_there)
{
	struct arena a = { 0 };
	struct str text = STR("Elendig brøyting i år.");
	struct triage t;

	triage(&a, text, triage_builtin(), NULL, &t);
	CHECK(t.category == CATEGORY_NEGATIVE && t.nwhy == 1);
	CHECK(str_eq(
	    str_cut(text, t.why[0].start, t.why[0].end), STR("Elendig")));
	triage(&a, STR_NONE, NULL, NULL, &t);
	CHECK(t.nwhy == 0 && t.flags == 0);
	arena_free(&a);
}

/* The same examples, the same model; and bytes that are no model are refused.
 */
TEST(triage_model_is_deterministic_and_checked)
{
	static const struct triage_example v[] = {
		{ .text = STR_INIT("blåbær til middag"),
		    .category = CATEGORY_PRAISE },
		{ .text = STR_INIT("grautfat i hagen"),
		    .category = CATEGORY_FORMAL_MATTER },
	};
	const struct triage_model *m;
	struct arena a = { 0 };
	struct str one, two;
	struct triage t;

	one = triage_model_write(&a, triage_train(&a, NULL, v, 2));
	two = triage_model_write(&a, triage_train(&a, NULL, v, 2));
	CHECK(str_eq(one, two));
	CHECK_OK(triage_model_read(&a, one, &m));
	triage(&a, STR("blåbær til middag"), m, NULL, &t);
	CHECK(t.category == CATEGORY_PRAISE);
	CHECK(triage_model_read(&a, str_cut(one, 0, one.n - 1), &m) ==
	      ERR_INVALID);
	CHECK(triage_model_read(&a, STR("ORDTRI1\n"), &m) == ERR_INVALID);
	arena_free(&a);
}

/* A flag that no rule knows of is learned from the words; a text that nobody
 * has said the flags of teaches none. */
TEST(triage_learns_flags)
{
	struct triage_example v[40];
	struct arena a = { 0 };
	struct triage t;

	for (size_t i = 0; i < 40; i++)
		v[i] = (struct triage_example){
			.text = str_printf(&a,
			    i % 2
				? "Gaupefella ventar på dykk i natt, nummer %zu"
				: "Fin tur til setra i godt vêr, nummer %zu",
			    i),
			.category = CATEGORY_NEUTRAL_TO_US,
			.flags = i % 2 ? 1u << TRIAGE_THREAT : 0,
			.flags_known = true
		};
	triage(&a, STR("Gaupefella ventar på dykk i natt"), triage_builtin(),
		       NULL, &t);
	CHECK(!(t.flags >> TRIAGE_THREAT & 1));
	triage(&a, STR("Gaupefella ventar på dykk i natt"),
		       triage_train(&a, triage_builtin(), v, 40), NULL, &t);
	CHECK(t.flags >> TRIAGE_THREAT & 1);
	triage(&a, STR("Fin tur til setra i natt"),
		       triage_train(&a, triage_builtin(), v, 40), NULL, &t);
	CHECK(t.flags == 0);
	for (size_t i = 0; i < 40; i++)
		v[i].flags_known = false;
	triage(&a, STR("Gaupefella ventar på dykk i natt"),
		       triage_train(&a, triage_builtin(), v, 40), NULL, &t);
	CHECK(t.flags == 0);
	arena_free(&a);
}

/* Texts that teach flags alone are nothing to the categories. */
TEST(triage_flags_only_move_no_category)
{
	struct triage_example v[30];
	const struct triage_model *few, *all;
	struct arena a = { 0 };

	for (size_t i = 0; i < 30; i++)
		v[i] = (struct triage_example){
			.text = str_printf(&a, "%s nummer %zu",
			    i % 3 ? "Fin tur til setra" : "Elendig brøyting",
			    i),
			.category = i % 3 ? CATEGORY_PRAISE : CATEGORY_NEGATIVE,
			.flags = i < 20 ? 0 : 1u << TRIAGE_THREAT,
			.flags_known = true,
			.flags_only = i >= 20
		};
	few = triage_train(&a, NULL, v, 20);
	all = triage_train(&a, NULL, v, 30);
	CHECK(memcmp(few->w, all->w, sizeof(few->w)) == 0);
	CHECK(memcmp(few->flag_w, all->flag_w, sizeof(few->flag_w)) != 0);
	arena_free(&a);
}

/* Suggested at intake, with the clock that follows, and left to people. */
TEST_BOTH(triage_suggests_and_never_closes)
{
	static const char *const said[] = { "Når kommer brøytebilen?",
		"Elendig brøyting!", "@Tone se her da!",
		"Tjen penger hjemmefra, lenke i bio!!" };
	struct town town;

	town_build(&town, t->db, &t->a);
	for (size_t i = 0; i < 4; i++) {
		char native[8];
		struct taken_item it;
		struct enquiry e;

		snprintf(native, sizeof(native), "c%zu", i);
		it = town_says(&town, native, native, said[i]);
		CHECK(it.enquiry.v != 0);
		CHECK_OK(enquiry_get(t->db, &t->a, it.enquiry, &e));
		CHECK(str_eq(e.state, STR("open")));
		CHECK(e.category_by.v == 0 && e.confidence > 0);
		CHECK((e.due == WORKTIME_NEVER) == (i >= 2));
	}
	town_end(&town);
}

/* Who first talked to a friend and then asks us something has a deadline. */
TEST_BOTH(triage_clock_starts_when_we_are_asked)
{
	struct town town;
	struct taken_item it;
	struct enquiry e;
	struct deadline_row d;

	town_build(&town, t->db, &t->a);
	it = town_says(&town, "c1", "Per", "@Tone se her da!");
	CHECK_OK(enquiry_get(t->db, &t->a, it.enquiry, &e));
	CHECK(e.due == WORKTIME_NEVER);
	CHECK(enquiry_deadline(t->db, &t->a, town.m, e.id, &d) == ERR_MISSING);
	town_says(&town, "c2", "Per", "Når åpner dere?");
	CHECK_OK(enquiry_get(t->db, &t->a, it.enquiry, &e));
	CHECK(e.category == CATEGORY_QUESTION && e.due < WORKTIME_NEVER);
	CHECK_OK(enquiry_deadline(t->db, &t->a, town.m, e.id, &d));
	CHECK(d.d.due == e.due);

	/* And by a person's word. */
	it = town_says(&town, "c3", "Liv", "@Per se her da!");
	CHECK_OK(db_begin(t->db));
	CHECK_OK(enquiry_set_category(t->db, &t->a, town.m, it.enquiry,
	    CATEGORY_QUESTION, town.kari, town.now));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(enquiry_get(t->db, &t->a, it.enquiry, &e));
	CHECK(e.due < WORKTIME_NEVER && e.category_by.v == town.kari.v);
	CHECK_OK(enquiry_deadline(t->db, &t->a, town.m, e.id, &d));
	town_end(&town);
}

static void
correct(struct town *town, int n)
{
	for (int i = 0; i < n; i++) {
		char native[16], text[80];
		struct taken_item it;

		snprintf(native, sizeof(native), "c%d", i);
		snprintf(text, sizeof(text),
		    "Fjøsnissen dansa i låven hos nabo nummer %d", i);
		it = town_says(town, native, native, text);
		CHECK_OK(db_begin(town->db));
		CHECK_OK(enquiry_set_category(town->db, town->a, town->m,
		    it.enquiry, CATEGORY_PRAISE, town->kari, town->now));
		CHECK_OK(db_commit(town->db));
	}
}

/* What people correct is learned: here that talk of fjøsnissar is praise. */
TEST_BOTH(triage_learns_from_corrections)
{
	struct triage_lesson l;
	const struct triage_model *m;
	struct town town;
	struct triage tr;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	CHECK(triage_learn(t->db, &t->a, town.now, false, &l) == ERR_MISSING);
	db_rollback(t->db);
	correct(&town, TRIAGE_LESSON_MIN + 4);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(triage_learn(t->db, &t->a, town.now, false, &l));
	CHECK_OK(db_commit(t->db));
	CHECK(l.kept && l.score_after == 100 && l.score_before < 100);
	CHECK_OK(triage_model_load(t->db, &t->a, &m));
	triage(&t->a, STR("Fjøsnissen dansa igjen"), m, NULL, &tr);
	CHECK(tr.category == CATEGORY_PRAISE);
	/* Again only where a person asks for it. */
	CHECK_OK(db_begin(t->db));
	CHECK(triage_learn(t->db, &t->a, town.now, false, &l) == ERR_MISSING);
	CHECK_OK(triage_learn(t->db, &t->a, town.now, true, &l));
	CHECK(l.kept && l.score_before == 100);
	db_rollback(t->db);
	/* What it knew before it still knows. */
	triage(&t->a, STR("Når åpner svømmehallen?"), m, NULL, &tr);
	CHECK(tr.category == CATEGORY_QUESTION);
	town_end(&town);
}

/* The exit status of ordstyrer triage with these, in a process of its own. */
static int
command(struct test_db *t, const char *out)
{
	char *argv[] = { str_z(&t->a, STR("triage")),
	    str_z(&t->a, STR("--train")),
		str_z(&t->a, STR("--store")), str_z(&t->a, t->url),
		    str_z(&t->a, STR("--out")), str_z(&t->a, str_from(out)),
			NULL };
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(9);
		_exit(command_triage(6, argv));
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The municipality's own model by command: too little is an answer; what is
 * learned is in use, and is a model for --model.  REQ: K5 SPEC 8 */
TEST_BOTH(triage_is_trained_by_command_on_the_store)
{
	char *out = str_z(&t->a, str_printf(&t->a, "/tmp/%s.model",
				     t->dir[0] == '/' ? t->dir + 5 : t->dir));
	const struct triage_model *m;
	struct town town;
	struct triage tr;

	town_build(&town, t->db, &t->a);
	correct(&town, 3);
	CHECK(command(t, out) == 1 && access(out, F_OK) != 0);
	correct(&town, TRIAGE_LESSON_MIN + 4);
	CHECK(command(t, out) == 0 && access(out, R_OK) == 0);
	CHECK_OK(triage_model_load(t->db, &t->a, &m));
	CHECK(m != triage_builtin());
	triage(&t->a, STR("Fjøsnissen dansa igjen"), m, NULL, &tr);
	CHECK(tr.category == CATEGORY_PRAISE);
	CHECK(command(t, out) == 0); /* again, for a person asked */
	(void)unlink(out);
	town_end(&town);
}

/* Lessons go on however many corrections there are, one that was no better is
 * not tried each day, and a model that was changed in the store is not used. */
static const struct sql q_lessons = SQL("SELECT COUNT(*) FROM triage_model");
static const struct sql q_many = SQL("INSERT INTO triage_model (at, examples, score_before, score_after,"
	" sha256, model) VALUES (1, $1, 0, 0, 'x', $2)");

TEST_BOTH(triage_model_that_was_changed_is_not_used)
{
	struct triage_model *m;
	const struct triage_model *used;
	struct triage_example ex = { .text = STR("Når åpner dere?"),
					 .category = CATEGORY_PRAISE };
	struct str bytes;
	struct db_rows r;

	m = triage_train(&t->a, NULL, &ex, 1);
	bytes = triage_model_write(&t->a, m);
	CHECK_OK(db_run(t->db, &q_many,
	    DB_ARGS(db_int(50), db_bytes(bytes.p, bytes.n)), NULL));
	CHECK_OK(triage_model_load(t->db, &t->a, &used));
	CHECK(used == triage_builtin());
	CHECK_OK(db_query(t->db, &t->a, &q_lessons, DB_NOARGS, &r));
	CHECK(db_get_int(&r, 0, 0) == 1);
}

/* To overlook a question is the costly error.  REQ: K1 K5 */
TEST_BOTH(triage_laugh_does_not_end_a_question)
{
	struct town town;
	struct taken_item it;
	struct enquiry e;

	town_build(&town, t->db, &t->a);
	it = town_says(&town, "c1", "Per", "Når åpner svømmehallen?");
	town_says(&town, "c2", "Per", "@Tone haha 😂");
	CHECK_OK(enquiry_get(t->db, &t->a, it.enquiry, &e));
	CHECK(e.due < WORKTIME_NEVER && e.category == CATEGORY_QUESTION);
	town_end(&town);
}

static const struct sql q_doubts = SQL("SELECT COUNT(*) FROM escalation");

/* REQ: K3 */
TEST_BOTH(triage_later_word_escalates_once)
{
	struct town town;
	struct db_rows r;

	town_build(&town, t->db, &t->a);
	town_says(&town, "c1", "Per", "Når åpner svømmehallen?");
	CHECK_OK(db_query(t->db, &t->a, &q_doubts, DB_NOARGS, &r));
	CHECK(db_get_int(&r, 0, 0) == 0);
	town_says(&town, "c2", "Per",
	    "Dette er korrupsjon, og lokalavisa er varslet.");
	CHECK_OK(db_query(t->db, &t->a, &q_doubts, DB_NOARGS, &r));
	CHECK(db_get_int(&r, 0, 0) == 1);
	town_says(&town, "c3", "Per", "Ren korrupsjon!");
	CHECK_OK(db_query(t->db, &t->a, &q_doubts, DB_NOARGS, &r));
	CHECK(db_get_int(&r, 0, 0) == 1);
	town_end(&town);
}
