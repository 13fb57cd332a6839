/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_threat.c - threats and hate, sentence by sentence: who does what to
 * whom.  A violent word alone is none: hunters shoot, cakes are killed for, and
 * the old die.
 * REQ: K3 K8
 */
#include <ctype.h>

#include "policy/triage_internal.h"

static bool
second_person(const struct sentence *s)
{
	static const struct str you[] = { STR_INIT("du"), STR_INIT("deg"),
		STR_INIT("dere"), STR_INIT("dykk"), STR_INIT("de"),
		STR_INIT("dokker"), STR_INIT("you") };

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].cls == T_TARGET &&
		    str_is_among(you, sizeof(you) / sizeof(you[0]),
			(struct str){ s->f->p + s->v[i].from,
			    s->v[i].to - s->v[i].from }))
			return true;
	return false;
}

/* "4-0": what is beaten then is a team. */
static bool
scores(const struct sentence *s)
{
	for (size_t i = s->from + 1; i + 1 < s->to; i++)
		if (s->f->p[i] == '-' &&
		    isdigit((unsigned char)s->f->p[i - 1]) &&
		    isdigit((unsigned char)s->f->p[i + 1]))
			return true;
	return false;
}

static bool
in_play(const struct sentence *s)
{
	return said(s, T_GAME) || s->beasts || scores(s);
}

/* Where what will come begins, of a sentence that lays down a case - by its
 * word, or by its verb said first: "kommer du, så" - and SIZE_MAX of others. */
static size_t
then_at(const struct sentence *s)
{
	static const char *const mark[] = { ",", " sa ", " da " };
	const struct hit *h = said_first(s, T_COND);
	size_t at = s->to, from;

	if (h && h->from > s->from + 2)
		h = NULL;
	if (!h)
		h = said_first(s, T_IF);
	if (!h || said_asks(s))
		return SIZE_MAX;
	from = h->to;
	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++) {
		const char *p = memmem(
		    s->f->p + from, s->to - from, mark[i], strlen(mark[i]));

		if (p && (size_t)(p - s->f->p) < at)
			at = (size_t)(p - s->f->p);
	}
	return at < s->to ? at : SIZE_MAX;
}

static bool
has_after(const struct sentence *s, enum word_class cls, size_t at)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].cls == cls && s->v[i].from >= at)
			return true;
	return false;
}

/* "Kommer du hit, så står jeg klar med rifla", "... ender du på sykehus". */
static bool
threatens_a_case(const struct sentence *s)
{
	size_t at = then_at(s);

	if (at == SIZE_MAX || in_play(s) || said(s, T_OWN))
		return false;
	if (said_then(s, T_TARGET, T_DIRE, 12, true) &&
	    has_after(s, T_DIRE, at))
		return second_person(s);
	return has_after(s, T_WE, at) &&
	       (has_after(s, T_ARMS, at) || has_after(s, T_VIOLENCE, at)) &&
	       !has_after(s, T_NOBODY, at);
}

/* "Hadde jeg hatt hagla med meg." */
static bool
had_arms(const struct sentence *s)
{
	const struct hit *h = said_then(s, T_IF, T_ARMS, 8, true);

	for (size_t i = 0; h && i < s->n; i++)
		if (s->v[i].cls == T_IF &&
		    str_starts((struct str){ s->f->p + s->v[i].from,
				   s->v[i].to - s->v[i].from },
			STR("hadde")))
			return !in_play(s) && !said_asks(s);
	return false;
}

/* "Eg ska ta dæ", and not "ta deg med på tur". */
static bool
takes(const struct sentence *s)
{
	static const struct str end[] = { STR_INIT("din"), STR_INIT("ditt"),
		STR_INIT("dine"), STR_INIT("for"), STR_INIT("nar"),
		STR_INIT("hvis"), STR_INIT("snart"), STR_INIT("alle"),
		STR_INIT("en"), STR_INIT("ein"), STR_INIT("sjol"),
		STR_INIT("for"), STR_INIT("you") };

	for (size_t i = 0; i < s->n; i++) {
		size_t from = s->v[i].to, to;

		if (s->v[i].cls != T_TAKE)
			continue;
		if (from < s->to && s->f->p[from] == ' ')
			from++;
		for (to = from; to < s->to && fold_is_word(s->f->p[to]);)
			to++;
		if (to == from ||
		    str_is_among(end, sizeof(end) / sizeof(end[0]),
			(struct str){ s->f->p + from, to - from }))
			return said_then(s, T_WE, T_WILL, 4, true) &&
			       said_then(s, T_WILL, T_TAKE, 8, true) &&
			       !in_play(s) && !said_asks(s);
	}
	return false;
}

