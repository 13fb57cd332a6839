/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_flags.c - threats, hate and scandal, sentence by sentence: who does
 * what to whom.  A violent word alone is none: hunters shoot, cakes are killed
 * for, and the old die.
 * REQ: K3 K8
 */
#include "base/buf.h"
#include "policy/triage_internal.h"

struct sentence {
	const struct fold *f;
	const struct hit *v; /* of the triage's classes, and W_YOURS */
	size_t n, from, to;
};

static const struct hit *
first(const struct sentence *s, enum word_class cls)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].cls == cls)
			return &s->v[i];
	return NULL;
}

static bool
has(const struct sentence *s, enum word_class cls)
{
	return first(s, cls) != NULL;
}

static bool
clause_between(const struct fold *f, size_t from, size_t to)
{
	return to > from && memchr(f->p + from, ',', to - from) != NULL;
}

/* The first b that begins after an a, within so many bytes and, where one is
 * asked for, in the same clause. */
static const struct hit *
follows(const struct sentence *s, enum word_class a, enum word_class b,
    size_t reach, bool clause)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct hit *x = &s->v[i];

		if (x->cls != a)
			continue;
		for (size_t k = 0; k < s->n; k++) {
			const struct hit *y = &s->v[k];

			if (y->cls == b && y->from >= x->to &&
			    y->from - x->to <= reach &&
			    !(clause && clause_between(s->f, x->to, y->from)))
				return y;
		}
	}
	return NULL;
}

static bool
near(const struct sentence *s, enum word_class a, enum word_class b,
    size_t reach)
{
	return follows(s, a, b, reach, false) || follows(s, b, a, reach, false);
}

static bool
asks(const struct sentence *s)
{
	return s->to > s->from &&
	       memchr(s->f->p + s->from, '?', s->to - s->from) != NULL;
}

/* "Jeg skal knuse deg", "så skyter jeg", "someone should burn it down". */
static bool
acts(const struct sentence *s)
{
	if (!near(s, T_WE, T_VIOLENCE, 30) || has(s, T_GAME) || asks(s))
		return false;
	if (follows(s, T_WE, T_NOBODY, 25, true) &&
	    follows(s, T_NOBODY, T_VIOLENCE, 25, true))
		return false;
	return near(s, T_VIOLENCE, T_TARGET, 60) || has(s, T_IF);
}

/* "Brenn ned rådhuset." */
static bool
orders(const struct sentence *s)
{
	const struct hit *h = first(s, T_DO);

	return h && h->from < s->from + 3 && !has(s, T_GAME) && !asks(s) &&
	       (follows(s, T_DO, T_TARGET, 40, true) ||
		   follows(s, T_DO, T_GROUP, 40, true));
}

/* "Burde henges", "håper du dør". */
static bool
wishes(const struct sentence *s)
{
	return follows(s, T_WISH, T_DOOM, 45, true) && !has(s, T_NOBODY) &&
	       !has(s, T_GAME) && (has(s, T_TARGET) || has(s, T_GROUP)) &&
	       !has(s, T_OWN);
}

/* "Skal få juling", "får kula i panna". */
static bool
will_be_hurt(const struct sentence *s)
{
	const struct hit *h = follows(s, T_GETS, T_HURT, 40, true);

	return h && !has(s, T_GAME) && !has(s, T_OWN) && !asks(s) &&
	       !follows(s, T_NOBODY, T_HURT, 40, false) &&
	       (has(s, T_TARGET) || has(s, T_IF) || has(s, T_BODY));
}

/* "Knuser fjeset ditt", "ryker skallen din". */
static bool
harms_a_body(const struct sentence *s)
{
	return near(s, T_HARM, T_BODY, 40) && !has(s, T_GAME) && !asks(s) &&
	       (near(s, T_BODY, W_YOURS, 2) || near(s, T_BODY, T_TARGET, 6)) &&
	       !has(s, T_OWN);
}

/* "Vi vet hvor du bor." */
static bool
knows_where(const struct sentence *s)
{
	const struct hit *h = follows(s, T_KNOW, T_WHEREABOUT, 12, true);

	return h && near(s, T_KNOW, T_WE, 12) &&
	       follows(s, T_WHEREABOUT, T_DWELLS, 40, true) && !asks(s) &&
	       !follows(s, T_KNOW, T_NOBODY, 8, true) && !has(s, T_OWN);
}

/* "Då kjem eg med hagla." */
static bool
comes_armed(const struct sentence *s)
{
	return has(s, T_ARMS) && has(s, T_WE) && !has(s, T_GAME) && !asks(s) &&
	       near(s, T_ARMS, T_COMES, 40) &&
	       (has(s, T_TARGET) || has(s, T_IF));
}

/* "Pass deg" - but not for the ice, nor at the next election. */
static bool
warns(const struct sentence *s)
{
	const struct hit *h = first(s, T_WARN);

	return h && !has(s, T_CALM) && !has(s, T_GAME) && !asks(s) &&
	       !str_starts((struct str){ s->f->p + h->to, s->to - h->to },
		   STR(" for ")) && (has(s, T_TARGET) || has(s, W_YOURS));
}

