/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_tree.c - the tree against RFC 9162's definitions, written here a
 * second time as they stand there (and slowly), and against published roots.
 * REQ: SPEC 6; RFC 9162 section 2.1
 */
#include <dirent.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "ledger/tree.h"
#include "tests/test.h"

enum { LEAVES = 300, ALL_WRONG = 48 };

static struct hash leaves[LEAVES];
/* memo[begin][n]: MTH(D[begin:begin+n]) */
static struct hash memo[LEAVES][LEAVES + 1];
static bool known[LEAVES][LEAVES + 1];

/* The definitions --------------------------------------------------------- */
/* k: the largest power of two smaller than n. */
static size_t
half(size_t n)
{
	size_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

/* MTH, section 2.1.1, without the tree's own node function. */
static struct hash
mth(size_t begin, size_t n)
{
	unsigned char in[1 + 2 * HASH_SIZE] = { 1 };
	struct hash left, right;

	if (known[begin][n])
		return memo[begin][n];
	if (n == 1) {
		memo[begin][n] = leaves[begin];
	} else {
		left = mth(begin, half(n));
		right = mth(begin + half(n), n - half(n));
		memcpy(in + 1, left.b, HASH_SIZE);
		memcpy(in + 1 + HASH_SIZE, right.b, HASH_SIZE);
		crypto_hash_sha256(memo[begin][n].b, in, sizeof(in));
	}
	known[begin][n] = true;
	return memo[begin][n];
}

static void
put(struct tree_proof *p, struct hash h)
{
	p->v[p->n++] = h;
}

/* PATH, section 2.1.3.1. */
static void
path(size_t m, size_t begin, size_t n, struct tree_proof *out)
{
	if (n == 1)
		return;
	if (m < half(n)) {
		path(m, begin, half(n), out);
		put(out, mth(begin + half(n), n - half(n)));
	} else {
		path(m - half(n), begin + half(n), n - half(n), out);
		put(out, mth(begin, half(n)));
	}
}

/* SUBPROOF, section 2.1.4.1. */
static void
subproof(size_t m, size_t begin, size_t n, bool b, struct tree_proof *out)
{
	if (m == n) {
		if (!b)
			put(out, mth(begin, n));
	} else if (m <= half(n)) {
		subproof(m, begin, half(n), b, out);
		put(out, mth(begin + half(n), n - half(n)));
	} else {
		subproof(m - half(n), begin + half(n), n - half(n), false, out);
		put(out, mth(begin, half(n)));
	}
}

static enum err
node(void *ctx, int level, int64_t n, struct hash *out)
{
	size_t width = (size_t)1 << level, begin = (size_t)n << level;

	(void)ctx;
	CHECK(begin + width <= LEAVES);
	*out = mth(begin, width);
	return OK;
}
static const struct tree_source source = { NULL, node };

static void
leaf_of(struct hash *out, const void *data, size_t n)
{
	*out = canonical_leaf((struct str){ data, n });
}

static void
grow(void)
{
	static bool done;

	for (size_t i = 0; i < LEAVES && !done; i++) {
		unsigned char data[2] = { (unsigned char)(i >> 8),
			(unsigned char)i };

		leaf_of(&leaves[i], data, sizeof(data));
	}
	done = true;
}

static bool
same(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_SIZE) == 0;
}

static bool
same_proof(const struct tree_proof *a, const struct tree_proof *b)
{
	return a->n == b->n && memcmp(a->v, b->v, a->n * HASH_SIZE) == 0;
}

/* Published: roots of the eight inputs that implementations of RFC 6962 test
 * themselves with (transparency-dev/merkle, certificate-transparency). ------
 */
struct eight {
	struct hash v[8];
};

static enum err
eight_node(void *ctx, int level, int64_t n, struct hash *out)
{
	const struct eight *e = ctx;
	struct hash left, right;

	if (level == 0) {
		*out = e->v[n];
		return OK;
	}
	TRY(eight_node(ctx, level - 1, 2 * n, &left));
	TRY(eight_node(ctx, level - 1, 2 * n + 1, &right));
	*out = tree_node(&left, &right);
	return OK;
}

