/* SPDX-License-Identifier: EUPL-1.2
 *
 * k11.c - administration and politics are kept apart (K11): of a matter under
 * political treatment only the chief executive's recommendation is told, no
 * views of one's own.  What the recommendation itself says is no view, nor what
 * stands in quotes, nor a view of something else in the same reply.
 */
#include "policy/look.h"
#include "policy/rules.h"

#define STANCE_REACH 40 /* from "we" to what we are */
#define COPULA_REACH 30 /* from "would be" to the judgement */

/* "Vi håper å legge ut": what one means to do. */
static bool
hopes_to(const struct look *l, const struct hit *h, struct str after)
{
	static const struct str hope[] = { STR_INIT("haper"), STR_INIT("hapar"),
		STR_INIT("vonar"), STR_INIT("hope") };
	struct str word = { l->f->p + h->from, h->to - h->from };

	if (!str_starts(after, STR(" a ")) && !str_starts(after, STR(" to ")))
		return false;
	for (size_t i = 0; i < sizeof(hope) / sizeof(hope[0]); i++)
		if (str_ends(word, hope[i]))
			return true;
	return false;
}

/* "Vi kan ikke si hva vi mener" */
static bool
is_unsaid(const struct look *l, const struct hit *h)
{
	struct str before = { l->f->p, h->from };

	return str_ends(before, STR("hva ")) ||
	    str_ends(before, STR("kva ")) || str_ends(before, STR("what "));
}

/* What may come after "I think" where it is no view of the matter. */
static const struct str courtesy[] = { STR_INIT("at du"), STR_INIT("du vil"),
	STR_INIT("du kommer"), STR_INIT("du kjem"), STR_INIT("vi ses"),
	STR_INIT("me sest"), STR_INIT("vi sees"), STR_INIT("du spor"),
	STR_INIT("at dere"), STR_INIT("at de kjem"), STR_INIT("engasjer"),
	STR_INIT("dette svarer"), STR_INIT("dette gjorde"),
	STR_INIT("this made"), STR_INIT("flest mulig"),
	STR_INIT("flest mogleg"), STR_INIT("as many"),
	STR_INIT("dette var svar"), STR_INIT("dette hjelper"),
	STR_INIT("dette hjelpte"), STR_INIT("mange kommer"),
	STR_INIT("mange kjem"), STR_INIT("mange sier"), STR_INIT("mange seier"),
	STR_INIT("mange tar"), STR_INIT("mange tek"), STR_INIT("mange delt"),
	STR_INIT("mange vil"), STR_INIT("mange har spor"),

	STR_INIT("folk kommer"), STR_INIT("that you"),
	STR_INIT("you will come"), STR_INIT("to see you"),
	STR_INIT("this helps"), STR_INIT("this answers"), STR_INIT("you find"),
	STR_INIT("you can come"),
	/* what one is not quite sure of, and no view */
	STR_INIT("motet"), STR_INIT("fristen"), STR_INIT("klokka"),
	STR_INIT("the meeting"), STR_INIT("the deadline"), STR_INIT("motetid"),
	STR_INIT("saken kommer opp"), STR_INIT("saka kjem opp"),
	STR_INIT("du skal"), STR_INIT("du bor"), STR_INIT("du kan"),
	STR_INIT("du sier"), STR_INIT("du seier"), STR_INIT("om du"),
	STR_INIT("hvis du"), STR_INIT("dersom du"), STR_INIT("a hore"),
	STR_INIT("a hoyre"), STR_INIT("folk bryr"), STR_INIT("sa mange"),
	STR_INIT("i dere"), STR_INIT("dykk"), STR_INIT("dere "),
	STR_INIT("de kjem"), STR_INIT("sporsmal"), STR_INIT("innspill"),
	STR_INIT("innspel"), STR_INIT("a mote"), STR_INIT("a mota"),
	STR_INIT("a komme"), STR_INIT("a koma"), STR_INIT("a lese"),
	STR_INIT("a melde"), STR_INIT("tidlig"), STR_INIT("tidleg"),
	STR_INIT("lenk"), STR_INIT("trykkfeil"), STR_INIT("nettsid"),
	STR_INIT("strommen"), STR_INIT("the link"), STR_INIT("if you"),
	STR_INIT("you should"), STR_INIT("you can"), STR_INIT("you could"),
	STR_INIT("to hear") };

