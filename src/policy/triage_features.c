/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_features.c - a text as signs, words and pieces of words.
 */
#include <math.h>

#include "policy/triage_internal.h"

enum { PIECE_MIN = 3, PIECE_MAX = 5, FEATURES_MAX = 60000 };

static const char *const names[] = {
#define X(name, text) text,
	CATEGORIES(X)
#undef X
};
static const char *const flag_names[] = {
#define X(name, text) text,
	TRIAGE_FLAGS(X)
#undef X
};

const char *
category_name(enum category c)
{
	return names[c];
}

bool
category_parse(struct str name, enum category *out)
{
	for (int i = 0; i < CATEGORY_COUNT; i++)
		if (str_eq(name, str_from(names[i]))) {
			*out = (enum category)i;
			return true;
		}
	return false;
}

const char *
triage_flag_name(enum triage_flag f)
{
	return flag_names[f];
}

bool
triage_flag_parse(struct str name, enum triage_flag *out)
{
	for (int i = 0; i < TRIAGE_FLAG_COUNT; i++)
		if (str_eq(name, str_from(flag_names[i]))) {
			*out = (enum triage_flag)i;
			return true;
		}
	return false;
}

const char *
text_lang_name(enum text_lang l)
{
	static const char *const lang[] = { "nb", "nn", "en", "other" };

	return lang[l];
}

/* In the order of the categories: question, praise, neutral to us, not to us,
 * negative, factual error, formal matter. */
const float triage_rules[SIGN_COUNT][CATEGORY_COUNT] = {
	[SIGN_ASK] = { 0.9f, -0.3f, 0, 0, 0, 0, 0 },
	[SIGN_PRAISE] = { 0, 2.2f, 0, 0, -0.3f, -0.3f, -0.3f },
	[SIGN_NEG] = { -0.2f, -0.6f, -0.3f, -0.3f, 1.8f, 0, 0 },
	[SIGN_INFO] = { 0, 0, 1.8f, 0, 0, 0, 0 },
	[SIGN_TALK] = { 0, 0, 0, 1.8f, 0, 0, 0 },
	[SIGN_ERROR] = { 0, -0.2f, 0, 0, 0, 2.0f, 0 },
	[SIGN_APPLY] = { 0, -0.3f, 0, -0.3f, 0, 0, 2.0f },
	[SIGN_SPAM] = { -1, -1, -1, 4.0f, -1, -1, -1 },
	[SIGN_THREAT] = { -0.5f, -1.5f, -1, 0.8f, 1.5f, -0.5f, -0.5f },
	[SIGN_REPUTATION] = { 0, -0.6f, 0, 0, 1.2f, 0, 0 },
	[SIGN_ASKED] = { 1.3f, -0.7f, -0.4f, 0, -0.1f, -0.3f, 0 },
	[SIGN_QUESTION] = { 0.6f, -0.3f, -0.3f, 0, 0, 0, 0 },
	[SIGN_SHOUTED] = { 0, 0.2f, -0.2f, 0, 0.4f, 0, 0 },
	[SIGN_TAG] = { -0.5f, -0.5f, -0.5f, 3.0f, -0.5f, -0.5f, -1 },
	[SIGN_LINK] = { 0, 0, 0, 0.8f, 0, 0, 0 },
	[SIGN_GLAD] = { -0.2f, 0.8f, 0, 0.2f, -0.6f, -0.3f, -0.4f },
	[SIGN_CROSS] = { 0, -0.6f, -0.3f, 0, 1.5f, 0, -0.3f },
	[SIGN_ASK_FIRST] = { 0.8f, -0.3f, -0.3f, 0, 0, -0.2f, 0 },
	[SIGN_SHORT] = { 0, 0, 0.2f, 0.4f, 0, 0, -0.3f },
	[SIGN_LONG] = { 0, 0, -0.2f, -0.5f, 0.3f, 0, 0.1f },
	[SIGN_US] = { 0, 0, 0, -1.0f, 0.3f, 0.2f, 0.2f },
	[SIGN_YOU] = { -0.3f, -0.2f, -0.3f, 1.0f, 0, 0, -0.3f },
	[SIGN_CALLS] = { -0.2f, 0, -0.2f, 1.0f, 0, 0, -0.2f },
	[SIGN_LAUGHS] = { 0, 0, -0.3f, 0.9f, 0, 0, -0.5f },
	[SIGN_NOT_BUT] = { -0.3f, -0.3f, 0, 0, 0, 1.0f, 0 },
};