TEST(ledger_tree_has_the_published_roots)
{
	static const struct str inputs[] = { STR_INIT(""), STR_INIT("00"),
		STR_INIT("10"), STR_INIT("2021"), STR_INIT("3031"),
		STR_INIT("40414243"), STR_INIT("5051525354555657"),
		STR_INIT("606162636465666768696a6b6c6d6e6f") };
	static const char *const roots[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852"
		"b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617af"
		"a01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3"
		"c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e0"
		"6e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd952096"
		"14b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a862"
		"64d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f20"
		"87ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a7"
		"4c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff460"
		"4328",
	};
	struct eight e;
	struct tree_source s = { &e, eight_node };

	for (size_t i = 0; i < 8; i++) {
		unsigned char data[16];
		size_t n = inputs[i].n / 2;

		CHECK(str_unhex(inputs[i], data, n));
		leaf_of(&e.v[i], data, n);
	}
	for (int64_t n = 0; n <= 8; n++) {
		struct hash root, want;

		CHECK(tree_root(&s, n, &root) == OK);
		CHECK(str_unhex(str_from(roots[n]), want.b, HASH_SIZE));
		CHECK(same(&root, &want));
	}
}

/* Every proof of every tree up to 300 leaves --------------------------------
 */
TEST(ledger_tree_roots_are_those_of_the_definition)
{
	grow();
	for (int64_t n = 1; n <= LEAVES; n++) {
		struct hash root, want = mth(0, (size_t)n);

		CHECK(tree_root(&source, n, &root) == OK);
		CHECK(same(&root, &want));
	}
}

TEST(ledger_tree_inclusion_is_that_of_the_definition)
{
	grow();
	for (int64_t n = 1; n <= LEAVES; n++) {
		struct hash root = mth(0, (size_t)n);

		for (int64_t i = 0; i < n; i++) {
			struct tree_proof p, want = { .n = 0 };

			path((size_t)i, 0, (size_t)n, &want);
			CHECK(tree_inclusion(&source, i, n, &p) == OK);
			CHECK(same_proof(&p, &want));
			CHECK(
			    tree_check_inclusion(&leaves[i], i, n, &p, &root));
		}
	}
}

TEST(ledger_tree_consistency_is_that_of_the_definition)
{
	grow();
	for (int64_t n = 1; n <= LEAVES; n++) {
		struct hash root = mth(0, (size_t)n);

		for (int64_t m = 1; m <= n; m++) {
			struct hash old = mth(0, (size_t)m);
			struct tree_proof p, want = { .n = 0 };

			subproof((size_t)m, 0, (size_t)n, true, &want);
			CHECK(tree_consistency(&source, m, n, &p) == OK);
			CHECK(same_proof(&p, &want));
			CHECK(tree_check_consistency(m, n, &p, &old, &root));
		}
	}
}

/* Wrong proofs ------------------------------------------------------------- */
/* What is made of a good proof: which = 0, 1, ... until false. */
static bool
spoil(const struct tree_proof *good, size_t which, struct tree_proof *bad)
{
	*bad = *good;
	if (which < good->n) { /* a bit of one hash */
		bad->v[which].b[which % HASH_SIZE] ^= 0x10;
		return true;
	}
	which -= good->n;
	if (which == 0) { /* one more at the end */
		put(bad, mth(0, 1));
		return true;
	}
	if (which == 1) { /* one more at the beginning */
		memmove(bad->v + 1, bad->v, bad->n * sizeof(*bad->v));
		bad->v[0] = mth(0, 1);
		bad->n++;
		return true;
	}
	which -= 2;
	if (good->n < 2 || which >= good->n + 1)
		return false;
	if (which < good->n) { /* without one */
		bad->n--;
		memmove(bad->v + which, bad->v + which + 1,
		    (bad->n - which) * sizeof(*bad->v));
		return true;
	}
	bad->v[0] = good->v[good->n - 1]; /* the ends exchanged */
	bad->v[bad->n - 1] = good->v[0];
	return true;
}