/* The phrase from the beginning of a word on. */
static bool
has_phrase(struct str in, struct str phrase)
{
	const char *p = in.p, *end = in.p + in.n;

	while ((p = memmem(p, (size_t)(end - p), phrase.p, phrase.n)) != NULL) {
		if (p == in.p || !fold_is_word(p[-1]))
			return true;
		p++;
	}
	return false;
}

/* What may follow "I think" without being a view of the matter: that the asker
 * comes, that one meets. */
static bool
is_courtesy(const struct look *l, const struct hit *h, size_t to)
{
	size_t reach = h->to + 48 < to ? h->to + 48 : to;
	struct str after = { l->f->p + h->to, reach - h->to };

	if (hopes_to(l, h, after) || is_unsaid(l, h))
		return true;

	for (size_t i = 0; i < sizeof(courtesy) / sizeof(courtesy[0]); i++)
		if (has_phrase(after, courtesy[i]))
			return true;
	return false;
}

/* Inside quotes: the words of another.  Looked for in the sentence, in the
 * text as written (the view has no « ). */
static bool
is_quoted(const struct look *l, const struct hit *h, size_t from)
{
	size_t a = fold_start(l->f, from), b = fold_start(l->f, h->from);
	struct str before = str_cut(l->in->text, a, b);
	int open = 0;

	for (size_t i = 0; i < before.n; i++) {
		struct str rest = str_cut(before, i, before.n);

		if (str_starts(rest, STR("«")) || str_starts(rest, STR("“")))
			open = 1;
		else if (str_starts(rest, STR("»")) ||
			     str_starts(rest, STR("”")))
			open = 0;
		else if (before.p[i] == '"')
			open = !open;
	}
	return open;
}

/* "Utsettelse ville være klokt", "this is quite wrong": an adjective of
 * judgement close after "is" or "would be". */
static bool
is_judged(const struct look *l, const struct hit *h, size_t from)
{
	/* A link or a date that was wrong is nothing of the matter. */
	static const struct str other[] = { STR_INIT("lenka"),
		STR_INIT("lenken"), STR_INIT("lenkja"), STR_INIT("nettsida"),
		STR_INIT("nettsiden"), STR_INIT("datoen"), STR_INIT("kartet"),
		STR_INIT("motetiden"), STR_INIT("plakaten"), STR_INIT("link"),
		STR_INIT("website"), STR_INIT("date"), STR_INIT("map"),
		STR_INIT("notice") };
	size_t low = h->from > from + COPULA_REACH ? h->from - COPULA_REACH
						   : from;

	return look_word(l, W_COPULA, low, h->from) &&
	       !look_stem(
		   l, other, sizeof(other) / sizeof(other[0]), low, h->from);
}

/* "Vi på skolen er helt enige": said of oneself, not of the parties. */
static bool
is_own_stance(const struct look *l, const struct hit *h, size_t from)
{
	static const struct str self[] = { STR_INIT("jeg"), STR_INIT("eg"),
		STR_INIT("vi"), STR_INIT("me"), STR_INIT("je"), STR_INIT("i"),
		STR_INIT("we") };
	size_t low = h->from > from + STANCE_REACH ? h->from - STANCE_REACH
						   : from;

	return look_stem(
		   l, self, sizeof(self) / sizeof(self[0]), low, h->from) &&
	       look_word(l, W_COPULA, low, h->from);
}

/* "Svømmehallen bør": a word of the matter right before. */
static bool
is_of_matter(const struct look *l, const struct hit *h, size_t from)
{
	const struct str_list *words = &l->in->context->matter.words;
	size_t word = h->from > from ? h->from - 1 : from, end = word;
	bool is = false;

	while (word > from && fold_is_word(l->f->p[word - 1]))
		word--;
	for (size_t i = 0; i < words->n && !is; i++) {
		struct arena a = { 0 };
		struct fold f = fold_text(&a, str_trim(words->v[i]));

		is = f.n > 3 && f.n <= end - word &&
		     memcmp(l->f->p + word, f.p, f.n) == 0;
		arena_free(&a);
	}
	return is;
}

/* "Vi på skolen frykter" */
static bool
is_ours(const struct look *l, const struct hit *h, size_t from)
{
	static const struct str us[] = { STR_INIT("vi pa "), STR_INIT("vi i "),
		STR_INIT("vi ved "), STR_INIT("vi som "), STR_INIT("me pa "),
		STR_INIT("me i "), STR_INIT("me ved "), STR_INIT("me som "),
		STR_INIT("we at "), STR_INIT("we in "), STR_INIT("we who ") };
	size_t low = h->from > from + STANCE_REACH ? h->from - STANCE_REACH
						   : from;

	return look_stem(l, us, sizeof(us) / sizeof(us[0]), low, h->from);
}