/* "Ska slå hue av'n". */
static bool
will_harm_a_body(const struct sentence *s)
{
	return said_then(s, T_WE, T_WILL, 4, true) &&
	       said_then(s, T_WILL, T_HARM, 8, true) &&
	       said_then(s, T_HARM, T_BODY, 10, true) && !in_play(s) &&
	       !said_asks(s) && !said(s, T_OWN);
}

/* "Gi meg adressen, så ordner jeg resten"; "jeg kommer, og ikke for å prate";
 * "vi kommer hjem til deg i natt". */
static bool
hints_at_harm(const struct sentence *s)
{
	if (said_asks(s) || in_play(s))
		return false;
	return said_near(s, T_ADDRESS, T_FIX, 80) ||
	       (said(s, T_NOT_TO) &&
		   (said_near(s, T_COMES, T_WE, 12) || said(s, T_GETS))) ||
	       (said(s, T_HOME) && said(s, T_WE) &&
		   (said(s, T_NIGHT) || said(s, T_ARMS)));
}

/* "Jeg skal knuse deg", "så skyter jeg", "someone should burn it down". */
static bool
acts(const struct sentence *s)
{
	if (!said_near(s, T_WE, T_VIOLENCE, 30) || in_play(s) || said_asks(s) ||
	    said_then(s, T_VIOLENCE, T_SELF, 2, true))
		return false;
	if (said_then(s, T_WE, T_NOBODY, 25, true) &&
	    said_then(s, T_NOBODY, T_VIOLENCE, 25, true))
		return false;
	return said_near(s, T_VIOLENCE, T_TARGET, 60) || said(s, T_IF);
}

/* "Brenn ned rådhuset." */
static bool
orders(const struct sentence *s)
{
	const struct hit *h = said_first(s, T_DO);

	return h &&
	       (h->from < s->from + 3 || said_comma(s->f, s->from, h->from)) &&
	       !in_play(s) && !said_asks(s) &&
	       (said_then(s, T_DO, T_TARGET, 40, true) ||
		   said_then(s, T_DO, T_GROUP, 40, true));
}

/* "Burde henges", "håper du dør". */
static bool
wishes(const struct sentence *s)
{
	return said_then(s, T_WISH, T_DOOM, 45, true) && !said(s, T_NOBODY) &&
	       !in_play(s) && (said(s, T_TARGET) || said(s, T_GROUP)) &&
	       !said(s, T_OWN);
}

/* "Skal få juling", "får kula i panna". */
static bool
will_be_hurt(const struct sentence *s)
{
	const struct hit *h = said_then(s, T_GETS, T_HURT, 40, true);

	if (!h)
		h = said_then(s, T_GETS, T_ARMS, 14, true);
	if (!h && said_then(s, T_GETS, T_BODY, 8, true))
		h = said_then(s, T_BODY, T_HARM, 8, true);
	return h && !in_play(s) && !said(s, T_OWN) && !said_asks(s) &&
	       !said_then(s, T_NOBODY, T_HURT, 40, false) &&
	       (said(s, T_TARGET) || said(s, T_IF) || said(s, T_BODY));
}

/* "Knuser fjeset ditt", "ryker skallen din". */
static bool
harms_a_body(const struct sentence *s)
{
	return said_near(s, T_HARM, T_BODY, 40) && !in_play(s) &&
	       !said_asks(s) &&
	       (said_near(s, T_BODY, W_YOURS, 2) ||
		   said_near(s, T_BODY, T_TARGET, 6)) &&
	       !said(s, T_OWN);
}

