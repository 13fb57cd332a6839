/* SPDX-License-Identifier: EUPL-1.2
 *
 * k7.c - general answers are signed with own name, first name only (K7).
 * A signature is the last line or lines of a reply, or the end of its last
 * line: a greeting and a name, or a name alone.  A unit's name is none.
 */
#include "policy/lexicon.h"
#include "policy/rules.h"

/* REQ: K7 */

#define LINES_MAX  8  /* looked at, from the end */
#define WORDS_MAX  12 /* of a line that may be a signature */
#define FOOT_MAX   4  /* lines below the name */
#define FOOT_WORDS 6
#define SIGN_MAX   240 /* bytes of the view */
#define TAIL_WORDS 4   /* "i Kultur", "at the town hall" */

struct line {
	size_t from, to; /* in the view, trimmed of blanks */
};

enum sign_kind { SIGN_NONE, SIGN_GREETING, SIGN_NAME };

struct sign {
	enum sign_kind kind;
	struct line whole;
	size_t from, to; /* the name */
	bool surname;
};

struct sheet {
	const struct policy_input *in;
	const struct fold *f;
	struct hits hits;
	struct fold first, last; /* the responder's names, folded */
};

static bool
blank(char c)
{
	return c == ' ' || c == FOLD_OTHER || c == '.' || c == '!' ||
	       c == ',' || c == '*' || c == '_' || c == '~';
}

static size_t
word_to(const struct fold *f, size_t at, size_t to)
{
	while (at < to && (fold_is_alpha(f->p[at]) || f->p[at] == '\'' ||
			      (f->p[at] == '-' && at + 1 < to &&
				  fold_is_alpha(f->p[at + 1]))))
		at++;
	return at;
}

/* Spaces in it, at most WORDS_MAX + 1. */
static size_t
words_in(const struct fold *f, size_t from, size_t to)
{
	size_t words = 0;

	for (size_t i = from; i < to && words <= WORDS_MAX; i++)
		words += f->p[i] == ' ';
	return words;
}

/* The longest greeting that begins at `at`; its end, or `at`. */
static size_t
greeting_end(const struct sheet *s, size_t at, size_t to)
{
	size_t end = at;

	for (size_t i = hits_after(&s->hits, at); i < s->hits.n; i++) {
		const struct hit *h = &s->hits.v[i];

		if (h->to > to || h->to > at + 24)
			break;
		if (h->cls == W_GREETING &&
		    (h->from == at || words_in(s->f, at, h->from) <= 1))
			end = h->to; /* "Sommerhilsen", "musical regards" */
	}
	return end;
}

static struct str
view(const struct fold *f, size_t from, size_t to)
{
	return (struct str){ f->p + from, to - from };
}

/* The end of `name` at `at`, whole words ("Anne-Mette" too), or at. */
static size_t
name_here(const struct fold *f, size_t at, size_t to, const struct fold *name)
{
	if (name->n == 0 || to - at < name->n ||
	    !fold_word_ends(f, at + name->n))
		return at;
	for (size_t i = 0; i < name->n; i++)
		if (f->p[at + i] != name->p[i] &&
		    (name->p[i] != ' ' || f->p[at + i] != '-'))
			return at;
	return at + name->n;
}

/* A word that only services and units have at their end. */
static bool
sounds_municipal(const struct lexicon *lex, struct str w)
{
	static const struct str end[] = { STR_INIT("senteret"),
		STR_INIT("tjenesten"), STR_INIT("tenesta"), STR_INIT("kommune"),
		STR_INIT("kommunen"), STR_INIT("skole"), STR_INIT("skule"),
		STR_INIT("kontoret"), STR_INIT("biblioteket"),
		STR_INIT("barnehage"), STR_INIT("barnehagen"),
		STR_INIT("drift"), STR_INIT("teamet"), STR_INIT("avdelingen"),
		STR_INIT("avdelinga"), STR_INIT("sentralen"),
		STR_INIT("torget"), STR_INIT("council"), STR_INIT("office"),
		STR_INIT("team"), STR_INIT("library"), STR_INIT("department"),
		STR_INIT("services"), STR_INIT("centre"), STR_INIT("center"),
		STR_INIT("staff"), STR_INIT("school"), STR_INIT("etaten"),
		STR_INIT("enheten"), STR_INIT("seksjonen"), STR_INIT("skolen"),
		STR_INIT("skulen"), STR_INIT("hjemmet"), STR_INIT("heimen"),
		STR_INIT("huset") };

	for (size_t i = 0; i < sizeof(end) / sizeof(end[0]); i++)
		if (str_ends(w, end[i]))
			return true;
	return lexicon_is(lex, W_NOT_NAME, w);
}