/* "The chief executive proposes 12 per cent, and that is right": told first,
 * then judged. */
static bool
turns_own(const struct look *l, size_t from, size_t to)
{
	static const struct str turn[] = { STR_INIT(", og det er"),
		STR_INIT(", og det var"), STR_INIT(", og det ville"),
		STR_INIT(", men det er"), STR_INIT(", men det var"),
		STR_INIT(", men det ville"), STR_INIT(", noe som er"),
		STR_INIT(", noko som er"), STR_INIT(", and that is"),
		STR_INIT(", but that is"), STR_INIT(", which is") };

	if (to - from > STANCE_REACH)
		from = to - STANCE_REACH;
	for (size_t i = 0; i < sizeof(turn) / sizeof(turn[0]); i++)
		if (memmem(l->f->p + from, to - from, turn[i].p, turn[i].n))
			return true;
	return false;
}

/* "The proposal about fees is far too dear": the paper itself is judged, where
 * nothing says what it holds. */
static bool
judges_paper(const struct look *l, const struct hit *told, size_t to)
{
	static const struct str paper[] = { STR_INIT("forslaget"),
		STR_INIT("framlegget"), STR_INIT("innstillingen"),
		STR_INIT("innstillinga"), STR_INIT("proposal") };
	static const struct str holds[] = { STR_INIT("at"), STR_INIT("that"),
		STR_INIT("sier"), STR_INIT("seier"), STR_INIT("says"),
		STR_INIT("gar"), STR_INIT("inneb"), STR_INIT("betyr"),
		STR_INIT("means"), STR_INIT("to") };
	size_t high = told->to + COPULA_REACH < to ? told->to + COPULA_REACH
						   : to;

	return look_stem(l, paper, sizeof(paper) / sizeof(paper[0]), told->from,
		   told->to) &&
	       look_word(l, W_COPULA, told->to, high) && to == high &&
	       !look_stem(
		   l, holds, sizeof(holds) / sizeof(holds[0]), told->to, to);
}

/* "The chief executive proposes that it should", but not "the proposal is
 * unfair". */
static bool
is_told(const struct look *l, const struct hit *h, size_t from)
{
	const struct hit *told = look_word(l, W_RECOMMEND, from, h->from);
	const struct hit *is;

	if (!told || turns_own(l, told->to, h->from) ||
	    judges_paper(l, told, h->from))
		return false;
	is = look_word(l, W_COPULA, told->to, h->to);
	return !is || is->from != told->to + 1;
}

/* "180 av dem mener at det er feil": the view of others, who do not include
 * the one who answers. */
static bool
is_of_others(const struct look *l, const struct hit *h, size_t from)
{
	static const struct str self[] = { STR_INIT("jeg"), STR_INIT("eg"),
		STR_INIT("vi"), STR_INIT("me"), STR_INIT("je"), STR_INIT("i"),
		STR_INIT("we") };

	return look_word(l, W_SAYS, from, h->from) &&
	       !look_stem(
		   l, self, sizeof(self) / sizeof(self[0]), from, h->from);
}

/* "Dessverre kan vi ikke svare på det", "unfortunately we do not know": of the
 * answer one cannot give, and not of the matter. */
static bool
regrets_answer(const struct look *l, const struct hit *h, size_t to)
{
	static const struct str cannot[] = { STR_INIT("du "), STR_INIT("dere "),
		STR_INIT("dykk "), STR_INIT("you "), STR_INIT("kan vi "),
		STR_INIT("kan jeg "), STR_INIT("kan eg "), STR_INIT("kan me "),
		STR_INIT("har vi ikke "), STR_INIT("har vi ikkje "),
		STR_INIT("har me ikkje "), STR_INIT("har jeg ikke "),
		STR_INIT("har eg ikkje "), STR_INIT("vet vi "),
		STR_INIT("veit vi "), STR_INIT("veit me "),
		STR_INIT("vet jeg "), STR_INIT("veit eg "), STR_INIT("we can"),
		STR_INIT("we do not "), STR_INIT("we don"), STR_INIT("i can"),
		STR_INIT("i do not "), STR_INIT("the map"), STR_INIT("kartet"),
		STR_INIT("var kartet"), STR_INIT("var det feil"),
		STR_INIT("ble det feil"), STR_INIT("vart det feil"),
		STR_INIT("there was an error"), STR_INIT("ikke klar"),
		STR_INIT("ikkje klar"), STR_INIT("ikke ferdig"),
		STR_INIT("ikkje ferdig"), STR_INIT("ikke lagt ut"),
		STR_INIT("ikkje lagt ut"), STR_INIT("ikke kommet"),
		STR_INIT("ikkje kome"), STR_INIT("not ready"),
		STR_INIT("not yet") };
	size_t at = h->to;
	struct str after;

	while (at < to && (l->f->p[at] == ' ' || l->f->p[at] == ','))
		at++;
	after = (struct str){ l->f->p + at, to - at };
	for (size_t i = 0; i < sizeof(cannot) / sizeof(cannot[0]); i++)
		if (str_starts(after, cannot[i]))
			return true;
	return false;
}

