/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon.h - all words of all rules, found in one pass over the folded text.
 * The words stand in words.def; the automaton (Aho and Corasick, 1975) is
 * built once, at the first text.
 */
#ifndef POLICY_LEXICON_H
#define POLICY_LEXICON_H
#include "policy/fold.h"

enum word_class {
	W_HEALTH,
	W_HEALTH_WEAK, /* counts where no W_HEALTH stands */
	W_CHILD_WELFARE,
	W_SOCIAL,
	W_SCHOOL,
	/* Count last, and only of one who is named or spoken to. */
	W_HEALTH_LOOSE,
	W_CHILD_LOOSE,
	W_SOCIAL_LOOSE,
	W_SCHOOL_LOOSE,
	W_HEALTH_CAPS, /* MS, ME: a diagnosis only in capitals */
	W_TOPIC,       /* a question about, children with: nobody's case */
	W_NAME,	       /* a first name, if written with a capital */
	W_NAME_WORD,   /* ... that is a word as well */
	W_NOT_NAME,    /* capitals that are no person's name */
	W_HELLO,       /* before the name of one who is spoken to */
	W_OFFICIAL,    /* a title that makes the name after it an official's */
	W_KIN,	       /* son, mother, neighbour */
	W_FAMILY,      /* mum, the wife: one's own where nobody says whose */
	W_ANIMAL,      /* the dog: whose name is nobody's */
	W_BEFORE,      /* words that a name follows: familien, heter */
	W_PLACE,       /* words that a place follows: i, ved, from */
	W_MINE,	       /* my, our */
	W_YOURS,       /* your */
	W_I,	       /* I, me */
	W_WE,	       /* we got, we applied for */
	W_YOU,	       /* you */
	W_OWN_VERB,    /* after I or you: what one has, is or was given */
	W_CASE,	    /* the case, the application: with your/my it is a case */
	W_ADVICE,   /* you in general: if you, can you */
	W_ID_LABEL, /* labels before or after a number */
	W_KONTO_LABEL,
	W_MONEY,       /* a transfer is spoken of */
	W_OTHER_LABEL, /* KID, invoice, order, meter, organisation */
	W_PHONE_LABEL,
	W_PASS,
	W_VEHICLE,
	W_SELF,	       /* I am called */
	W_EVENT,       /* a lecture, an exhibition: names are the speakers */
	W_GREETING,    /* before a signature */
	W_THANKS,      /* K5 */
	W_FORMAL,      /* K10: that a formal enquiry is needed */
	W_APPLY,       /* to apply, write, send in, fill in */
	W_WHERE,       /* a form, a mailbox, an address to do it at */
	W_NOT,	       /* not, no need */
	W_OWN_VIEW,    /* K11: I think, we mean, in my opinion */
	W_SHOULD,      /* ought to, is too big: a view of the matter itself */
	W_OUGHT,       /* ought: a view where the matter itself ought */
	W_EVALUATE,    /* fortunately, sadly */
	W_JUDGE,       /* wise, wrong: a view after "is" or "would be" */
	W_STANCE,      /* agree, sceptical: after I or we */
	W_OPINES,      /* mean, fear: after we at the school */
	W_SAYS,	       /* others mean, write: theirs, not one's own */
	W_COPULA,      /* is, would be */
	W_RECOMMEND,   /* the chief executive recommends, the proposal */
	W_IRONY,       /* K9: turns that an answer seldom means as they stand */
	W_MOCK,	       /* ... in an answer to what was negative */
	W_JOKE,	       /* just kidding: said of the sentence before */
	W_SINCERE,     /* said in earnest beside such a turn */
	W_SPEAKS,      /* F3, F4: regrets, promises, has decided */
	W_WHOLE,       /* the whole municipality */
	W_NEGATIVE,    /* P3: hard words of a workplace */
	W_EMPLOYER,    /* my boss, my job: the employer without its name */
	W_COLLEAGUE,   /* P8: my colleague, my boss */
	W_WORKS_THERE, /* P9: we at, I work in, as a teacher at */
	W_OWN_BEHALF,  /* own opinion, as a private person */
	W_DECIDES,     /* P9: is decided, will come, will not be */
	W_WHEREABOUTS, /* P8: on holiday, home alone, on my way */
	W_NOW,	       /* right now, today, here */
	/* Triage (triage.h): what a text of that kind tends to say */
	T_ASK,
	T_PRAISE,
	T_NEG,
	T_INFO,
	T_TALK,
	T_ERROR,
	T_APPLY,
	T_SPAM,
	T_THREAT,
	T_REPUTATION,
	T_MENACE,   /* a threat by itself */
	T_VIOLENCE, /* with a target it is one */
	T_TARGET,
	T_GROUP, /* with hate it is that */
	T_HATE,
	T_WISH, /* with doom after it, for somebody, a threat (triage_threat.c)
		 */
	T_DOOM,
	T_HURT, /* with T_GETS before it */
	T_GETS,
	T_BODY,
	T_HARM, /* to a body that is another's */
	T_IF,
	T_WE,	/* who acts: I, we, somebody */
	T_KNOW, /* where you live */
	T_WHEREABOUT,
	T_DWELLS,
	T_ARMS,
	T_COMES,
	T_WARN,	   /* a warning, where it is nothing of weather and elections */
	T_CALM,	   /* those */
	T_GAME,	   /* hunting, fires, play: what violence is no threat to */
	T_NOBODY,  /* that it be not so */
	T_SCANDAL, /* a scandal where it is said of us, or more than once */
	T_DO,	   /* a threat as an order, at the head of a sentence */
	T_OWN,	   /* the writer's own: who is not threatened, but a victim */
	T_SHARE,   /* pass it on */
	T_RELATION,
	T_OFFICE, /* whose relation is a scandal */
	T_MEDIA,
	T_WATCH, /* those who oversee us: the ombudsman, the courts */
	T_TELL,	 /* that they are told or called in */
	T_SACKED,
	T_SPOKE, /* spoke up, and was sacked */
	T_BAIT,
	T_LURE, /* spam, where both are */
	T_CASE, /* of a person who is named, confidential to the triage */
	T_THEY,
	T_KIN_ELSE, /* my daughter, in other languages */
	/* Threats by how they are laid out */
	T_COND,	   /* a verb that, said first, lays down a case: "Kommer du" */
	T_WILL,	   /* what is to come */
	T_SELF,	   /* me, us: who is no target */
	T_TAKE,	   /* "ta deg", where nothing follows */
	T_HOME,	   /* to where you live */
	T_NIGHT,   /* at night, with mates */
	T_KINOF,   /* you have a family too */
	T_THINK,   /* think of that */
	T_NOT_TO,  /* and not to talk */
	T_ADDRESS, /* give me the name */
	T_FIX,	   /* I do the rest */
	T_DIRE,	   /* where you end up */
	/* Scandals */
	T_MONEY,
	T_GONE,
	T_CHEAT,
	T_BOOKS,
	T_FRAIL, /* who is looked after */
	T_LEFT,	 /* and was not */
	T_DIED,
	T_BEGGED, /* where help was asked for */
	T_BECAUSE,
	T_OWNS, /* or gives to his own */
	T_DEAL,
	T_REFUSED,
	T_POISON,
	T_SILENT, /* and nobody was told */
	W_CLASSES
};

