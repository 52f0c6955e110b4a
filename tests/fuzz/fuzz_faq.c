/* fuzz_faq.c - any bytes as a FAQ: article files, lexicon, word list, golden
 * questions, and the plugin's group of bot.cfg; see files.h for how they stand in one
 * input. `a.cfg` comes first; `b.cfg` is loaded with it if it is there; `ask` has a
 * message a line, and `bot` the settings.
 *
 * Checked: it is refused if and only if a mistake was reported, each mistake and doubt
 * is one clean line; what is loaded keeps answer.h's promises for every message, loads
 * again with the same end, and no answer leaves without one of the FAQ's disclaimers.
 */
#include "answer.h"
#include "article.h"
#include "cfg.h"
#include "files.h"
#include "settings.h"
#include "squeeze.h"

#define ASKS_MOST 20

static size_t mistakes, budget;
static struct article_faq *faq; /* the same files, read once more */

static void on_report(void *context, const char *file, unsigned line, enum answer_severity severity, const char *what)
{
        must_of(*what && strlen(what) < 512 && fuzz_clean(what), "a mistake is no clean line", what);
        must_of(*file != '\0', "a mistake in no file", what);
        must_of(line < 1 << 20, "a mistake in no line", what);
        mistakes += severity == ANSWER_ERROR;
}

static void check_words(const struct answer_reply *reply)
{
        static struct squeezed all, disclaimer;
        bool found = false;

        all.used = 0;
        for (size_t i = 0; i < reply->count; i++) {
                must_of(strlen(reply->lines[i]) <= budget, "a line is too long", reply->lines[i]);
                must_of(fuzz_clean(reply->lines[i]), "a line is not clean", reply->lines[i]);
                squeeze_text(&all, reply->lines[i]);
        }
        for (size_t i = 0; i < faq->head_count && !found; i++) {
                disclaimer.used = 0;
                squeeze_text(&disclaimer, faq->head[i].disclaimer);
                found = strstr(all.text, disclaimer.text) != NULL;
        }
        must(found || reply->kind != ANSWER_ANSWER, "no disclaimer");
}

static void on_reply(void *context, const struct answer_reply *reply)
{
        must(reply->confidence >= 0 && reply->confidence <= 1.0001, "the confidence is no share");
        must((reply->kind == ANSWER_NONE) == (reply->count == 0), "lines without a reply, or none");
        must(reply->id != NULL && reply->also_count <= 8 && reply->nearest_count <= 3, "its members");
        check_words(reply);
}

static void ask_all(struct answer *answer)
{
        char *text = files_read("ask"), *save = NULL;
        size_t asked = 0;

        for (char *line = strtok_r(text, "\n", &save); line && asked++ < ASKS_MOST; line = strtok_r(NULL, "\n", &save)) {
                size_t length = strlen(line);
                struct answer_message message = {
                        .size = sizeof message, .network = "n", .nick = "ann", .self = "bot", .prefix = "!c", .text = line,
                        .length = length, .addressed = true, .now = asked * 1000,
                        .line_bytes = budget = 40 + length * 7 % 400, .line_count = length % 6,
                };

                answer_ask(answer, &message, on_reply, NULL);
        }
        free(text);
}

static void read_settings(const struct answer_options *like)
{
        struct answer_options options = *like;
        char why[300] = "";
        struct cfg_log log = {.why = why, .cap = sizeof why};
        struct settings settings;
        struct cfg cfg;

        mistakes = 0;
        if (cfg_open(&cfg, files_path("bot"), &log) != 0) {
                must(*why && log.errors > 0, "it cannot be read for no reason");
        } else if (settings_read(&settings, config_root_setting(&cfg.config), on_report, NULL, why, sizeof why) == 0) {
                must(mistakes == 0, "mistakes in settings that are taken");
                settings_apply(&settings, &options);
                must(settings.file_count <= SETTINGS_FILES_MAX && options.file_count == settings.file_count, "its files");
                settings_free(&settings);
        } else {
                must(mistakes > 0 && *why, "settings are refused without a mistake");
        }
        cfg_close(&cfg);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        files_begin();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        char first[64], second[64], why[512] = "";
        const char *files[] = {first, second};
        struct answer_options options = {.size = sizeof options, .files = files, .report = on_report,
                                         .doubts = size % 2, .index_only = size / 2 % 2};
        struct answer *answer;

        files_put(data, size, "a.cfg");
        snprintf(first, sizeof first, "%s", files_path("a.cfg"));
        snprintf(second, sizeof second, "%s", files_path("b.cfg"));
        options.file_count = access(second, F_OK) == 0 ? 2 : 1;
        mistakes = 0;
        answer = answer_open(&options, why, sizeof why);
        must(answer ? mistakes == 0 : mistakes > 0 || *why, "refused without a mistake, or taken with one");
        if (answer) {
                faq = article_open(&options, why, sizeof why);
                must(faq != NULL, "another end the second time");
                ask_all(answer);
                must_of(answer_reload(answer, &options, why, sizeof why) == 0, "it does not load again", why);
                ask_all(answer);
                article_close(faq);
                answer_close(answer);
        }
        must_of(fuzz_clean(why), "a reason that is no clean line", why);
        read_settings(&options);
        files_remove();
        return 0;
}