/* FNV-1a; the kind keeps a word apart from a piece of the same letters. */
static uint32_t
hash(uint32_t h, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		h ^= (unsigned char)p[i];
		h *= 16777619u;
	}
	return h;
}

struct gathering {
	struct arena *a;
	struct features *out;
	size_t room;
};

static void
put(struct gathering *g, uint32_t h, float value)
{
	struct features *x = g->out;

	if (x->n >= FEATURES_MAX)
		return;
	if (x->n == g->room) {
		size_t room = g->room ? 2 * g->room : 512;
		struct feature *v = ARENA_ARRAY(g->a, struct feature, room);

		if (x->n)
			memcpy(v, x->v, x->n * sizeof(*v));
		x->v = v;
		g->room = room;
	}
	h ^= h >> 15;
	x->v[x->n++] = (struct feature){ h & (BUCKETS - 1), value };
}

static void
pieces(struct gathering *g, const char *p, size_t n)
{
	char w[40];

	if (n > sizeof(w) - 2)
		n = sizeof(w) - 2;
	w[0] = '<';
	memcpy(w + 1, p, n);
	w[n + 1] = '>';
	for (size_t len = PIECE_MIN; len <= PIECE_MAX; len++)
		for (size_t i = 0; i + len <= n + 2; i++)
			put(g, hash(7u, w + i, len), 0.3f);
}

static size_t
words(struct gathering *g)
{
	const struct fold *f = g->out->f;
	uint32_t before = 0;
	size_t n = 0;

	for (size_t i = 0; i < f->n;) {
		size_t from = i;
		uint32_t h;

		while (i < f->n && fold_is_word(f->p[i]))
			i++;
		if (i == from) {
			if (strchr(".!?\n", f->p[i]))
				before = 0;
			i++;
			continue;
		}
		h = hash(2166136261u, f->p + from, i - from);
		put(g, h, 1.0f);
		if (before)
			put(g, before * 31u + h, 0.8f);
		pieces(g, f->p + from, i - from);
		before = h;
		n++;
	}
	return n;
}

bool
str_has_any(struct str text, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text.n >= v[i].n && memmem(text.p, text.n, v[i].p, v[i].n))
			return true;
	return false;
}

static void
faces(struct str text, float *sign)
{
	static const struct str glad[] = { STR_INIT("😍"), STR_INIT("🥰"),
		STR_INIT("👏"), STR_INIT("🙌"), STR_INIT("👍"), STR_INIT("❤"),
		STR_INIT("💚"), STR_INIT("💙"), STR_INIT("🤩"), STR_INIT("🎉"),
		STR_INIT("🥳"), STR_INIT("🙏") };
	static const struct str laughing[] = { STR_INIT("😂"), STR_INIT("🤣"),
		STR_INIT("😆"), STR_INIT("😅") };
	static const struct str cross[] = { STR_INIT("👎"), STR_INIT("😡"),
		STR_INIT("🤬"), STR_INIT("😠"), STR_INIT("🙃"),
		STR_INIT("🙄"), STR_INIT("🤮"), STR_INIT("🤡"),
		STR_INIT("😤"), STR_INIT("😔"), STR_INIT("🤦") };

	sign[SIGN_GLAD] = str_has_any(text, glad, sizeof(glad) / sizeof(*glad));
	sign[SIGN_LAUGHS] = str_has_any(
	    text, laughing, sizeof(laughing) / sizeof(*laughing));
	sign[SIGN_CROSS] = str_has_any(
	    text, cross, sizeof(cross) / sizeof(*cross));
}

