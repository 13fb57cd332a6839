/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon.c - see lexicon.h.  In words.def a star lets the word go on in that
 * direction (*kreft* is found in brystkreften), a bar is a joint that may be
 * written together, with a space or with a hyphen, an underscore is a space,
 * a comma may be written or not.
 */
#include "policy/lexicon.h"

#include <assert.h>
#include <pthread.h>

#include "base/buf.h"

#define NODES	  110000
#define WORDS_MAX 30000
#define SYMBOLS	  39 /* a-z, space, hyphen, 0-9, comma; all else ends */
#define BEGINS	  1  /* must stand at the beginning of a word */
#define ENDS	  2

struct node {
	uint32_t next[SYMBOLS];
	uint16_t word;	 /* 1 + index into words, 0: none ends here */
	uint32_t longer; /* node of the next shorter word that ends here too */
	uint32_t fail;
};

struct word {
	unsigned char cls, flags, len;
	uint16_t same; /* 1 + the next word with the same letters */
};

struct lexicon {
	struct node *node;
	struct word *word;
	unsigned nodes, words;
	struct buf list;
	bool bad; /* a word did not fit or holds what no word holds */
};

static unsigned char symbol_of[256]; /* 0: none, else 1 + symbol */

static const struct {
	enum word_class cls;
	struct str list;
} table[] = {
#define WORDS(cls, list) { cls, STR_INIT(list) },
#include "policy/words.def"
#undef WORDS
};

static void
add_word(struct lexicon *x, enum word_class cls, struct str w, unsigned flags)
{
	unsigned at = 0;

	if (w.n == 0)
		return;
	for (size_t i = 0; i < w.n && !x->bad; i++) {
		unsigned s = symbol_of[(unsigned char)w.p[i]];

		if (s == 0 || x->nodes == NODES) {
			x->bad = true;
			return;
		}
		if (x->node[at].next[s - 1] == 0)
			x->node[at].next[s - 1] = x->nodes++;
		at = x->node[at].next[s - 1];
	}
	if (x->bad || x->words == WORDS_MAX) {
		x->bad = true;
		return;
	}
	x->word[x->words] = (struct word){ (unsigned char)cls,
		(unsigned char)flags, (unsigned char)w.n, x->node[at].word };
	x->node[at].word = (uint16_t)++x->words;
	buf_put(&x->list, w);
	buf_char(&x->list, '\n');
}

/* As it stands, with its commas, and without them. */
static void
add_commas(struct lexicon *x, enum word_class cls, struct str s, unsigned flags)
{
	char w[80];
	size_t n = 0;

	add_word(x, cls, s, flags);
	if (str_find_char(s, ',') == STR_NOWHERE || s.n > sizeof(w))
		return;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ',')
			w[n++] = s.p[i];
	add_word(x, cls, (struct str){ w, n }, flags);
}

/* The joints written together, with a space, with a hyphen. */
static void
add_joined(struct lexicon *x, enum word_class cls, struct str s, unsigned flags)
{
	static const char joint[] = { 0, ' ', '-' };
	bool joints = str_find_char(s, '|') != STR_NOWHERE;
	char w[80];

	if (s.n >= sizeof(w)) {
		x->bad = true;
		return;
	}
	for (size_t k = 0; k < (joints ? sizeof(joint) : 1); k++) {
		size_t n = 0;

		for (size_t i = 0; i < s.n; i++) {
			if (s.p[i] != '|')
				w[n++] = s.p[i];
			else if (joint[k])
				w[n++] = joint[k];
		}
		add_commas(x, cls, (struct str){ w, n }, flags);
	}
}

/* æ, ø, å written ae, oe, aa. */
static struct str
digraphs(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < s.n; i++) {
		struct str rest = { s.p + i, s.n - i };

		if (str_starts(rest, STR("æ")))
			buf_lit(&b, "ae"), i++;
		else if (str_starts(rest, STR("ø")))
			buf_lit(&b, "oe"), i++;
		else if (str_starts(rest, STR("å")))
			buf_lit(&b, "aa"), i++;
		else
			buf_char(&b, s.p[i]);
	}
	return buf_str(&b);
}

