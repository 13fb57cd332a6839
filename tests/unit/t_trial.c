/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_trial.c - what a trial of words tells of, and of what it keeps quiet.
 * REQ: SPEC 4 K8 */
#include "model/lexicon.h"
#include "tests/test_db.h"
#include "tests/town.h"

/* A word that most masked messages hold is pointed out to who may look behind
 * the masks, and to nobody else. */
TEST_BOTH(trial_points_out_no_word_behind_a_mask)
{
	struct str words = STR("{\"spam\":{\"add\":[\"fjellvind\"]}}");
	struct trial_of of = { .desk = true };
	struct lexicon_effect e;
	struct town town;

	town_build(&town, t->db, &t->a);
	for (int i = 0; i < 12; i++)
		town_says(&town, str_printf(&t->a, "c%d", i).p, "Tone",
		    str_printf(&t->a,
			"Fjellvind %d. Fødselsnummeret mitt er 01010750160.", i)
			.p);
	CHECK_OK(lexicon_try(t->db, &t->a, town.m, words, &of, &e));
	CHECK(e.trial.texts == 0 && e.common.n == 0 && e.common_in == 0);
	of.masked = true;
	CHECK_OK(lexicon_try(t->db, &t->a, town.m, words, &of, &e));
	CHECK(e.trial.texts == 12 && e.common_in == 12);
	CHECK(str_eq(e.common, STR("fjellvind")));
	town_end(&town);
}