/* "Vi vet hvor du bor." */
static bool
knows_where(const struct sentence *s)
{
	const struct hit *h = said_then(s, T_KNOW, T_WHEREABOUT, 12, true);

	return h && said_near(s, T_KNOW, T_WE, 12) &&
	       said_then(s, T_WHEREABOUT, T_DWELLS, 40, true) &&
	       !said_asks(s) && !said_then(s, T_KNOW, T_NOBODY, 8, true) &&
	       !said(s, T_OWN);
}

/* "Då kjem eg med hagla." */
static bool
comes_armed(const struct sentence *s)
{
	return said(s, T_ARMS) && said(s, T_WE) && !in_play(s) &&
	       !said_asks(s) && said_near(s, T_ARMS, T_COMES, 40) &&
	       (said(s, T_TARGET) || said(s, T_IF));
}

/* "Pass deg" - but not for the ice, nor at the next election. */
static bool
warns(const struct sentence *s)
{
	const struct hit *h = said_first(s, T_WARN);

	return h && !said(s, T_CALM) && !in_play(s) && !said_asks(s) &&
	       !str_starts((struct str){ s->f->p + h->to, s->to - h->to },
		   STR(" for ")) && (said(s, T_TARGET) || said(s, W_YOURS));
}

static bool
hates(const struct sentence *s)
{
	const struct hit *not = said_first(s, T_NOBODY),
			 *h = said_first(s, T_HATE);

	/* "Vi må ikke kaste dem ut" */
	if (not &&h && not ->to < h->from && h->from - not ->to < 10)
		return false;
	return said_near(s, T_GROUP, T_HATE, 90) && !said_asks(s);
}

static bool
sentence_threatens(const struct sentence *s)
{
	return said(s, T_MENACE) || said(s, T_THREAT) || acts(s) || orders(s) ||
	       threatens_a_case(s) || had_arms(s) || takes(s) ||
	       will_harm_a_body(s) || hints_at_harm(s) || wishes(s) ||
	       will_be_hurt(s) || harms_a_body(s) || knows_where(s) ||
	       comes_armed(s) || warns(s) || hates(s);
}

/* In other alphabets the lexicon is blind; these are words as they stand. */
static bool
threat_in_other_letters(struct str text)
{
	static const struct str v[] = { STR_INIT("вб'ю"), STR_INIT("вбʼю"),
		STR_INIT("вб’ю"), STR_INIT("убью"), STR_INIT("зарежу"),
		STR_INIT("заріжу"), STR_INIT("спалю"), STR_INIT("сожгу"),
		STR_INIT("سأقتل"), STR_INIT("اقتلكم"), STR_INIT("أقتلكم"),
		STR_INIT("سأحرق") };

	return str_has_any(text, v, sizeof(v) / sizeof(v[0]));
}
/* Said in fun, to one who is called by name or with laughter. */
static bool
in_fun(const struct features *x)
{
	return x->sign[SIGN_LAUGHS] > 0 && x->sign[SIGN_US] == 0;
}

/* What is a threat by two sentences: that you have a family, and to think of
 * it; that one comes home to you, and with what. */
static bool
veiled(const struct features *x)
{
	bool seen[W_CLASSES] = { false };

	for (size_t i = 0; i < x->hits.n; i++)
		seen[x->hits.v[i].cls] = true;
	if (x->sign[SIGN_QUESTION] > 0 || seen[T_GAME])
		return false;
	return (seen[T_KINOF] && seen[T_THINK]) ||
	       (seen[T_HOME] && seen[T_ARMS] && seen[T_WE]);
}

/* REQ: K3 */
bool
triage_threatens(struct arena *a, const struct features *x, struct str text)
{
	struct hit *v = ARENA_ARRAY(a, struct hit, SENTENCE_HITS_MAX);
	bool beasts = false;

	if (threat_in_other_letters(text) || veiled(x))
		return true;
	for (size_t at = 0; at < x->f->n;) {
		struct sentence s = sentence_at(x, at, v);

		s.beasts = beasts;
		beasts = said(&s, T_GAME);
		if (sentence_threatens(&s) &&
		    (!in_fun(x) || said(&s, T_MENACE) || said(&s, T_THREAT)))
			return true;
		at = s.to;
	}
	return false;
}