static void
add_entry(struct lexicon *x, enum word_class cls, struct str s)
{
	struct arena a = { 0 };
	unsigned flags = BEGINS | ENDS;
	struct buf b = { .arena = &a };
	struct fold f;

	if (s.n && s.p[0] == '*')
		s.p++, s.n--, flags &= ~(unsigned)BEGINS;
	if (s.n && s.p[s.n - 1] == '*')
		s.n--, flags &= ~(unsigned)ENDS;
	for (size_t i = 0; i < s.n; i++)
		buf_put(
		    &b, s.p[i] == '_' ? STR(" ") : (struct str){ s.p + i, 1 });
	f = fold_text(&a, buf_str(&b));
	add_joined(x, cls, (struct str){ f.p, f.n }, flags);
	s = digraphs(&a, buf_str(&b));
	if (s.n != b.n || f.n != b.n) {
		struct str plain = { f.p, f.n };

		f = fold_text(&a, s);
		if (!str_eq((struct str){ f.p, f.n }, plain))
			add_joined(x, cls, (struct str){ f.p, f.n }, flags);
	}
	arena_free(&a);
}

/* One step of a node: to a child, whose longest suffix is where the node's
 * own suffix steps to, or there at once.  True for a child. */
static bool
close_step(struct node *node, unsigned at, unsigned s)
{
	unsigned to = node[at].next[s];
	uint32_t slip = at ? node[node[at].fail].next[s] : 0;

	if (to)
		node[to].fail = slip;
	else
		node[at].next[s] = slip;
	return to != 0;
}

/* Breadth first: every missing step is filled with that of the longest
 * suffix, so that finding takes one look a byte. */
static void
close_automaton(struct node *node, uint32_t *queue)
{
	unsigned head = 0, tail = 0;

	queue[tail++] = 0;
	while (head < tail) {
		unsigned at = queue[head++], fail = node[at].fail;

		node[at].longer = node[fail].word ? fail : node[fail].longer;
		for (unsigned s = 0; s < SYMBOLS; s++)
			if (close_step(node, at, s))
				queue[tail++] = node[at].next[s];
	}
}

static void
symbols(void)
{
	for (unsigned c = 'a'; c <= 'z'; c++)
		symbol_of[c] = (unsigned char)(c - 'a' + 1);
	symbol_of[' '] = 27;
	symbol_of['\''] = 27; /* don't: written don_t */
	symbol_of['-'] = 28;
	for (unsigned c = '0'; c <= '9'; c++)
		symbol_of[c] = (unsigned char)(c - '0' + 29);
	symbol_of[','] = 39;
}

static bool
is_removed(const struct lexicon_edits *e, enum word_class cls, struct str w)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->v[i].removed && e->v[i].cls == cls &&
		    str_eq(e->v[i].word, w))
			return true;
	return false;
}

static const struct lexicon *
make(struct arena *a, const struct lexicon_edits *e)
{
	struct lexicon *x = ARENA_ARRAY(a, struct lexicon, 1);

	*x = (struct lexicon){ .nodes = 1, .list.arena = a };
	x->node = ARENA_ARRAY(a, struct node, NODES);
	x->word = ARENA_ARRAY(a, struct word, WORDS_MAX);
	memset(x->node, 0, NODES * sizeof(*x->node));
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str rest = table[i].list;

		while (rest.p) {
			struct str one = str_take(&rest, ' ');

			if (one.n && !is_removed(e, table[i].cls, one))
				add_entry(x, table[i].cls, one);
		}
	}
	for (size_t i = 0; i < e->n; i++)
		if (!e->v[i].removed)
			add_entry(x, e->v[i].cls, e->v[i].word);
	if (x->bad)
		return NULL;
	close_automaton(x->node, ARENA_ARRAY(a, uint32_t, NODES));
	return x;
}

static const struct lexicon *builtin;
static struct arena builtin_arena;

static void
build(void)
{
	symbols();
	builtin = make(&builtin_arena, &(struct lexicon_edits){ 0 });
	assert(builtin);
}

static pthread_once_t built = PTHREAD_ONCE_INIT;

const struct lexicon *
lexicon_builtin(void)
{
	pthread_once(&built, build);
	return builtin;
}

const struct lexicon *
lexicon_edited(struct arena *a, const struct lexicon_edits *e)
{
	(void)lexicon_builtin();
	return make(a, e);
}

struct found {
	struct arena *arena;
	struct hit *v;
	size_t n, room;
};

