/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_flags.c - what an enquiry is marked with, by the program and corrected by
 * people: what is masked is masked in text, name, list and search, and a mask
 * is taken away by a leader with a reason.
 * REQ: K3 K5 K8
 */
#include "model/escalation.h"
#include "tests/test_db.h"
#include "tests/town.h"

static const unsigned secret = 1u << TRIAGE_CONFIDENTIAL,
		      scandal = 1u << TRIAGE_REPUTATION,
		      threat = 1u << TRIAGE_THREAT, spam = 1u << TRIAGE_SPAM;

static enum err
set_flags(struct town *town, struct enquiry_id id, unsigned flags,
    const char *reason, struct person_id by)
{
	enum err e;

	CHECK_OK(db_begin(town->db));
	e = enquiry_set_flags(town->db, town->a, town->m, id, flags,
	    str_from(reason), town_person(town, by), town->now);
	if (e == OK)
		CHECK_OK(db_commit(town->db));
	else
		db_rollback(town->db);
	return e;
}

static struct enquiry
now_is(struct town *town, struct enquiry_id id)
{
	struct enquiry e;

	CHECK_OK(enquiry_get(town->db, town->a, id, &e));
	return e;
}

static size_t
found(struct town *town, const char *words, bool see_masked)
{
	struct inbox_filter f = { .tab = TAB_OPEN,
		.person = town->kari,
		.category = -1,
		.words = str_from(words),
		.see_masked = see_masked,
		.limit = 10 };
	struct inbox_page page;

	CHECK_OK(inbox_list(town->db, town->a, &f, &page));
	return page.n;
}

/* Told confidential it is hidden as if the program had seen it. */
TEST_BOTH(flags_confidential_masks_and_is_lifted_by_a_leader)
{
	struct taken_item it;
	struct message m;
	struct enquiry e;
	struct town town;

	town_build(&town, t->db, &t->a);
	it = town_says(&town, "c1", "Per Lie", "Han i nummer fire igjen, dere");
	e = now_is(&town, it.enquiry);
	CHECK(e.flags.n == 0 && e.excerpt.n && e.author_name.n);
	CHECK(found(&town, "nummer", false) == 1);

	CHECK_OK(set_flags(&town, it.enquiry, secret, "", town.kari));
	e = now_is(&town, it.enquiry);
	CHECK(str_eq(e.flags, STR("confidential")));
	CHECK(e.excerpt.n == 0 && e.author_name.n == 0);
	CHECK_OK(message_get(t->db, &t->a, it.id, &m));
	CHECK(m.confidential);
	CHECK(found(&town, "nummer", false) == 0);
	CHECK(found(&town, "nummer", true) == 1);

	CHECK(set_flags(&town, it.enquiry, 0, "nei", town.kari) == ERR_DENIED);
	CHECK(set_flags(&town, it.enquiry, 0, " ", town.leader) == ERR_INVALID);
	CHECK(now_is(&town, it.enquiry).version == e.version);
	CHECK_OK(
	    set_flags(&town, it.enquiry, 0, "Gjelder et hus", town.leader));
	e = now_is(&town, it.enquiry);
	CHECK(e.flags.n == 0 && str_eq(e.author_name, STR("Per Lie")));
	CHECK(str_eq(e.excerpt, STR("Han i nummer fire igjen, dere")));
	CHECK(found(&town, "nummer", false) == 1);
	town_verify(&town);
	town_end(&town);
}

/* What the program masked by its own doubt is masked as a text as well. */
TEST_BOTH(flags_mask_what_the_triage_alone_saw)
{
	struct taken_item it;
	struct message m;
	struct town town;

	town_build(&town, t->db, &t->a);
	it = town_says(&town, "c1", "Per Lie",
	    "Kan dere hjelpe Liv Øverbø? Hun er innlagt på sykehus");
	CHECK_OK(message_get(t->db, &t->a, it.id, &m));
	CHECK(m.confidential);
	CHECK(now_is(&town, it.enquiry).excerpt.n == 0);
	CHECK(found(&town, "sykehus", false) == 0);
	town_end(&town);
}

/* Said by a person to harm the reputation, it is put before those who
 * coordinate, as the program does it; the record tells who said what. */
TEST_BOTH(flags_reputation_is_escalated_and_all_is_recorded)
{
	struct escalation esc;
	struct event_row *rows;
	struct taken_item it;
	struct town town;
	bool told = false;
	size_t n;

	town_build(&town, t->db, &t->a);
	it = town_says(&town, "c1", "Per Lie", "Fint vær på torget i dag");
	CHECK_OK(escalation_of(t->db, &t->a, it.enquiry, &esc));
	CHECK(esc.id.v == 0);
	CHECK_OK(set_flags(&town, it.enquiry, scandal | threat, "", town.kari));
	CHECK_OK(escalation_of(t->db, &t->a, it.enquiry, &esc));
	CHECK(esc.id.v != 0 && esc.raised_by.v == town.kari.v);
	CHECK_OK(set_flags(&town, it.enquiry, spam, "", town.kari));
	CHECK(str_eq(now_is(&town, it.enquiry).flags, STR("spam")));
	CHECK_OK(enquiry_history(t->db, &t->a, it.enquiry, &rows, &n));
	for (size_t i = 0; i < n; i++)
		told = told || (str_eq(rows[i].kind, STR("enquiry.flags")) &&
				   str_find(rows[i].content,
				       STR("{\"from\":[\"reputation\","
					   "\"threat\"],\"to\":[\"spam\"]")) !=
				       STR_NOWHERE);
	CHECK(told);
	/* Said again it is no act. */
	CHECK_OK(set_flags(&town, it.enquiry, spam, "", town.kari));
	town_verify(&town);
	town_end(&town);
}

/* An edit is read like a new text, and what was said before stays marked. */
TEST_BOTH(flags_stay_and_grow_when_a_text_is_edited)
{
	struct escalation esc;
	struct taken_item it, again;
	struct enquiry e;
	struct town town;

	town_build(&town, t->db, &t->a);
	it = town_says(
	    &town, "c1", "Per Lie", "Kommer dere hit igjen, skyter jeg dere");
	CHECK(str_eq(now_is(&town, it.enquiry).flags, STR("threat")));
	again = town_says(
	    &town, "c1", "Per Lie", "Ordføreren ansatte sin egen svigersønn");
	CHECK(again.what == TAKEN_EDITED);
	e = now_is(&town, it.enquiry);
	CHECK(str_eq(e.flags, STR("reputation threat")));
	CHECK(e.excerpt.n > 0);
	CHECK_OK(escalation_of(t->db, &t->a, it.enquiry, &esc));
	CHECK(esc.id.v != 0 && esc.raised_by.v == 0);
	town_says(&town, "c1", "Per Lie", "Moren min Kari Moe har kreft");
	e = now_is(&town, it.enquiry);
	CHECK(str_eq(e.flags, STR("confidential reputation threat")));
	CHECK(e.excerpt.n == 0 && e.author_name.n == 0);
	/* What hid it once does not come out by an edit. */
	town_says(&town, "c1", "Per Lie", "Slettet");
	CHECK(now_is(&town, it.enquiry).excerpt.n == 0);
	town_verify(&town);
	town_end(&town);
}
