/* article_check.h - what article.c asks of single settings and of the whole FAQ.
 *
 * Each reports what is wrong to the log of cfg, with file and line.
 */
#ifndef ANSWER_ARTICLE_CHECK_H
#define ANSWER_ARTICLE_CHECK_H

#include "article.h"
#include "cfg.h"

/* [A-Za-z0-9._-]+. NULL is fine: reported before. */
void article_check_id(struct cfg *cfg, const config_setting_t *id);

/* A day that exists, as YYYY-MM-DD. */
bool article_is_date(const char *s);
void article_check_date(struct cfg *cfg, const config_setting_t *date);

/* A concept's name: [A-Z0-9_]+. */
bool article_check_name(struct cfg *cfg, const config_setting_t *name);

/* A concept's phrase: see lexicon_pattern. */
void article_check_phrase(struct cfg *cfg, const config_setting_t *phrase);

/* Reports that group lacks key, unless it is there and was found wrong before. */
void article_check_missing(struct cfg *cfg, const config_setting_t *group, const char *what,
                           const char *key);

/* "ONE_LEG + SWOLLEN - JEANS" -> sets of the faq's concepts. False: reported. */
bool article_check_sign(struct cfg *cfg, const config_setting_t *sign,
                        const struct article_faq *faq, struct article_sign *out);

/* No id twice; and each part is a passage's id: its entry is filled in. */
void article_check_ids(struct cfg_log *log, const struct article_faq *faq);

/* Every answer and its disclaimer fit a line: only doubtful, as what does not fit is behind "more". */
void article_check_lines(struct cfg_log *log, const struct article_faq *faq);

/* No ask in two entries: only doubtful, as people do ask for two things in the same words. No title of
 * two passages, and no answer that is its title. */
void article_check_repeats(struct cfg_log *log, const struct article_faq *faq);

/* No concept that is in no sign: it is only doubtful. */
void article_check_concepts(struct cfg_log *log, const struct article_faq *faq);

#endif
