/* SPDX-License-Identifier: EUPL-1.2
 *
 * tree.h - the Merkle tree of RFC 9162 section 2.1, pure.
 *
 * Nodes are asked for by (level, n): the root of the 2^level leaves that begin
 * at n * 2^level.  Only complete nodes are asked for.
 */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H
#include "base/err.h"
#include "ledger/canonical.h"

struct tree_source {
	void *ctx;
	enum err (*node)(void *ctx, int level, int64_t n, struct hash *out);
};

/* More leaves than any tree has; what claims more is refused. */
#define TREE_MAX ((int64_t)1 << 62)

struct hash tree_node(const struct hash *left, const struct hash *right);
struct hash tree_empty(void); /* SHA-256 of nothing */
/* Root of the first `size` leaves; ERR_INVALID: not 0 <= size <= TREE_MAX. */
enum err tree_root(
    const struct tree_source *s, int64_t size, struct hash *out) MUST_CHECK;

enum { PROOF_MAX = 128 };
struct tree_proof {
	struct hash v[PROOF_MAX];
	size_t n;
};
/* That leaf `index` is in the tree of `size` (2.1.3.1); ERR_INVALID: not
 * index < size <= TREE_MAX. */
enum err tree_inclusion(const struct tree_source *s, int64_t index,
    int64_t size, struct tree_proof *out) MUST_CHECK;
/* That the tree of `from` is the beginning of that of `to` (2.1.4.1);
 * ERR_INVALID: not 0 < from <= to <= TREE_MAX. */
enum err tree_consistency(const struct tree_source *s, int64_t from, int64_t to,
    struct tree_proof *out) MUST_CHECK;

/* 2.1.3.2 and 2.1.4.2: what whoever holds only the roots can check. */
bool tree_check_inclusion(const struct hash *leaf, int64_t index, int64_t size,
    const struct tree_proof *p, const struct hash *root);
bool tree_check_consistency(int64_t from, int64_t to,
    const struct tree_proof *p, const struct hash *from_root,
    const struct hash *to_root);
#endif