static void
found_add(struct found *out, struct hit h)
{
	if (out->n == out->room) {
		size_t room = out->room ? 2 * out->room : 64;
		struct hit *v = ARENA_ARRAY(out->arena, struct hit, room);

		if (out->n)
			memcpy(v, out->v, out->n * sizeof(*v));
		out->v = v;
		out->room = room;
	}
	out->v[out->n++] = h;
}

static void
take_words(struct found *out, const struct lexicon *lex, const struct fold *f,
    unsigned at, size_t end)
{
	const struct word *word = lex->word;

	for (unsigned w = lex->node[at].word; w; w = word[w - 1].same) {
		const struct word *x = &word[w - 1];
		size_t from = end - x->len;

		if ((x->flags & BEGINS) && !fold_word_begins(f, from))
			continue;
		if ((x->flags & ENDS) && !fold_word_ends(f, end))
			continue;
		found_add(out, (struct hit){ (uint32_t)from, (uint32_t)end,
				   (enum word_class)x->cls });
	}
}

struct hits
lexicon_find_in(
    const struct lexicon *lex, struct arena *a, const struct fold *f)
{
	const struct lexicon *x = lex ? lex : lexicon_builtin();
	const struct node *node = x->node;
	struct found out = { .arena = a };
	unsigned at = 0;

	for (size_t i = 0; i < f->n; i++) {
		unsigned s = symbol_of[(unsigned char)f->w[i]];

		at = s ? node[at].next[s - 1] : 0;
		if (node[at].word | node[at].longer)
			for (unsigned k = at; k; k = node[k].longer)
				take_words(&out, x, f, k, i + 1);
	}
	return (struct hits){ out.v, out.n };
}

struct str
lexicon_words(struct arena *a)
{
	return str_copy(a, buf_str(&lexicon_builtin()->list));
}

size_t
hits_after(const struct hits *h, size_t place)
{
	size_t lo = 0, hi = h->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (h->v[mid].to > place)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

bool
lexicon_is(const struct lexicon *lex, enum word_class cls, struct str s)
{
	const struct lexicon *x = lex ? lex : lexicon_builtin();
	const struct node *node = x->node;
	const struct word *word = x->word;
	unsigned at = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned sym = symbol_of[(unsigned char)s.p[i]];

		at = sym ? node[at].next[sym - 1] : 0;
	}
	for (unsigned w = node[at].word; w; w = word[w - 1].same)
		if (word[w - 1].cls == cls && word[w - 1].len == s.n)
			return true;
	return false;
}

/* What a municipality may edit -------------------------------------------- */

const struct lexicon_class lexicon_classes[] = {
#define X(cls, name, safety) { name, cls, safety },
	LEXICON_EDITABLE(X)
#undef X
};
const size_t lexicon_nclasses = sizeof(lexicon_classes) /
				sizeof(lexicon_classes[0]);

const struct lexicon_class *
lexicon_class_find(struct str name)
{
	for (size_t i = 0; i < lexicon_nclasses; i++)
		if (str_eq(name, str_from(lexicon_classes[i].name)))
			return &lexicon_classes[i];
	return NULL;
}

size_t
lexicon_class_words(struct arena *a, enum word_class cls, struct str **out)
{
	size_t n = 0;

	*out = ARENA_ARRAY(a, struct str, WORDS_MAX);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str rest = table[i].list;

		while (table[i].cls == cls && rest.p && n < WORDS_MAX) {
			struct str one = str_take(&rest, ' ');

			if (one.n)
				(*out)[n++] = one;
		}
	}
	return n;
}

bool
lexicon_word_ok(struct str word)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct fold f;
	bool ok;

	(void)lexicon_builtin(); /* its table of symbols */
	if (word.n && word.p[0] == '*')
		word = str_cut(word, 1, word.n);
	if (word.n && word.p[word.n - 1] == '*')
		word = str_cut(word, 0, word.n - 1);
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] != '|')
			buf_char(
			    &b, (char)(word.p[i] == '_' ? ' ' : word.p[i]));
	f = fold_text(&a, buf_str(&b));
	ok = f.n > 1 && f.n <= 60 && f.p[0] != ' ' && f.p[f.n - 1] != ' ';
	for (size_t i = 0; i < f.n && ok; i++)
		ok = symbol_of[(unsigned char)f.p[i]] != 0;
	arena_free(&a);
	return ok;
}
