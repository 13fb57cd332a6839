/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_flags.c - scandal, sentence by sentence, and spam; threats are in
 * triage_threat.c.
 * REQ: K3 K8
 */
#include "base/buf.h"
#include "policy/triage_internal.h"

static bool
hints_at(enum word_class cls)
{
	return cls == T_SCANDAL || cls == T_MEDIA || cls == T_WATCH;
}

/* That those who oversee us should come, or are told; the police, whom one
 * calls for a burglary too, only where it is about you. */
static bool
calls_in(const struct sentence *s)
{
	const struct hit *h = said_then(s, T_WATCH, T_WISH, 12, true)
				  ? said_first(s, T_WATCH)
				  : said_then(s, T_WATCH, T_TELL, 30, false);

	if (!h)
		h = said_then(s, T_TELL, T_WATCH, 30, false);
	if (!h || said_asks(s))
		return false;
	h = said_first(s, T_WATCH);
	return !str_starts((struct str){ s->f->p + h->from, h->to - h->from },
	    STR("poli")) || said(s, T_TARGET) || said(s, T_OFFICE);
}

/* Who is looked after, and was left on the floor; money that is gone; figures
 * that were cooked; those in office who deal with themselves. */
static bool
fails(const struct sentence *s)
{
	return (said_near(s, T_FRAIL, T_LEFT, 60) && !said(s, T_IF)) ||
	       (said_near(s, T_DIED, T_BECAUSE, 30) && said(s, T_TARGET)) ||
	       (!said_asks(s) && said_near(s, T_GROUP, T_REFUSED, 30)) ||
	       (said_near(s, T_OFFICE, T_OWNS, 60) && said(s, T_DEAL)) ||
	       (said_near(s, T_MONEY, T_GONE, 40) && !said_asks(s)) ||
	       said_near(s, T_CHEAT, T_BOOKS, 25);
}

/* Outright, by whose kin it is, or by whom it will be told to. */
static bool
sentence_accuses(const struct sentence *s)
{
	return said(s, T_REPUTATION) ||
	       said_near(s, T_RELATION, T_OFFICE, 25) ||
	       said_near(s, T_SACKED, T_SPOKE, 60) || fails(s) || calls_in(s) ||
	       (!said_asks(s) && said_near(s, T_MEDIA, T_TELL, 45));
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
	bool died = false, begged = false, ill = false, silent = false;

	for (size_t at = 0; at < x->f->n;) {
		struct sentence s = sentence_at(x, at, v);

		if (sentence_accuses(&s))
			return true;
		share += said(&s, T_SHARE);
		died = died || said(&s, T_DIED);
		begged = begged || said(&s, T_BEGGED);
		ill = ill || said(&s, T_POISON);
		silent = silent || said(&s, T_SILENT);
		for (size_t i = 0; i < s.n; i++) {
			if (!hints_at(s.v[i].cls) || s.v[i].from == last)
				continue;
			hints++;
			last = s.v[i].from;
		}
		at = s.to;
	}
	if ((died && begged && x->sign[SIGN_US] > 0) || (ill && silent))
		return true;
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
