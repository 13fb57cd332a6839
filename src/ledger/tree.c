/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/tree.h"

#include <sodium.h>

struct hash
tree_node(const struct hash *left, const struct hash *right)
{
	static const unsigned char node_prefix = 1;
	crypto_hash_sha256_state st;
	struct hash h;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, &node_prefix, 1);
	crypto_hash_sha256_update(&st, left->b, HASH_SIZE);
	crypto_hash_sha256_update(&st, right->b, HASH_SIZE);
	crypto_hash_sha256_final(&st, h.b);
	return h;
}

/* MTH({}) of RFC 9162 section 2.1.1. */
struct hash
tree_empty(void)
{
	struct hash h;

	crypto_hash_sha256(h.b, NULL, 0);
	return h;
}

static bool
same(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_SIZE) == 0;
}

/* The largest power of two smaller than n (n > 1), as its exponent. */
static int
split(int64_t n)
{
	int k = 0;

	while (((int64_t)2 << k) < n)
		k++;
	return k;
}

/* MTH of RFC 9162 section 2.1.1, of the leaves [begin, begin + n), n > 0.  The
 * left part of a split is complete and asked for as one node; the right part is
 * what remains. */
static enum err
range_root(
    const struct tree_source *s, int64_t begin, int64_t n, struct hash *out)
{
	struct hash parts[64], h;
	size_t nparts = 0;

	while (n > 0) {
		int level = 0;

		/* The largest complete node that begins here. */
		while (n >> level > 1)
			level++;
		TRY(s->node(s->ctx, level, begin >> level, &parts[nparts++]));
		begin += (int64_t)1 << level;
		n -= (int64_t)1 << level;
	}
	h = parts[--nparts];
	while (nparts > 0)
		h = tree_node(&parts[--nparts], &h);
	*out = h;
	return OK;
}

enum err
tree_root(const struct tree_source *s, int64_t size, struct hash *out)
{
	if (size < 0 || size > TREE_MAX)
		return fail(ERR_INVALID, "no tree has that size");
	if (size == 0) {
		*out = tree_empty();
		return OK;
	}
	return range_root(s, 0, size, out);
}

static void
push(struct tree_proof *p, const struct hash *h)
{
	p->v[p->n++] = *h;
}

/* PATH of RFC 9162 section 2.1.3.1. */
enum err
tree_inclusion(const struct tree_source *s, int64_t index, int64_t size,
    struct tree_proof *out)
{
	struct hash siblings[64];
	int64_t begin = 0;
	size_t n = 0;

	out->n = 0;
	if (index < 0 || index >= size || size > TREE_MAX)
		return fail(ERR_INVALID, "that entry is not in the tree");
	/* Down from the root; the proof lists the siblings from below. */
	while (size > 1) {
		int64_t k = (int64_t)1 << split(size);

		if (index < k) {
			TRY(range_root(s, begin + k, size - k, &siblings[n++]));
			size = k;
		} else {
			TRY(range_root(s, begin, k, &siblings[n++]));
			begin += k;
			index -= k;
			size -= k;
		}
	}
	while (n > 0)
		push(out, &siblings[--n]);
	return OK;
}

/* SUBPROOF of RFC 9162 section 2.1.4.1. */
enum err
tree_consistency(const struct tree_source *s, int64_t from, int64_t to,
    struct tree_proof *out)
{
	struct hash parts[66];
	int64_t begin = 0, m = from, n = to;
	bool whole = true; /* m's subtree is a complete part of the old tree */
	size_t k = 0;

	out->n = 0;
	if (from <= 0 || from > to || to > TREE_MAX)
		return fail(ERR_INVALID, "no such pair of tree sizes");
	while (m != n) {
		int64_t half = (int64_t)1 << split(n);

		if (m <= half) {
			TRY(range_root(s, begin + half, n - half, &parts[k++]));
			n = half;
		} else {
			TRY(range_root(s, begin, half, &parts[k++]));
			begin += half;
			m -= half;
			n -= half;
			whole = false;
		}
	}
	if (!whole || begin > 0)
		TRY(range_root(s, begin, n, &parts[k++]));
	while (k > 0)
		push(out, &parts[--k]);
	return OK;
}

/* RFC 9162 section 2.1.3.2. */
bool
tree_check_inclusion(const struct hash *leaf, int64_t index, int64_t size,
    const struct tree_proof *p, const struct hash *root)
{
	int64_t fn = index, sn = size - 1;
	struct hash r = *leaf;

	if (index < 0 || index >= size)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = tree_node(&p->v[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = tree_node(&r, &p->v[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && same(&r, root);
}

/* RFC 9162 section 2.1.4.2, steps 3 to 7. */
static bool
walk_consistency(int64_t fn, int64_t sn, const struct hash *first,
    const struct tree_proof *p, size_t at, const struct hash *from_root,
    const struct hash *to_root)
{
	struct hash fr = *first, sr = *first;

	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	for (; at < p->n; at++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = tree_node(&p->v[at], &fr);
			sr = tree_node(&p->v[at], &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = tree_node(&sr, &p->v[at]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && same(&fr, from_root) && same(&sr, to_root);
}

bool
tree_check_consistency(int64_t from, int64_t to, const struct tree_proof *p,
    const struct hash *from_root, const struct hash *to_root)
{
	if (from <= 0 || from > to)
		return false;
	if (from == to)
		return p->n == 0 && same(from_root, to_root);
	if ((from & (from - 1)) == 0) /* a power of two: its root is known */
		return walk_consistency(
		    from - 1, to - 1, from_root, p, 0, from_root, to_root);
	if (p->n == 0)
		return false;
	return walk_consistency(
	    from - 1, to - 1, &p->v[0], p, 1, from_root, to_root);
}