/* "Er gebyret ditt feil?" judges nothing. */
static bool
asks(const struct look *l, size_t to)
{
	while (to > 0 && l->f->p[to - 1] == ' ')
		to--;
	return (to > 0 && l->f->p[to - 1] == '?') ||
	       (to < l->f->n && l->f->p[to] == '?');
}

/* "Det er lurt å melde seg på": to the asker, and not of the matter. */
static bool
advises(const struct look *l, const struct hit *h, size_t to)
{
	static const struct str what[] = { STR_INIT(" a melde"),
		STR_INIT(" a mote"), STR_INIT(" a komme"), STR_INIT(" a koma"),
		STR_INIT(" a kome"), STR_INIT(" a lese"), STR_INIT(" a sende"),
		STR_INIT(" a senda"), STR_INIT(" a ringe"),
		STR_INIT(" a ringje"), STR_INIT(" a sjekke"),
		STR_INIT(" a sporre"), STR_INIT(" a folge med"),
		STR_INIT(" to sign up"), STR_INIT(" to come early"),
		STR_INIT(" to check") };

	for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++)
		if (str_starts(
			(struct str){ l->f->p + h->to, to - h->to }, what[i]))
			return true;
	return false;
}

static bool
is_view(const struct look *l, const struct hit *h, size_t from, size_t to)
{
	switch ((int)h->cls) {
	case W_OWN_VIEW: return !is_courtesy(l, h, to);
	case W_EVALUATE:
		return !is_courtesy(l, h, to) && !regrets_answer(l, h, to);
	case W_STANCE:
		return is_own_stance(l, h, from) && !is_courtesy(l, h, to);
	case W_OPINES: return is_ours(l, h, from) && !is_courtesy(l, h, to);
	case W_OUGHT:
		return is_of_matter(l, h, from) && !is_told(l, h, from) &&
		       !is_of_others(l, h, from);
	case W_JUDGE:
		return is_judged(l, h, from) && !asks(l, to) &&
		       !is_courtesy(l, h, to) && !is_told(l, h, from) &&
		       !is_of_others(l, h, from);
	case W_SHOULD:
		if (advises(l, h, to))
			return false;
		/* "The chief executive proposes that the school should": told,
		 * where the recommendation stands before it. */
		return !is_told(l, h, from) && !is_of_others(l, h, from) &&
		       !look_word(l, W_YOU, from, h->from);
	default: return false;
	}
}

static bool
may_be_view(enum word_class cls)
{
	return cls == W_OWN_VIEW || cls == W_EVALUATE || cls == W_STANCE ||
	       cls == W_OPINES || cls == W_JUDGE || cls == W_SHOULD ||
	       cls == W_OUGHT;
}

/* REQ: K11 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	size_t from, to;

	if ((in->as != AS_REPLY && in->as != AS_POST) ||
	    in->context->matter.title.n == 0)
		return;
	for (size_t i = 0; i < l.hits.n; i++) {
		const struct hit *h = &l.hits.v[i];

		if (!may_be_view(h->cls))
			continue;
		look_sentence(&l, h->from, &from, &to);
		if (!is_view(&l, h, from, to) || is_quoted(&l, h, from))
			continue;
		look_find(&l,
		    (struct finding){ .rule = "K11",
			.kind = "opinion_on_matter",
			.severity = BLOCK,
			.lift = LIFT_F4 },
		    h->from, h->to);
		/* One a sentence is enough to find it by. */
		while (i + 1 < l.hits.n && l.hits.v[i + 1].from < to)
			i++;
	}
}

const struct policy_rule rule_k11 = {
	.name = "K11",
	.law = "kommuneloven section 13-1",
	.check = check,
};