static bool
is_listed(const struct sheet *s, size_t at, const struct str_list *list)
{
	struct str here = str_cut(
	    s->in->text, fold_start(s->f, at), s->in->text.n);

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].n && str_starts(here, list->v[i]))
			return true;
	return false;
}

static bool
is_unit(const struct sheet *s, size_t at, size_t end)
{
	return is_listed(s, at, &s->in->context->municipality.units) ||
	       is_listed(s, at, &s->in->context->municipality.names) ||
	       sounds_municipal(s->in->context->lexicon, view(s->f, at, end));
}

/* "Building Department": a unit by a later word. */
static bool
ends_municipal(const struct sheet *s, size_t at, size_t to)
{
	const struct fold *f = s->f;

	while (at + 1 < to && f->p[at] == ' ') {
		size_t end = word_to(f, at + 1, to);

		if (end > at + 1 && sounds_municipal(s->in->context->lexicon,
					view(f, at + 1, end)))
			return true;
		at = end > at + 1 ? end : to;
	}
	return false;
}

/* First names from `at` (greeted: any with a capital): their end, or at. */
static size_t
first_names(const struct sheet *s, size_t at, size_t to, bool greeted)
{
	const struct fold *f = s->f;
	const struct lexicon *lex = s->in->context->lexicon;
	size_t end = name_here(f, at, to, &s->first), next;

	if (end > at)
		return end;
	end = word_to(f, at, to);
	if (end == at || !fold_is_upper(f, at) || end - at < 2 ||
	    is_unit(s, at, end) || name_here(f, at, to, &s->last) == end)
		return at;
	if (!lexicon_is(lex, W_NAME, view(f, at, end)))
		return greeted && !ends_municipal(s, end, to) ? end : at;
	while (end < to && f->p[end] == ' ' && fold_is_upper(f, end + 1)) {
		next = word_to(f, end + 1, to);
		if (!lexicon_is(lex, W_NAME, view(f, end + 1, next)))
			break;
		end = next;
	}
	return end;
}

/* Names after the first: initials and words with a capital. */
static size_t
surnames(const struct fold *f, size_t at, size_t to)
{
	size_t end = at;

	while (end + 1 < to && f->p[end] == ' ' && fold_is_upper(f, end + 1)) {
		end = word_to(f, end + 1, to);
		if (end < to && f->p[end] == '.')
			end++;
	}
	return end;
}

/* The responder's family name after the first, however it is written. */
static size_t
own_surname(const struct sheet *s, size_t at, size_t to)
{
	size_t name = at, end;

	while (name < to && s->f->p[name] == ' ')
		name++;
	end = name > at ? name_here(s->f, name, to, &s->last) : name;
	return end > name ? end : at;
}

/* May a signature go on like this after the name? */
static bool
tail_allowed(const struct fold *f, size_t at, size_t to)
{
	static const struct str go[] = { STR_INIT(" i "), STR_INIT(" pa "),
		STR_INIT(" fra "), STR_INIT(" ved "), STR_INIT(" hos "),
		STR_INIT(" hja "), STR_INIT(" in "), STR_INIT(" at "),
		STR_INIT(" from "), STR_INIT(" on "), STR_INIT(" for "),
		STR_INIT(" |"), STR_INIT(" v/"), STR_INIT(" @"), STR_INIT(" ("),
		STR_INIT(" - "), STR_INIT(" /"), STR_INIT(" og "),
		STR_INIT(" and ") };
	size_t end;

	while (at < to && f->p[at] == FOLD_OTHER)
		at++;
	for (end = at; end < to && !fold_is_word(f->p[end]);)
		end++;
	if (end >= to || f->p[at] == ',' || f->p[at] == '/' || f->p[at] == '|')
		return true; /* a smile, a unit */
	for (size_t i = 0; i < sizeof(go) / sizeof(go[0]); i++)
		if (str_starts(view(f, at, to), go[i]))
			return words_in(f, at, to) <= TAIL_WORDS;
	return false;
}