static void
refuse_inclusion(int64_t i, int64_t n)
{
	struct hash root = mth(0, (size_t)n), other = leaves[(i + 1) % LEAVES];
	struct hash wrong = mth(0, (size_t)(n % LEAVES + 1));
	struct tree_proof p, bad;

	CHECK(tree_inclusion(&source, i, n, &p) == OK);
	for (size_t k = 0; spoil(&p, k, &bad); k++)
		CHECK(!tree_check_inclusion(&leaves[i], i, n, &bad, &root));
	CHECK(!tree_check_inclusion(&other, i, n, &p, &root));
	CHECK(!tree_check_inclusion(&leaves[i], i, n, &p, &wrong));
	for (int64_t j = -1; j <= n; j++)
		CHECK(j == i ||
		      !tree_check_inclusion(&leaves[i], j, n, &p, &root));
}

static void
refuse_consistency(int64_t m, int64_t n)
{
	struct hash root = mth(0, (size_t)n), old = mth(0, (size_t)m);
	struct hash wrong = leaves[LEAVES - 1];
	struct tree_proof p, bad;

	CHECK(tree_consistency(&source, m, n, &p) == OK);
	for (size_t k = 0; spoil(&p, k, &bad); k++)
		CHECK(!tree_check_consistency(m, n, &bad, &old, &root));
	CHECK(!tree_check_consistency(m, n, &p, &wrong, &root));
	CHECK(!tree_check_consistency(m, n, &p, &old, &wrong));
	if (m < n)
		CHECK(!tree_check_consistency(m, n, &p, &root, &old));
	for (int64_t j = -1; j <= n; j++)
		CHECK(j == m || !tree_check_consistency(j, n, &p, &old, &root));
}

TEST(ledger_tree_refuses_wrong_proofs)
{
	grow();
	for (int64_t n = 1; n <= ALL_WRONG; n++)
		for (int64_t m = 1; m <= n; m++) {
			refuse_inclusion(m - 1, n);
			refuse_consistency(m, n);
		}
	for (int64_t n = LEAVES - 50; n < LEAVES; n += 7)
		for (int64_t m = 1; m <= n; m += 13) {
			refuse_inclusion(m - 1, n);
			refuse_consistency(m, n);
		}
}

/* Borders ------------------------------------------------------------------ */
static enum err
any_node(void *ctx, int level, int64_t n, struct hash *out)
{
	(void)ctx, (void)level, (void)n;
	*out = (struct hash){ { 7 } };
	return OK;
}

TEST(ledger_tree_minds_its_borders)
{
	static const struct tree_source huge = { NULL, any_node };
	struct tree_proof p;
	struct hash h;

	CHECK(tree_root(&huge, -1, &h) == ERR_INVALID);
	CHECK(tree_root(&huge, INT64_MAX, &h) == ERR_INVALID);
	CHECK(tree_root(&huge, TREE_MAX, &h) == OK);
	CHECK(tree_inclusion(&huge, 0, 0, &p) == ERR_INVALID);
	CHECK(tree_inclusion(&huge, -1, 5, &p) == ERR_INVALID);
	CHECK(tree_inclusion(&huge, 5, 5, &p) == ERR_INVALID);
	CHECK(tree_inclusion(&huge, 5, INT64_MAX, &p) == ERR_INVALID);
	CHECK(tree_inclusion(&huge, 12345, TREE_MAX, &p) == OK);
	CHECK(p.n == 62);
	CHECK(tree_inclusion(&huge, TREE_MAX - 2, TREE_MAX - 1, &p) == OK);
	CHECK(tree_consistency(&huge, 0, 5, &p) == ERR_INVALID);
	CHECK(tree_consistency(&huge, 6, 5, &p) == ERR_INVALID);
	CHECK(tree_consistency(&huge, 1, INT64_MAX, &p) == ERR_INVALID);
	CHECK(tree_consistency(&huge, 1, TREE_MAX, &p) == OK && p.n == 62);
	CHECK(tree_consistency(&huge, TREE_MAX - 1, TREE_MAX, &p) == OK);
	CHECK(p.n <= PROOF_MAX);
	CHECK(!tree_check_inclusion(&h, 0, INT64_MAX, &p, &h));
	CHECK(!tree_check_consistency(1, INT64_MAX, &p, &h, &h));
}

