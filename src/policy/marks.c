/* SPDX-License-Identifier: EUPL-1.2
 *
 * marks.c - mail addresses, street addresses, vehicle plates, passports.
 */
#include "policy/look.h"

/* REQ: K8 */

#define LOCAL_MAX   64	/* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX  255 /* RFC 5321 4.5.3.1.2 */
#define PASS_REACH  60
#define PLATE_REACH 12

static bool
is_local(char c)
{
	return (fold_is_word(c) && c != FOLD_LETTER) || c == '.' || c == '_' ||
	       c == '-' || c == '+' || c == '%';
}

static bool
at_text(const struct fold *f, size_t i, struct str what)
{
	return i <= f->n && f->n - i >= what.n &&
	       memcmp(f->p + i, what.p, what.n) == 0;
}

/* An at sign or what is written for one at i; its length, or 0. */
static size_t
at_sign(const struct fold *f, size_t i)
{
	static const struct str forms[] = { STR_INIT("@"), STR_INIT("(at)"),
		STR_INIT("[at]"), STR_INIT("{at}"), STR_INIT("<at>"),
		STR_INIT("(a)"), STR_INIT("(@)"), STR_INIT("(krollalfa)"),
		STR_INIT("[krollalfa]") };
	char c = f->p[i];

	if (c != '@' && c != '(' && c != '[' && c != '{' && c != '<')
		return 0;
	for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++)
		if (at_text(f, i, forms[k]))
			return forms[k].n;
	return 0;
}

/* A dot of the domain, or what is written for one; its length, or 0. */
static size_t
dot_sign(const struct fold *f, size_t i)
{
	static const struct str forms[] = { STR_INIT("."), STR_INIT("(dot)"),
		STR_INIT("[dot]"), STR_INIT(" dot "), STR_INIT(" (dot) "),
		STR_INIT(" [dot] "), STR_INIT("(punktum)"),
		STR_INIT(" punktum "), STR_INIT("[.]"), STR_INIT("(.)") };

	for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++)
		if (at_text(f, i, forms[k]))
			return forms[k].n;
	return 0;
}

/* The end of the domain that begins at i, or i where there is none: labels
 * with dots between, the last of two letters or more. */
static size_t
domain_end(const struct fold *f, size_t i)
{
	size_t at = i, end = i, label = i;
	unsigned labels = 0;

	while (at < f->n && at - i < DOMAIN_MAX) {
		char c = f->p[at];
		size_t dot;

		if ((fold_is_word(c) && c != FOLD_LETTER) || c == '-') {
			at++;
			continue;
		}
		dot = at > label ? dot_sign(f, at) : 0;
		if (labels > 0 && at - label >= 2 && fold_is_alpha(f->p[label]))
			end = at;
		if (dot == 0)
			return end;
		labels++;
		at += dot;
		label = at;
	}
	if (labels > 0 && at - label >= 2 && fold_is_alpha(f->p[label]))
		end = at;
	return end;
}

static void
try_email(const struct look *l, size_t at, size_t len)
{
	const struct fold *f = l->f;
	size_t to = at, from, domain = at + len, end;

	while (to > 0 && at - to < 2 && f->p[to - 1] == ' ')
		to--;
	from = to;
	while (from > 0 && to - from < LOCAL_MAX && is_local(f->p[from - 1]))
		from--;
	while (from < to && (f->p[from] == '.' || f->p[from] == '-'))
		from++;
	while (domain < f->n && domain - at - len < 2 && f->p[domain] == ' ')
		domain++;
	/* "@ name" without a space before is a tag, not an address. */
	if (domain > at + len && to == at)
		return;
	end = domain_end(f, domain);
	if (from == to || end == domain)
		return;
	if (look_published(l, from, end, false))
		return;
	look_add(l, D_EMAIL, from, end, 0);
}

void
find_emails(struct look *l)
{
	for (size_t i = 0; i < l->f->n; i++) {
		size_t len = at_sign(l->f, i);

		if (len)
			try_email(l, i, len);
	}
}

