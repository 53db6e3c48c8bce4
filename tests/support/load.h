/*
 * Load as a bureau makes it, in a thread of its own: clients that log inquiries and opinion events
 * of which some step falls due within seconds, that answer some of them about the moment they fall
 * due, and that repeat, with the same idempotency key, what was not acknowledged. It remembers
 * what was acknowledged; support/invariants.h holds the database against that. Tests may use it.
 */
#ifndef HUIYING_SUPPORT_LOAD_H
#define HUIYING_SUPPORT_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

struct load_settings {
    const char *url;
    const char *token; /* an operator's */
    uint64_t seed;
    int connections;      /* requests under way at once */
    int items_per_s;      /* 0: as many as the connections can take */
    int items_max;        /* it ends after so many; 0: at load_stop */
    int due_ms_min;       /* how soon a step of each item falls due, */
    int due_ms_max;       /* and how late */
    int answered_percent; /* of the items: their first window is answered */
    int answer_spread_ms; /* that much before its due moment or after it, at most */
};

struct load_counts {
    long made;
    long acknowledged; /* 201 */
    long replayed;     /* of those: said to be stored before */
    long answered;     /* 200 for an answer */
    long unavailable;  /* 503 */
    long without_retry_after;
    long lost;       /* connection refused, broken or out of time */
    long busy;       /* 409: the same key is being worked on */
    long unexpected; /* any other answer: a failure */
    char first_unexpected[160];
};

struct load;

/* The settings' texts are borrowed until the end. */
struct load *load_start(const struct load_settings *settings);

/* How far it is. */
struct load_counts load_counts(struct load *load);

/* From now on at this rate. */
void load_set_rate(struct load *load, int items_per_s);

/* Waits until so many items more than now were acknowledged; false if that takes half a minute. */
bool load_await_more(struct load *load, long items);

/* No new items; waits until all are acknowledged and answered, which fails the test if it takes a
 * minute or if any answer was unexpected. */
void load_stop(struct load *load);

/* NULL is accepted. */
void load_free(struct load *load);

/* All that was asked from the item *from on, for COPY: a line an item, "external_ref TAB ref (\\N
 * until acknowledged) TAB its answer was granted (t or f) TAB may have been". Says when the first
 * of them was made, and moves *from on to the first item that is not done with. */
int64_t load_write_asked(struct load *load, size_t *from, struct text *text);

/* What the external_ref of every item begins with; the rest is its number, from 1 to counts.made.
 */
const char *load_prefix(const struct load *load);

/* How long the requests took that were granted since the last call: the median and the 99th of a
 * hundred. 0 if there were none. */
struct load_times {
    long count;
    int64_t median_us;
    int64_t p99_us;
};
struct load_times load_times(struct load *load);

#endif