static void
marks(struct str text, float *sign)
{
	static const struct str links[] = { STR_INIT("http"), STR_INIT("www."),
		STR_INIT(".example"), STR_INIT(">>>") };
	struct str t = str_trim(text);
	int shouts = 0;

	for (size_t i = 0; i < t.n; i++) {
		shouts += t.p[i] == '!';
		if (t.p[i] == '?' || str_starts(str_cut(t, i, t.n), STR("؟")))
			sign[SIGN_QUESTION] = 1;
	}
	sign[SIGN_SHOUTED] = shouts > 1 ? 1.0f : 0;
	for (size_t i = t.n; i > 0; i--) {
		unsigned char c = (unsigned char)t.p[i - 1];

		if (c == '?' || str_starts(str_cut(t, i - 1, t.n), STR("؟")))
			sign[SIGN_ASKED] = 1;
		if (c < 0x80 && c != ' ' && c != ')' && c != '!' && c != '"')
			break;
	}
	sign[SIGN_TAG] = t.n > 1 && t.p[0] == '@' ? 1.0f : 0;
	sign[SIGN_LINK] = str_has_any(t, links, sizeof(links) / sizeof(*links));
}

/* The lexicon reads Latin letters; the commonest words of other alphabets are
 * looked for as they stand. */
static void
other_letters(struct str text, float *sign)
{
	static const struct {
		enum sign sign;
		struct str v[10];
	} words[] = {
		{ SIGN_ASK,
		    { STR_INIT("Коли"), STR_INIT("Де "), STR_INIT("Чи "),
			STR_INIT("Як "), STR_INIT("скільки"),
			STR_INIT("Скільки"), STR_INIT("متى"), STR_INIT("أين"),
			STR_INIT("كيف"), STR_INIT("هل ") } },
		{ SIGN_PRAISE, { STR_INIT("Дякую"), STR_INIT("дякую"),
				   STR_INIT("Дякуємо"), STR_INIT("чудов"),
				   STR_INIT("Чудов"), STR_INIT("Спасибо"),
				   STR_INIT("спасибо"), STR_INIT("شكرا"),
				   STR_INIT("شكرًا"), STR_INIT("رائع") } },
		{ SIGN_NEG,
		    { STR_INIT("жах"), STR_INIT("сором"), STR_INIT("Сором"),
			STR_INIT("ніхто"), STR_INIT("Ніхто"),
			STR_INIT("погано"), STR_INIT("ужас"), STR_INIT("سيئ"),
			STR_INIT("لا أحد"), STR_INIT("عيب") } },
		{ SIGN_APPLY, { STR_INIT("прошу надати"), STR_INIT("Прошу"),
				  STR_INIT("подати заяву"), STR_INIT("заяву"),
				  STR_INIT("оскаржити"), STR_INIT("дозвіл"),
				  STR_INIT("скаргу на"), STR_INIT("أريد تقديم"),
				  STR_INIT("طلب"), STR_INIT("استئناف") } },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sign[words[i].sign] == 0 &&
		    str_has_any(text, words[i].v, 10))
			sign[words[i].sign] = 1;
}

bool
str_is_among(const struct str *v, size_t n, struct str w)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], w))
			return true;
	return false;
}
#define AMONG(v, w) str_is_among(v, sizeof(v) / sizeof((v)[0]), w)

/* A capital after a comma, or before the first one: a name that is called. */
static bool
calls(const struct fold *f, size_t from, size_t to)
{
	bool capital = fold_is_upper(f, from) && to - from > 2;
	bool after = from > 1 && f->p[from - 2] == ',';
	bool before = to < f->n && f->p[to] == ',';

	return capital &&
	       ((after && (to == f->n || strchr("?!. ", f->p[to]))) ||
		   (before && from == 0));
}