static bool
word_end_is(const struct fold *f, size_t from, size_t to)
{
	static const struct str suffix[] = { STR_INIT("vegen"),
		STR_INIT("veien"), STR_INIT("veg"), STR_INIT("vei"),
		STR_INIT("gata"), STR_INIT("gaten"), STR_INIT("gate"),
		STR_INIT("gutua"), STR_INIT("bakken"), STR_INIT("bakke"),
		STR_INIT("lia"), STR_INIT("lien"), STR_INIT("stien"),
		STR_INIT("svingen"), STR_INIT("haugen"), STR_INIT("toppen"),
		STR_INIT("asen"), STR_INIT("plass"), STR_INIT("plassen"),
		STR_INIT("torget"), STR_INIT("alle"), STR_INIT("tunet"),
		STR_INIT("jordet"), STR_INIT("marka"), STR_INIT("moen"),
		STR_INIT("enga"), STR_INIT("feltet"), STR_INIT("ringen"),
		STR_INIT("kroken"), STR_INIT("flata"), STR_INIT("street"),
		STR_INIT("road") };

	for (size_t k = 0; k < sizeof(suffix) / sizeof(suffix[0]); k++)
		if (str_ends((struct str){ f->p + from, to - from }, suffix[k]))
			return true;
	return false;
}

static size_t
word_start(const struct fold *f, size_t to)
{
	while (to > 0 && (fold_is_alpha(f->p[to - 1]) || f->p[to - 1] == '-'))
		to--;
	return to;
}

/* Where the street name that ends before `to` begins, or `to`. */
static size_t
street_start(const struct fold *f, size_t to)
{
	size_t from = word_start(f, to), before;
	bool suffix = from < to && word_end_is(f, from, to);
	bool upper = fold_is_upper(f, from);

	if (to - from < 3 || (!suffix && !upper))
		return to;
	/* Øvre gate 3, Kong Haakons gate 5: on to the capital, three words. */
	for (int k = 0; k < 3 && !upper && from > 0; k++) {
		if (f->p[from - 1] != ' ')
			break;
		before = word_start(f, from - 1);
		if (before == from - 1 || !fold_is_upper(f, before))
			break;
		from = before;
	}
	return from;
}

/* Back over what may stand between house number and postal code. */
static size_t
back_over(const struct fold *f, size_t to, const char *signs, size_t most)
{
	size_t from = to;

	while (from > 0 && to - from < most && strchr(signs, f->p[from - 1]) &&
	       f->p[from - 1] != '\0')
		from--;
	return from;
}

/* Group k is a postal code with a place after it: the end of the place. */
static size_t
place_end(const struct fold *f, size_t code_end, bool *upper)
{
	size_t at = code_end, end;

	if (at >= f->n || f->p[at] != ' ')
		return code_end;
	at++;
	*upper = fold_is_upper(f, at);
	for (end = at; end < f->n && fold_is_alpha(f->p[end]); end++)
		;
	if (end - at < 2)
		return code_end;
	/* Østre Gausdal: a second word with a capital. */
	if (*upper && end + 1 < f->n && f->p[end] == ' ' &&
	    fold_is_upper(f, end + 1)) {
		size_t more = end + 1;

		while (more < f->n && fold_is_alpha(f->p[more]))
			more++;
		end = more;
	}
	return end;
}

static void
try_address(const struct look *l, const struct group *code)
{
	const struct fold *f = l->f;
	size_t to, at, digits, from, end;
	bool upper = false, suffix;

	if (code->to - code->from != 4 || !fold_word_ends(f, code->to) ||
	    !fold_word_begins(f, code->from))
		return;
	end = place_end(f, code->to, &upper);
	at = back_over(f, code->from, " ,.;\n-", 4);
	if (end == code->to || at == code->from)
		return;
	if (at > 0 && fold_is_alpha(f->p[at - 1]) &&
	    (at < 2 || !fold_is_alpha(f->p[at - 2])))
		at = back_over(f, at - 1, " ", 1); /* 31 B */
	for (digits = at; digits > 0 && fold_is_digit(f->p[digits - 1]);)
		digits--;
	if (digits == at || at - digits > 4)
		return;
	to = back_over(f, digits, " .", 2);
	from = street_start(f, to);
	if (from == to || to == digits)
		return;
	suffix = word_end_is(f, word_start(f, to), to);
	if (!upper && !suffix)
		return;
	if (look_word(l, W_NOT_NAME, from, to))
		return; /* March 3, 2026 */
	if (!look_published(l, from, end, false) &&
	    !look_published_from(l, from))
		look_add(l, D_ADDRESS, from, end, 0);
}

void
find_addresses(struct look *l)
{
	for (size_t k = 1; k < l->groups; k++)
		try_address(l, &l->group[k]);
}

/* Two capitals that are an abbreviation before a number, or letters that no
 * plate has. */
