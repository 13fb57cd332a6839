#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# How well the clause checks find what a labelled set says, by kind and by
# language: tools/quality.sh PROGRAM SET.jsonl [-v].  Scored as the set's own
# README asks: rule and kind, overlapping spans, a second term in a sentence
# where one was expected is not false.
program=${1:-build/ordstyrer}
set=${2:-${ORDSTYRER_SHARED:-../shared}/triage/checks-dev.jsonl}
[ -r "$set" ] || { echo "quality: $set is not there: skipped"; exit 0; }
"$program" check --jsonl "$set" | python3 -c '
import json, sys
from collections import Counter
verbose = len(sys.argv) > 2
want = [json.loads(l) for l in open(sys.argv[1], encoding="utf-8")]
got = {r["id"]: r["findings"] for r in map(json.loads, sys.stdin)}
rules = {e["rule"] for w in want for e in w["expect"]}
terms = {"health", "child_welfare", "social_service", "school_matter"}
tp, fp, fn, clean, alarms = Counter(), Counter(), Counter(), 0, 0
def hit(a, b):
    return (a["rule"], a["kind"]) == (b["rule"], b["kind"]) and (
        a["end"] == b["end"] == 0 or a["start"] < b["end"] and b["start"] < a["end"])
for w in want:
    text = w["text"].encode()
    exp = [e for e in w["expect"] if e["rule"] in rules]
    have, lang = got[w["id"]], w["lang"]
    clean += not w["expect"]
    alarms += not w["expect"] and bool(have)
    used = []
    for e in exp:
        k = (e["rule"] + " " + e["kind"], lang)
        m = [h for h in have if hit(e, h)]
        (tp if m else fn)[k] += 1
        used += m
        if not m and verbose:
            print("MISS", w["id"], w["as"], k[0], repr(text[e["start"]:e["end"]].decode()), repr(w["text"]))
    for h in have:
        if h in used or h["kind"] in terms and any(h["kind"] == e["kind"] for e in exp):
            continue
        k = (h["rule"] + " " + h["kind"], lang)
        fp[k] += 1
        if verbose:
            print("FALSE", w["id"], w["as"], k[0], repr(text[h["start"]:h["end"]].decode()), repr(w["text"]))
def row(name, keys):
    t, f, n = (sum(c[k] for k in keys) for c in (tp, fp, fn))
    p, r = t / (t + f or 1), t / (t + n or 1)
    print("%-24s %5d %5d %5d   %.3f %.3f %.3f" % (name, t, f, n, p, r, 2 * p * r / (p + r or 1)))
keys = set(tp) | set(fp) | set(fn)
print("%-24s %5s %5s %5s   %5s %5s %5s" % ("rule kind", "right", "false", "miss", "prec", "rec", "F1"))
for kind in sorted({k[0] for k in keys}):
    row(kind, [k for k in keys if k[0] == kind])
    for lang in ("nb", "nn", "en"):
        row("   " + lang, [k for k in keys if k == (kind, lang)])
row("all", keys)
print("texts without findings: %d, with a false alarm: %d (%.1f %%)" % (clean, alarms, 100.0 * alarms / (clean or 1)))
' "$set" $3
