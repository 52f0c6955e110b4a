/* check.h - one group of a configuration file against a table of its keys.
 *
 *   table of keys --.
 *                    check_group --> values in a struct
 *   libconfig group -'          `--> mistakes: file, line, what, what is right
 *
 * Nothing stops at the first mistake: all of a file's are reported in one go.
 * Texts that come out belong to libconfig and live as long as its config_t.
 */
#ifndef BOT_CHECK_H
#define BOT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <libconfig.h>

#include "config.h"
#include "rule.h"

#define CHECK_SPOKEN_MAX 64

struct check {
        config_report *report;
        void *context;
        size_t mistakes; /* errors; warnings are not counted */
        struct paths *named; /* gets all files that are asked for, also those that are not there; or NULL */

        /* Lines whose very bytes were wrong (source.c): what libconfig makes
         * of them is not worth a second mistake. */
        struct {
                const char *file; /* must live as long as this struct */
                unsigned line;
        } spoken[CHECK_SPOKEN_MAX];
        size_t spoken_count;
};

enum check_type {
        CHECK_TEXT,   /* -> const char * */
        CHECK_NUMBER, /* -> unsigned */
        CHECK_FLAG,   /* -> bool */
        CHECK_GROUP,  /* { }: the caller looks at it */
        CHECK_NAMES,  /* [ ] or ( ): the caller looks at it */
        CHECK_LIST    /* ( { }, { } ): the caller looks at it */
};

struct check_key {
        const char *name;
        const char *example; /* a line that would be right, for missing and mistyped ones */
        enum check_type type;
        bool required;
        unsigned min, max;   /* numbers */
        rule_fn *rule;          /* texts */
        size_t offset;       /* where in `into` the value goes; CHECK_NOWHERE */
};

#define CHECK_NOWHERE ((size_t)-1)
#define CHECK_COUNT(keys) (sizeof(keys) / sizeof(*(keys)))

/* Notes a file that is asked for: where it could not be read its coming is a change. */
void check_names(struct check *check, const char *path);

/* Reports an error at a setting's file and line. */
__attribute__((format(printf, 3, 4)))
void check_mistake(struct check *check, const config_setting_t *at, const char *format, ...);

__attribute__((format(printf, 4, 5)))
void check_mistake_at(struct check *check, const char *file, unsigned line, const char *format, ...);

/* The same for what can be used, but is hardly meant so: a warning. */
__attribute__((format(printf, 4, 5)))
void check_doubt_at(struct check *check, const char *file, unsigned line, const char *format, ...);

__attribute__((format(printf, 3, 4)))
void check_doubt(struct check *check, const config_setting_t *at, const char *format, ...);

/* Checks every member of group against keys, and that all required keys are
 * there; the right values go to their offsets in `into`, others leave it as it
 * is. others: keys that are not in the table are somebody else's. */
void check_group(struct check *check, const config_setting_t *group, const struct check_key *keys,
                 size_t count, bool others, void *into);

/* The member of that name if it is there and of the right type, or NULL. */
const config_setting_t *check_member(const config_setting_t *group, const char *name, enum check_type type);

/* Reports what is wrong with text, if rule says so; true: it is right. */
bool check_text(struct check *check, const config_setting_t *at, const char *name, rule_fn *rule, const char *text);

#endif