/* G. Stavn, or the family name alone. */
static size_t
surname_only(const struct sheet *s, size_t at, size_t to)
{
	const struct fold *f = s->f;
	size_t end = name_here(f, at, to, &s->last);

	if (end > at)
		return end;
	if (to - at > 3 && fold_is_upper(f, at) && f->p[at + 1] == '.' &&
	    f->p[at + 2] == ' ' && fold_is_upper(f, at + 3))
		return word_to(f, at + 3, to);
	return at;
}

/* "Alt godt fra Kari", "regards from us, Kari" */
static size_t
past_from(const struct fold *f, size_t at, size_t to)
{
	static const struct str from[] = { STR_INIT("fra "), STR_INIT("from "),
		STR_INIT("oss "), STR_INIT("us "), STR_INIT("alle oss "),
		STR_INIT("all of us ") };

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		if (str_starts(view(f, at, to), from[i]))
			return at + from[i].n;
	return at;
}

/* "Hilsen bibliotekar Kari", "fra oss v/ Kari": on to the own name. */
static size_t
past_role(const struct sheet *s, size_t at, size_t to)
{
	for (size_t i = at; i < to; i++)
		if (fold_word_begins(s->f, i) && fold_is_upper(s->f, i) &&
		    name_here(s->f, i, to, &s->first) > i)
			return i;
	return at;
}

static struct sign
read_sign(const struct sheet *s, size_t from, size_t to)
{
	const struct fold *f = s->f;
	struct sign x = { .whole = { from, to } };
	size_t at = from, end;
	bool greeted;

	while (to > from && (blank(f->p[to - 1]) || f->p[to - 1] == '-'))
		to--;
	if (to - from > SIGN_MAX)
		return x;
	while (at < to && (blank(f->p[at]) || strchr("-/^|>=(", f->p[at])))
		at++;
	end = greeting_end(s, at, to);
	greeted = end > at;
	for (at = end; greeted && at < to &&
		       (blank(f->p[at]) || strchr(":-/|", f->p[at]) != NULL);)
		at++;
	if (greeted)
		at = past_from(f, at, to);
	if (at >= to) {
		x.kind = greeted ? SIGN_GREETING : SIGN_NONE;
		return x;
	}
	if (words_in(f, from, to) >= WORDS_MAX || f->p[to - 1] == '?')
		return x;
	if (greeted)
		at = past_role(s, at, to);
	x.from = at;
	end = first_names(s, at, to, greeted);
	x.to = surnames(f, end, to);
	if (end > at && x.to == end)
		x.to = own_surname(s, end, to);
	x.surname = x.to > end && end > at;
	if (end == at) {
		x.to = surname_only(s, at, to);
		x.surname = x.to > at;
	}
	if (x.to > at && (greeted || tail_allowed(f, x.to, to)))
		x.kind = SIGN_NAME;
	return x;
}

/* At the end of a line of text: after its last sentence or greeting. */
static struct sign
read_tail(const struct sheet *s, struct line l)
{
	const struct fold *f = s->f;
	size_t to = l.to, at;
	struct sign x;

	while (to > l.from && blank(f->p[to - 1]))
		to--;
	for (size_t i = hits_after(&s->hits, l.from); i < s->hits.n; i++) {
		const struct hit *h = &s->hits.v[i];

		if (h->to > to)
			break;
		if (h->cls != W_GREETING || h->from <= l.from ||
		    !fold_is_upper(f, h->from))
			continue;
		x = read_sign(s, h->from, to);
		if (x.kind == SIGN_NAME)
			return x;
	}
	for (at = to; at > l.from + 1; at--)
		if (f->p[at - 1] == ' ' &&
		    strchr(".!?\x01", f->p[at - 2]) != NULL)
			break;
	if (at <= l.from + 1)
		return (struct sign){ 0 };
	return read_sign(s, at, to);
}

/* The last lines that are not blank. */
static size_t
last_lines(const struct fold *f, struct line *out)
{
	size_t n = 0, to = f->n;

	while (n < LINES_MAX && to > 0) {
		size_t from = to, a, b;

		while (from > 0 && f->p[from - 1] != '\n')
			from--;
		for (a = from; a < to && f->p[a] == ' ';)
			a++;
		for (b = to; b > a && f->p[b - 1] == ' ';)
			b--;
		if (b > a)
			out[n++] = (struct line){ a, b };
		to = from > 0 ? from - 1 : 0;
	}
	return n;
}