/* Whom it speaks to, by its small words. */
static void
address(const struct fold *f, float *sign)
{
	static const struct str us[] = { STR_INIT("dere"), STR_INIT("deres"),
		STR_INIT("dykk"), STR_INIT("dykkar"), STR_INIT("kommunen"),
		STR_INIT("kommuna"), STR_INIT("kommune"), STR_INIT("de"),
		STR_INIT("council"), STR_INIT("municipality") };
	static const struct str you[] = { STR_INIT("du"), STR_INIT("deg"),
		STR_INIT("din"), STR_INIT("ditt"), STR_INIT("mate") };
	static const struct str laughs[] = { STR_INIT("haha"),
		STR_INIT("hahaha"), STR_INIT("hehe"), STR_INIT("lol"),
		STR_INIT("hihi"), STR_INIT("haha!") };
	static const struct str not [] = { STR_INIT("ikke"), STR_INIT("ikkje"),
		STR_INIT("not") };

	for (size_t i = 0; i < f->n;) {
		size_t from = i;
		struct str w;

		while (i < f->n && fold_is_word(f->p[i]))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		w = (struct str){ f->p + from, i - from };
		if (AMONG(us, w))
			sign[SIGN_US] = 1;
		if (AMONG(you, w))
			sign[SIGN_YOU] = 1;
		if (AMONG(laughs, w))
			sign[SIGN_LAUGHS] = 1;
		if (from > 1 && f->p[from - 2] == ',' && AMONG(not, w))
			sign[SIGN_NOT_BUT] = 1;
		if (calls(f, from, i))
			sign[SIGN_CALLS] = 1;
	}
	if (sign[SIGN_US] > 0)
		sign[SIGN_YOU] = 0;
}

/* Each further word of a class counts for less: a rant is not ten rants. */
static void
classes(struct features *x)
{
	int n[SIGN_BIAS] = { 0 };

	for (size_t i = 0; i < x->hits.n; i++) {
		const struct hit *h = &x->hits.v[i];

		if (h->cls < T_ASK || h->cls > T_REPUTATION)
			continue;
		n[h->cls - T_ASK]++;
		if (h->cls == T_ASK && h->from < 12)
			x->sign[SIGN_ASK_FIRST] = 1;
	}
	for (int i = 0; i < SIGN_BIAS; i++)
		x->sign[i] = n[i] == 0	 ? 0
			     : n[i] == 1 ? 1.0f
			     : n[i] == 2 ? 1.5f
					 : 1.8f;
}

void
triage_features(struct arena *a, struct str text,
    const struct lexicon *words_of, struct features *out)
{
	struct fold *f = ARENA_NEW(a, struct fold);
	struct gathering g = { .a = a, .out = out };
	double sum = 0;
	size_t n;

	*out = (struct features){ .f = f };
	*f = fold_text(a, text);
	out->hits = lexicon_find_in(words_of, a, f);
	classes(out);
	marks(text, out->sign);
	faces(text, out->sign);
	other_letters(text, out->sign);
	address(f, out->sign);
	out->sign[SIGN_THREAT] = triage_threatens(a, out, text) ? 1.0f : 0;
	if (out->sign[SIGN_SPAM] == 0 && triage_spams(out))
		out->sign[SIGN_SPAM] = 1;
	if (out->sign[SIGN_SPAM] > 0 || !triage_scandal(a, out))
		out->sign[SIGN_REPUTATION] = 0;
	else if (out->sign[SIGN_REPUTATION] == 0)
		out->sign[SIGN_REPUTATION] = 1;
	out->sign[SIGN_BIAS] = 1;
	n = words(&g);
	out->sign[SIGN_SHORT] = n < 5 ? 1.0f : 0;
	out->sign[SIGN_LONG] = n > 40 ? 1.0f : 0;
	for (size_t i = 0; i < out->n; i++)
		sum += (double)out->v[i].value * (double)out->v[i].value;
	if (sum > 0)
		for (size_t i = 0; i < out->n; i++)
			out->v[i].value /= (float)sqrt(sum);
}
