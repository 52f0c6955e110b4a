/* plugins_ask.c - the plugins that are loaded, and what is asked of them.
 *
 * It refuses to know what a message says and what a reply means.
 */
#include <string.h>

#include "log.h"
#include "plugins_own.h"

const char *plugins_name(const struct entry *entry)
{
        return entry->given ? entry->given : entry->library.plugin->name;
}

/* Nothing can beat what the last one has to say: it goes out before the plugin takes note of what
 * it has said, and need not be kept. */
static void say_or_keep(struct plugins *plugins, const struct plugin_reply *reply)
{
        plugins->speaker = plugins->asked;
        if (plugins->asked != plugins->now[plugins->now_count - 1]) {
                plugins_reply_take(&plugins->best, reply);
                return;
        }
        plugins->best.reply.kind = PLUGIN_NONE;
        plugins->say(plugins->say_context, &(struct plugin_reply){
                .size = sizeof *reply, .kind = reply->kind, .id = reply->id ? reply->id : "",
                .confidence = reply->confidence, .lines = reply->lines, .count = reply->count});
}

/* What a plugin's message calls. The context is the struct plugins itself, so
 * that a call out of time finds no stale memory, but nobody who asked. */
static void collect(void *context, const struct plugin_reply *reply)
{
        struct plugins *plugins = context;
        const char *wrong;

        if (!plugins->asking) {
                log_line(LOG_WARN, NULL, "a plugin's reply was dropped: nobody had asked");
                return;
        }
        wrong = plugins->said ? "it is the second to one message" : plugins_reply_wrong(reply, plugins->asking);
        plugins->said = true;
        if (wrong)
                log_line(LOG_WARN, plugins->asked->where, "a reply was dropped: %s", wrong);
        else if (plugins_reply_beats(reply, &plugins->best.reply))
                say_or_keep(plugins, reply);
}

void plugins_message(struct plugins *plugins, const struct plugin_message *message, plugin_say *say, void *context)
{
        plugins->best.reply = (struct plugin_reply){.kind = PLUGIN_NONE};
        plugins->speaker = NULL;
        plugins->asking = message;
        plugins->say = say;
        plugins->say_context = context;
        for (size_t i = 0; i < plugins->now_count; i++) {
                plugins->asked = plugins->now[i];
                plugins->said = false;
                plugins->asked->library.plugin->message(plugins->asked->state, message, collect, plugins);
        }
        plugins->asking = NULL;
        plugins->asked = NULL;
        if (plugins->best.reply.kind != PLUGIN_NONE)
                say(context, &plugins->best.reply);
        plugins->speaker = NULL;
}

const char *plugins_speaker(const struct plugins *plugins)
{
        return plugins->speaker ? plugins_name(plugins->speaker) : "";
}

size_t plugins_count(const struct plugins *plugins)
{
        return plugins->now_count;
}

static void add_all(struct paths *to, const struct paths *from)
{
        for (size_t i = 0; i < from->count; i++)
                paths_add(to, from->path[i]);
}

void plugins_files(const struct plugins *plugins, struct paths *files)
{
        struct entry *const *entries = plugins->prepared ? plugins->next : plugins->now;
        size_t count = plugins->prepared ? plugins->next_count : plugins->now_count;

        for (size_t i = 0; i < count; i++) {
                paths_add(files, entries[i]->path);
                add_all(files, entries[i]->waiting ? &entries[i]->tried : &entries[i]->files);
        }
}

void plugins_sought(const struct plugins *plugins, struct paths *files)
{
        add_all(files, &plugins->sought);
}

void plugins_written(const struct plugins *plugins, struct paths *files)
{
        struct entry *const *entries = plugins->prepared ? plugins->next : plugins->now;
        size_t count = plugins->prepared ? plugins->next_count : plugins->now_count;

        for (size_t i = 0; i < count; i++)
                add_all(files, entries[i]->waiting ? &entries[i]->to_write : &entries[i]->written);
}

void plugins_idle(struct plugins *plugins, uint64_t now)
{
        for (size_t i = 0; i < plugins->now_count; i++) {
                const struct entry *entry = plugins->now[i];

                if (PLUGIN_HAS(entry->library.plugin, idle))
                        entry->library.plugin->idle(entry->state, now);
        }
}

void plugins_moved(struct plugins *plugins, const char *network, const char *nick, const char *to)
{
        for (size_t i = 0; i < plugins->now_count; i++) {
                const struct entry *entry = plugins->now[i];

                if (PLUGIN_HAS(entry->library.plugin, moved))
                        entry->library.plugin->moved(entry->state, network, nick, to);
        }
}

struct figures {
        const char *plugin;
        plugins_figure *figure;
        void *context;
};

/* A name that is none is left out: it goes into other programs' files. */
static void pass_figure(void *context, const char *name, double value)
{
        const struct figures *figures = context;

        if (name && *name && strlen(name) <= PLUGINS_FIGURE_BYTES &&
            !name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")])
                figures->figure(figures->context, figures->plugin, name, value);
}

void plugins_figures(const struct plugins *plugins, plugins_figure *figure, void *context)
{
        for (size_t i = 0; i < plugins->now_count; i++) {
                const struct entry *entry = plugins->now[i];
                struct figures figures = {plugins_name(entry), figure, context};

                if (PLUGIN_HAS(entry->library.plugin, figures))
                        entry->library.plugin->figures(entry->state, pass_figure, &figures);
        }
}

void plugins_versions(const struct plugins *plugins, plugins_version *version, void *context)
{
        for (size_t i = 0; i < plugins->now_count; i++)
                version(context, plugins_name(plugins->now[i]), plugins->now[i]->library.plugin->version,
                        plugins->now[i]->edition);
}