/* Is the last line a title or a department under a name? */
static bool
below_a_name(const struct sheet *s, const struct line *line)
{
	return line[0].to > line[0].from &&
	       strchr(".!?", s->f->p[line[0].to - 1]) == NULL &&
	       words_in(s->f, line[0].from, line[0].to) < TAIL_WORDS &&
	       read_sign(s, line[0].from, line[0].to).kind == SIGN_NONE &&
	       read_sign(s, line[1].from, line[1].to).kind == SIGN_NAME;
}

static bool
has_letters(const struct fold *f, struct line l)
{
	for (size_t i = l.from; i < l.to; i++)
		if (fold_is_alpha(f->p[i]))
			return true;
	return false;
}

/* Below a signature: the unit, a telephone, a net address, PS, only signs. */
static bool
is_foot(const struct sheet *s, struct line l)
{
	static const struct str reach[] = { STR_INIT("tlf"), STR_INIT("tel"),
		STR_INIT("telefon"), STR_INIT("phone"), STR_INIT("www"),
		STR_INIT("http"), STR_INIT("epost"), STR_INIT("e-post"),
		STR_INIT("apent"), STR_INIT("apning"), STR_INIT("opning") };
	struct str v = view(s->f, l.from, l.to);

	if (!has_letters(s->f, l) || str_starts(v, STR("ps")) ||
					 str_starts(v, STR("p.s")))
		return true;
	if (words_in(s->f, l.from, l.to) > FOOT_WORDS)
		return false;
	for (size_t i = 0; i < sizeof(reach) / sizeof(reach[0]); i++)
		if (str_starts(v, reach[i]))
			return true;
	if (str_find_char(v, '@') != STR_NOWHERE &&
	    str_find_char(v, ' ') == STR_NOWHERE)
		return true;
	return is_unit(s, l.from, l.to) &&
	       read_sign(s, l.from, l.to).kind == SIGN_NONE;
}

/* The signatures, the last first; at most two are of interest. */
static size_t
signatures(const struct sheet *s, struct sign out[2])
{
	struct line line[LINES_MAX];
	size_t lines = last_lines(s->f, line), n = 0, i = 0;

	/* The unit below the name and where to reach it are part of it. */
	while (i < FOOT_MAX && i + 1 < lines && is_foot(s, line[i]))
		i++;
	if (i + 1 < lines && below_a_name(s, line + i))
		i++;
	for (; i < lines && n < 2; i++) {
		struct sign x = read_sign(s, line[i].from, line[i].to);

		if (!has_letters(s->f, line[i]) ||
		    (n > 0 && is_foot(s, line[i])))
			continue;
		if (x.kind == SIGN_NAME)
			out[n++] = x;
		if (x.kind != SIGN_NONE)
			continue;
		x = read_tail(s, line[i]);
		if (x.kind == SIGN_NAME)
			out[n++] = x;
		break;
	}
	return n;
}

static void
add(const struct sheet *s, struct findings *out, const char *kind,
    struct line at)
{
	struct finding x = {
		.rule = "K7", .kind = kind, .severity = WARN, .lift = LIFT_SELF
	};

	if (at.to > at.from) {
		x.start = fold_start(s->f, at.from);
		x.end = fold_end(s->f, at.to);
	}
	findings_add(out, x);
}

static void
check(struct findings *out, const struct policy_input *in)
{
	const struct policy_context *c = in->context;
	struct sheet s = { .in = in, .f = out->folded };
	struct sign sign[2];
	size_t n;

	if (in->as != AS_REPLY || str_trim(in->text).n == 0)
		return;
	s.hits = *out->hits;
	s.first = fold_text(out->arena, str_trim(c->responder.first_name));
	s.last = fold_text(out->arena, str_trim(c->responder.last_name));
	n = signatures(&s, sign);
	if (n == 0)
		add(&s, out, "signature_missing", (struct line){ 0, 0 });
	if (n == 2)
		add(&s, out, "signature_doubled", sign[0].whole);
	if (str_eq(c->reply_kind, STR("statement")))
		return; /* may carry full name and title */
	for (size_t i = 0; i < n; i++)
		if (sign[i].surname)
			add(&s, out, "signature_surname",
			    (struct line){ sign[i].from, sign[i].to });
}

const struct policy_rule rule_k7 = {
	.name = "K7",
	.law = "the municipality's guidelines, K7",
	.check = check,
};