/* An error of the store comes through, and nothing else is asked. */
static enum err
broken_node(void *ctx, int level, int64_t n, struct hash *out)
{
	(void)level, (void)n, (void)out;
	++*(int *)ctx;
	return ERR_BROKEN;
}

TEST(ledger_tree_hands_errors_on)
{
	int asked = 0;
	struct tree_source s = { &asked, broken_node };
	struct tree_proof p;
	struct hash h;

	CHECK(tree_root(&s, 7, &h) == ERR_BROKEN);
	CHECK(tree_inclusion(&s, 3, 7, &p) == ERR_BROKEN);
	CHECK(tree_consistency(&s, 3, 7, &p) == ERR_BROKEN);
	CHECK(asked == 3);
}

/* The vectors of transparency-dev/merkle (testdata/), where they lie. --------
 */
static bool
base64_of(const json_t *v, struct hash *out)
{
	const char *s = json_string_value(v);
	size_t n = 0;

	return s &&
	       sodium_base642bin(out->b, HASH_SIZE, s, strlen(s), NULL, &n,
		   NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       n == HASH_SIZE;
}

static bool
proof_of(const json_t *list, struct tree_proof *out)
{
	out->n = 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (i == PROOF_MAX ||
		    !base64_of(json_array_get(list, i), &out->v[out->n++]))
			return false;
	return true;
}

/* Does it hold?  -1: its hashes are none of ours (they try other lengths). */
static int
vector_holds(const json_t *j)
{
	bool pair = json_object_get(j, "size1") != NULL;
	struct tree_proof p;
	struct hash a, b;
	int64_t x, y;

	if (!proof_of(json_object_get(j, "proof"), &p) ||
	    !base64_of(json_object_get(j, pair ? "root1" : "leafHash"), &a) ||
	    !base64_of(json_object_get(j, pair ? "root2" : "root"), &b))
		return -1;
	x = json_integer_value(json_object_get(j, pair ? "size1" : "leafIdx"));
	y = json_integer_value(json_object_get(j, pair ? "size2" : "treeSize"));
	return pair ? tree_check_consistency(x, y, &p, &a, &b)
		    : tree_check_inclusion(&a, x, y, &p, &b);
}

static int
walk_vectors(const char *dir)
{
	struct arena a = { 0 };
	DIR *d = opendir(dir);
	struct dirent *f;
	int n = 0, holds;

	while (d && (f = readdir(d))) {
		char *file = str_z(&a, str_printf(&a, "%s/%s", dir, f->d_name));
		json_t *j;

		if (f->d_name[0] == '.')
			continue;
		j = json_load_file(file, 0, NULL);
		if (!j) {
			n += walk_vectors(file);
			continue;
		}
		holds = vector_holds(j);
		if (holds >= 0 &&
		    holds == json_is_true(json_object_get(j, "wantErr"))) {
			printf("%s\n", file);
			test_failures++;
		}
		json_decref(j);
		n += holds >= 0;
	}
	if (d)
		closedir(d);
	arena_free(&a);
	return n;
}

TEST(ledger_tree_agrees_with_other_peoples_vectors)
{
	struct arena a = { 0 };
	const char *dir = test_shared("merkle/testdata");
	struct str root;

	if (!dir)
		SKIP("transparency-dev/merkle's testdata is not there");
	root = str_copy(&a, str_from(dir));
	CHECK(walk_vectors(str_z(
		  &a, str_printf(&a, "%.*s/inclusion", STR_ARG(root)))) > 60);
	CHECK(walk_vectors(str_z(
		  &a, str_printf(&a, "%.*s/consistency", STR_ARG(root)))) > 60);
	arena_free(&a);
}
