/* config_fixture.h - a bot.cfg in a folder of its own, read, and what was told of it.
 *
 * To be included by one file of a program.
 */
#ifndef TEST_CONFIG_FIXTURE_H
#define TEST_CONFIG_FIXTURE_H

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "folder.h"
#include "source.h"

#define REPORTS_MAX 64

struct report {
        char file[PATH_MAX];
        unsigned line;
        char what[700];
};

struct reports {
        struct report at[REPORTS_MAX];
        size_t count;
};

struct config_case {
        const char *text;
        size_t length;
        unsigned line;
        const char *reason;
        const char *file; /* NULL: bot.cfg */
};

/* Lines 1 to 3 are given; `more` begins on line 4 and stands in a network. */
#define NAMED "networks = (\n{\nname = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\";\n"
#define PLUGINS "plugins = ( { path = \"p.so\"; } );\n"
#define NET(more) NAMED more "\n} );\n" PLUGINS
#define CHANNEL(more) NET("channels = (\n{ name = \"#a\"; " more " } );")
#define TEXT(text) text, sizeof(text) - 1

static inline void put(const char *name, const char *text, size_t length)
{
        FILE *out = fopen(path_of(name), "w");

        assert_non_null(out);
        assert_int_equal(fwrite(text, 1, length, out), length);
        assert_int_equal(fclose(out), 0);
}

static inline void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct reports *reports = context;
        struct report *at = &reports->at[reports->count];

        assert_true(reports->count++ < REPORTS_MAX);
        snprintf(at->file, sizeof at->file, "%s", file);
        at->line = line;
        snprintf(at->what, sizeof at->what, "%s", what);
        assert_null(strpbrk(what, "\r\n"));
}

static inline struct config *open_text(const char *text, size_t length, struct reports *reports)
{
        put("bot.cfg", text, length);
        reports->count = 0;
        return config_open(path_of("bot.cfg"), NULL, note, reports);
}

static inline void expect_mistake(const struct config_case *c)
{
        struct reports reports;
        struct config *config = open_text(c->text, c->length, &reports);
        const char *path = path_of(c->file ? c->file : "bot.cfg");
        bool as_told = !config && reports.count == 1 && reports.at[0].line == c->line &&
                       strstr(reports.at[0].what, c->reason);

        as_told = as_told && strcmp(reports.at[0].file, path) == 0;
        if (!as_told) {
                print_error("%s\nwanted %s:%u: %s\n", c->text, path, c->line, c->reason);
                for (size_t i = 0; i < reports.count; i++)
                        print_error("got    %s:%u: %s\n", reports.at[i].file, reports.at[i].line, reports.at[i].what);
        }
        config_close(config);
        assert_true(as_told);
}

static inline void expect_all(const struct config_case *cases, size_t count)
{
        for (size_t i = 0; i < count; i++)
                expect_mistake(&cases[i]);
}

#define ALL(cases) expect_all(cases, sizeof(cases) / sizeof(*(cases)))

/* Beside bot.cfg: plugins, and files that are none. */
static inline int config_make(void **state)
{
        umask(077); /* what is secret is not open to all */
        if (folder_make(state) < 0 || mkdir(path_of("sub"), 0700) < 0 || mkfifo(path_of("fifo"), 0600) < 0)
                return -1;
        put("p.so", TEXT("something"));
        put("sub/q.so", TEXT("something"));
        put("empty", TEXT(""));
        put("huge", TEXT("#"));
        return truncate(path_of("huge"), SOURCE_BYTES_MAX + 1);
}

#endif