static bool
hates(const struct sentence *s)
{
	const struct hit *not = first(s, T_NOBODY), *h = first(s, T_HATE);

	/* "Vi må ikke kaste dem ut" */
	if (not &&h && not ->to < h->from && h->from - not ->to < 10)
		return false;
	return near(s, T_GROUP, T_HATE, 90) && !asks(s);
}

static bool
sentence_threatens(const struct sentence *s)
{
	return has(s, T_MENACE) || has(s, T_THREAT) || acts(s) || orders(s) ||
	       wishes(s) || will_be_hurt(s) || harms_a_body(s) ||
	       knows_where(s) || comes_armed(s) || warns(s) || hates(s);
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

static bool
of_use(enum word_class cls)
{
	return cls >= T_ASK || cls == W_YOURS;
}

/* The sentence that begins at a place of the view, and its hits, put in v. */
static struct sentence
sentence_at(const struct features *x, size_t at, struct hit *v)
{
	struct sentence s = { .f = x->f, .v = v, .from = at, .to = at };

	while (s.to < x->f->n && !strchr(".!?\n", x->f->p[s.to]))
		s.to++;
	if (s.to < x->f->n)
		s.to++; /* its sign is part of it */
	for (size_t i = hits_after(&x->hits, at);
	     i < x->hits.n && x->hits.v[i].to <= s.to; i++)
		if (x->hits.v[i].from >= at && s.n < SENTENCE_HITS_MAX &&
		    of_use(x->hits.v[i].cls))
			v[s.n++] = x->hits.v[i];
	return s;
}

/* Said in fun, to one who is called by name or with laughter. */
static bool
in_fun(const struct features *x)
{
	return x->sign[SIGN_LAUGHS] > 0 && x->sign[SIGN_US] == 0;
}

/* REQ: K3 */
bool
triage_threatens(struct arena *a, const struct features *x, struct str text)
{
	struct hit *v = ARENA_ARRAY(a, struct hit, SENTENCE_HITS_MAX);

	if (threat_in_other_letters(text))
		return true;
	for (size_t at = 0; at < x->f->n;) {
		struct sentence s = sentence_at(x, at, v);

		if (sentence_threatens(&s) &&
		    (!in_fun(x) || has(&s, T_MENACE) || has(&s, T_THREAT)))
			return true;
		at = s.to;
	}
	return false;
}

static bool
hints_at(enum word_class cls)
{
	return cls == T_SCANDAL || cls == T_MEDIA || cls == T_WATCH;
}

/* Outright, by whose kin it is, or by whom it will be told to. */
static bool
sentence_accuses(const struct sentence *s)
{
	return has(s, T_REPUTATION) || near(s, T_RELATION, T_OFFICE, 25) ||
	       near(s, T_SACKED, T_SPOKE, 60) ||
	       (!asks(s) && (near(s, T_MEDIA, T_TELL, 30) ||
				near(s, T_WATCH, T_TELL, 30)));
}

/* REQ: K3
 * What may harm the municipality's name: said outright, or hinted at twice, or
 * once of us in anger, or to be passed on.  That the news will come to the fair
 * is none of it. */
bool
triage_scandal(struct arena *a, const struct features *x)
{
	struct hit *v = ARENA_ARRAY(a, struct hit, SENTENCE_HITS_MAX);
	size_t hints = 0, share = 0, last = SIZE_MAX;

	for (size_t at = 0; at < x->f->n;) {
		struct sentence s = sentence_at(x, at, v);

		if (sentence_accuses(&s))
			return true;
		share += has(&s, T_SHARE);
		for (size_t i = 0; i < s.n; i++) {
			if (!hints_at(s.v[i].cls) || s.v[i].from == last)
				continue;
			hints++;
			last = s.v[i].from;
		}
		at = s.to;
	}
	if (x->sign[SIGN_PRAISE] > 0 || x->sign[SIGN_INFO] > 0)
		return false;
	if (hints > 1)
		return x->sign[SIGN_ASK_FIRST] == 0 &&
		       (x->sign[SIGN_NEG] > 0 || x->sign[SIGN_US] > 0);
	return (hints == 1 || share) && x->sign[SIGN_QUESTION] == 0 &&
	       (x->sign[SIGN_NEG] > 0 || share) && x->sign[SIGN_US] > 0;
}

/* What money or fame is promised for a click. */
bool
triage_spams(const struct features *x)
{
	bool bait = false, lure = false;

	for (size_t i = 0; i < x->hits.n; i++) {
		if (x->hits.v[i].cls == T_SPAM)
			return true;
		bait = bait || x->hits.v[i].cls == T_BAIT;
		lure = lure || x->hits.v[i].cls == T_LURE;
	}
	return bait && lure && x->sign[SIGN_US] == 0 &&
	       x->sign[SIGN_ASKED] == 0;
}

struct str
triage_flag_words(struct arena *a, unsigned flags)
{
	struct buf b = { .arena = a };

	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		if (flags >> f & 1)
			buf_printf(&b, "%s%s", b.n ? " " : "",
			    triage_flag_name((enum triage_flag)f));
	return buf_str(&b);
}

unsigned
triage_flag_bits(struct str words)
{
	enum triage_flag f;
	unsigned flags = 0;

	while (words.n)
		if (triage_flag_parse(str_take(&words, ' '), &f))
			flags |= 1u << f;
	return flags;
}
