/* quota.h - who has asked how much of late, on one network.
 *
 *   who asks   -> so many questions a minute, then one word, then a pause
 *   a channel  -> the same for all that is asked there
 *   an answer  -> said in that channel a moment ago?
 *   circles    -> a bot that answers us, whom we answer, who answers us ...
 *
 * All of these share one table of a fixed size. It holds numbers made of names
 * with a secret of this process: neither who somebody is nor what was said can
 * be read from it. What has been quiet for longest makes room for what is new.
 * Nothing here knows IRC; names come in as they compare there.
 */
#ifndef BOT_QUOTA_H
#define BOT_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#define QUOTA_MINUTE 60000u
#define QUOTA_QUICK 4000u          /* ms: nobody reads an answer and asks on in less, time after time */
#define QUOTA_HUSH_MAX 3600000u    /* ms */

struct quota;

enum quota_verdict {
        QUOTA_PASS,
        QUOTA_TELL,  /* one too many; once a pause */
        QUOTA_SILENT
};

/* seed: anything secret. NULL: out of memory. */
struct quota *quota_open(uint64_t seed);
void quota_close(struct quota *quota);

/* The number for a name, never 0. what: a letter for what it is used for, so
 * that one name can stand for several things. */
uint64_t quota_key(const struct quota *quota, char what, const char *name);

/* A question counts: at most `most` within a minute, counted from the first;
 * 0: any number. One more begins a pause of cool_down ms. */
enum quota_verdict quota_ask(struct quota *quota, uint64_t key, unsigned most,
                               uint64_t cool_down, uint64_t now);

/* Was this noted within the last `ms`? */
bool quota_recent(const struct quota *quota, uint64_t key, uint64_t ms, uint64_t now);
/* When; 0: never. */
uint64_t quota_noted(const struct quota *quota, uint64_t key);
void quota_note(struct quota *quota, uint64_t key, uint64_t now);
void quota_forget(struct quota *quota, uint64_t key);

/* Somebody says what we would answer. False: we are talking in circles, they
 * have come back to us within QUOTA_QUICK of our answer for more than `most`
 * times in a row (0: any number); say nothing. That holds for cool_down ms,
 * and each time it happens again within an hour twice as long. */
bool quota_round(struct quota *quota, uint64_t key, unsigned most, uint64_t cool_down,
                  uint64_t now);

/* Our answer to them was sent. */
void quota_sent(struct quota *quota, uint64_t key, uint64_t now);

/* One name becomes another: what is known of it goes along. */
void quota_rename(struct quota *quota, uint64_t from, uint64_t to, uint64_t now);

#endif