struct hit {
	uint32_t from, to; /* in the view */
	enum word_class cls;
};

struct hits { /* sorted by to */
	const struct hit *v;
	size_t n;
};

/* A set of words, never changed once made. */
struct lexicon;

/* One change of the built-in words, spelled as in words.def. */
struct lexicon_edit {
	enum word_class cls;
	struct str word;
	bool removed; /* else added */
};

struct lexicon_edits {
	const struct lexicon_edit *v;
	size_t n;
};

/* The classes that a municipality may edit, by their names in the settings, the
 * API and the context of a check.  safety: at most half of its words may be
 * taken away, for somebody is protected by them.  X(class, "name", safety) */
#define LEXICON_EDITABLE(X)                                                    \
	X(W_HEALTH, "health", true)                                            \
	X(W_CHILD_WELFARE, "child_welfare", true)                              \
	X(W_SOCIAL, "social", true)                                            \
	X(W_SCHOOL, "school", true)                                            \
	X(W_NAME, "names", false)                                              \
	X(W_NOT_NAME, "not_names", false)                                      \
	X(T_MENACE, "threat", true)                                            \
	X(T_REPUTATION, "reputation", true)                                    \
	X(T_SPAM, "spam", false)                                               \
	X(T_NEG, "negative", false)                                            \
	X(T_PRAISE, "praise", false)                                           \
	X(T_ERROR, "error", false)                                             \
	X(T_APPLY, "formal", false)                                            \
	X(W_IRONY, "irony", false)                                             \
	X(W_SHOULD, "opinion", false)                                          \
	X(W_NEGATIVE, "workplace", false)
struct lexicon_class {
	const char *name;
	enum word_class cls;
	bool safety;
};
extern const struct lexicon_class lexicon_classes[];
extern const size_t lexicon_nclasses;
/* NULL: none of them. */
const struct lexicon_class *lexicon_class_find(struct str name);
/* The built-in words of a class as they are spelled in words.def. */
size_t lexicon_class_words(
    struct arena *a, enum word_class cls, struct str **out);
/* Could it be found in a text at all? */
bool lexicon_word_ok(struct str word);

const struct lexicon *lexicon_builtin(void);
/* The built-in words with the edits, living as long as the arena; NULL if a
 * word holds what no folded word holds, is too long, or there are too many. */
const struct lexicon *lexicon_edited(
    struct arena *a, const struct lexicon_edits *e);
struct hits lexicon_find_in(
    const struct lexicon *lex, struct arena *a, const struct fold *f);
/* Is the folded word one of the class?  lex NULL: the built-in words. */
bool lexicon_is(const struct lexicon *lex, enum word_class cls, struct str s);
/* Every word of the table, one a line, folded: the benchmark gives the same
 * words to grep. */
struct str lexicon_words(struct arena *a);
/* The first hit that ends after the place: hits from there on lie later. */
size_t hits_after(const struct hits *h, size_t place);
#endif