static bool
never_plate(const char *two)
{
	static const char other[] = "kr kl nr ca rv fv ev ns hr lb ps rs ks "
				    "as pb eu tv id fs fo sv sp ap kg nb dm "
				    "cv pc us uk st bb ab en";

	for (const char *p = other; *p; p += 3) {
		if (p[0] == two[0] && p[1] == two[1])
			return true;
		if (p[2] == '\0')
			break;
	}
	return two[0] == 'i' || two[0] == 'm' || two[0] == 'o' ||
	       two[0] == 'q' || two[0] == 'w' || two[1] == 'i' ||
	       two[1] == 'm' || two[1] == 'o' || two[1] == 'q' || two[1] == 'w';
}

static bool
labelled_other(const struct look *l, size_t place)
{
	size_t low = place > PLATE_REACH ? place - PLATE_REACH : 0;

	return look_word(l, W_OTHER_LABEL, low, place) != NULL;
}

static void
try_plate(const struct look *l, const struct group *g)
{
	const struct fold *f = l->f;
	size_t len = g->to - g->from, at = g->from, from, to;
	bool upper, vehicle;

	if ((len != 4 && len != 5) || f->p[g->from] == '0' ||
	    !fold_word_ends(f, g->to))
		return;
	if (at > 0 && (f->p[at - 1] == ' ' || f->p[at - 1] == '-'))
		at--;
	if (at < 2 || !fold_is_alpha(f->p[at - 1]) ||
	    !fold_is_alpha(f->p[at - 2]) || !fold_word_begins(f, at - 2) ||
	    f->p[at - 1] == FOLD_LETTER || f->p[at - 2] == FOLD_LETTER)
		return;
	upper = fold_is_upper(f, at - 1) && fold_is_upper(f, at - 2);
	look_sentence(l, g->from, &from, &to);
	vehicle = look_word(l, W_VEHICLE, from, to) != NULL;
	if (never_plate(f->p + at - 2) || labelled_other(l, at - 2))
		return;
	if (!vehicle && (!upper || len == 4))
		return;
	if (f->p[g->to < f->n ? g->to : 0] == '/' && g->to < f->n)
		return;
	look_add(l, D_PLATE, at - 2, g->to, 0);
}

void
find_plates(struct look *l)
{
	for (size_t k = 0; k < l->groups; k++)
		try_plate(l, &l->group[k]);
}

/* Up to three groups that make six digits after three letters, or eight
 * alone: the shape of a passport number; *from and *to its place. */
static bool
passport_at(const struct look *l, size_t k, size_t *from, size_t *to)
{
	const struct fold *f = l->f;
	size_t digits = 0, at = l->group[k].from, last = k;

	for (; last < l->groups && last < k + 4; last++) {
		if (last > k && l->group[last].sep != ' ')
			break;
		digits += l->group[last].to - l->group[last].from;
		if (digits >= 6)
			break;
	}
	if (last == l->groups || !fold_word_ends(f, l->group[last].to))
		return false;
	*to = l->group[last].to;
	if (at > 0 && (f->p[at - 1] == ' ' || f->p[at - 1] == '-'))
		at--;
	*from = word_start(f, at);
	if (at - *from >= 1 && at - *from <= 3 && digits >= 6 && digits <= 8 &&
	    fold_word_begins(f, *from) &&
	    (fold_is_upper(f, *from) || at - *from == 3) &&
	    at - *from + digits >= 8)
		return fold_is_upper(f, *from);
	*from = l->group[k].from;
	return digits == 8 && last == k && fold_word_begins(f, *from);
}

/* The groups that a word of the pass may speak of: 40 before, 60 after. */
void
find_passports(struct look *l)
{
	size_t word = 0;

	for (size_t k = 0; k < l->groups; k++) {
		size_t at = l->group[k].from, from, to;
		size_t low = at > PASS_REACH ? at - PASS_REACH : 0;
		const struct hit *pass = look_word(l, W_PASS, low, at);
		const struct hit *phone;

		if (!pass)
			pass = look_word(l, W_PASS, at, at + PASS_REACH);
		if (!pass || at < word || !passport_at(l, k, &from, &to))
			continue;
		/* A telephone label nearer than the pass. */
		phone = look_word(
		    l, W_PHONE_LABEL, pass->to < at ? pass->to : low, at);
		if (phone && from == at)
			continue;
		look_add(l, D_PASSPORT, from, to, 0);
		word = to;
	}
}
