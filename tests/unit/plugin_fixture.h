/* plugin_fixture.h - build/cramp_faq.so as a host sees it, with a small FAQ in a folder of
 * its own: what tests of the plugin share. */
#ifndef PLUGIN_FIXTURE_H
#define PLUGIN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "../../plugin/plugin.h"
#include "folder.h"

#ifndef BUILD
#define BUILD "build"
#endif
#define DISCLAIMER "This is not advice."

struct host {
        struct plugin_host services;
        char reports[8192];  /* FILE:LINE:LEVEL: what, a line each; FILE without folders */
        char logged[4096];   /* LEVEL: line, a line each */
        unsigned files;
};

struct heard {
        unsigned calls;
        enum plugin_kind kind;
        char id[64], line[1100];
        size_t count;
        double confidence;
};

static void *library;
static const struct plugin *plugin;

static inline const char *base(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

static inline void on_log(void *context, enum plugin_level level, const char *line)
{
        struct host *host = context;
        size_t used = strlen(host->logged);

        snprintf(host->logged + used, sizeof host->logged - used, "%d: %s\n", (int)level, line);
}

static inline void on_report(void *context, const char *file, unsigned line, enum plugin_level level,
                             const char *what)
{
        struct host *host = context;
        size_t used = strlen(host->reports);

        snprintf(host->reports + used, sizeof host->reports - used, "%s:%u:%d: %s\n", base(file), line,
                 (int)level, what);
}

static inline void on_file(void *context, const char *path)
{
        struct host *host = context;

        assert_non_null(path);
        host->files++;
}

static inline void init_host(struct host *host)
{
        memset(host, 0, sizeof *host);
        host->services = (struct plugin_host){ .size = sizeof host->services, .abi = PLUGIN_ABI,
                                               .context = host, .log = on_log, .report = on_report,
                                               .uses_file = on_file };
}

/* A FAQ about tea: how long it steeps, and where it comes from. more goes into article. */
static inline void write_faq_with(const char *name, const char *answer, const char *more)
{
        char text[4096];

        snprintf(text, sizeof text,
                 "article = { id = \"tea\"; title = \"Tea\"; language = \"english\"; %s\n"
                 "  disclaimer = \"" DISCLAIMER "\"; source = \"A book.\"; reviewed = \"2026-01-01\"; };\n"
                 "says = { help = \"Ask about tea.\"; unknown = \"I know tea alone.\";\n"
                 "  uncovered = \"The book is silent.\"; choice = \"Do you mean\"; more = \"Say more.\";\n"
                 "  no_more = \"That is all.\"; no_topic = \"No such topic.\";\n"
                 "  thanks = \"My pleasure.\"; wrong = \"Sorry.\"; };\n"
                 "passages = ( { id = \"steep\"; title = \"How long tea steeps\"; answer = \"%s\";\n"
                 "    asks = [ \"how long does tea steep\", \"how long should I leave the tea bag in\" ]; },\n"
                 "  { id = \"origin\"; title = \"Where tea comes from\"; answer = \"From China.\";\n"
                 "    asks = [ \"where does tea come from\", \"which country grew tea first\" ]; } );\n", more, answer);
        write_file(name, text);
}

static inline void write_faq(const char *name, const char *answer)
{
        write_faq_with(name, answer, "");
}

/* Settings from a bot.cfg of this text; its first line is the group's. */
static inline const config_setting_t *read_settings(config_t *config, const char *group)
{
        char text[2048];

        snprintf(text, sizeof text, "plugins = ( {\n%s\n} );\n", group);
        write_file("bot.cfg", text);
        config_init(config);
        if (!config_read_file(config, path_of("bot.cfg")))
                fail_msg("bot.cfg:%d: %s", config_error_line(config), config_error_text(config));
        return config_setting_get_elem(config_lookup(config, "plugins"), 0);
}

static inline int open_plugin(struct host *host, const char *group, void **state, char *why, size_t cap)
{
        config_t config;
        int status;

        init_host(host);
        *why = '\0';
        status = plugin->open(&host->services, read_settings(&config, group), state, why, cap);
        config_destroy(&config); /* the plugin keeps nothing of it */
        return status;
}

static inline int reload_plugin(void *state, const char *group, char *why, size_t cap)
{
        config_t config;
        int status;

        *why = '\0';
        status = plugin->reload(state, read_settings(&config, group), why, cap);
        config_destroy(&config);
        return status;
}

static inline void hear(void *context, const struct plugin_reply *reply)
{
        struct heard *heard = context;

        heard->calls++;
        assert_int_equal(reply->size, sizeof *reply);
        assert_true(reply->count > 0);
        heard->kind = reply->kind;
        heard->count = reply->count;
        heard->confidence = reply->confidence;
        snprintf(heard->id, sizeof heard->id, "%s", reply->id);
        for (size_t i = 0; i < reply->count; i++)
                strncat(heard->line, reply->lines[i], sizeof heard->line - strlen(heard->line) - 1);
}

static inline struct heard say(void *state, const char *channel, const char *text)
{
        struct plugin_message message = {
                .size = sizeof message, .network = "net", .channel = channel, .nick = "ann",
                .self = "teabot", .prefix = "!tea", .text = text, .length = strlen(text),
                .now = 1000, .line_bytes = 400, .line_count = 1,
        };
        struct heard heard = { .calls = 0 };

        plugin->message(state, &message, hear, &heard);
        return heard;
}

static inline int set_up(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        library = dlopen(BUILD "/cramp_faq.so", RTLD_NOW | RTLD_LOCAL);
        if (!library) {
                fprintf(stderr, "%s\n", dlerror());
                return -1;
        }
        plugin = dlsym(library, PLUGIN_SYMBOL_NAME);
        write_faq("tea.cfg", "Three minutes.");
        write_faq("other.cfg", "Four minutes.");
        write_file("broken.cfg", "article = { id = ;\n");
        return plugin ? 0 : -1;
}

static inline int tear_down(void **state)
{
        dlclose(library);
        return folder_remove(state);
}

#endif
