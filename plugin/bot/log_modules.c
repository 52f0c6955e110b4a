/* log_modules.c - the names that bot.cfg has for parts of the bot: a handful,
 * by what an admin would look for, and not one for each source file.
 */
#include <string.h>

#include "log.h"

static const char *const name[LOG_MODULES] = {
        "admin", "bot", "config", "login", "network", "plugins", "talk", "wire",
};

/* By the beginning of a file's name, the longest one that fits; the others are
 * "network". */
static const struct {
        const char *file, *module;
} belongs[] = {
        {"admin", "admin"},     {"bot", "bot"},        {"canon", "wire"},      {"cap", "login"},
        {"config", "config"},   {"control", "bot"},    {"edits", "config"},    {"frame", "wire"},
        {"keep", "admin"},      {"library", "plugins"}, {"log", "bot"},        {"lookup", "wire"},     {"main", "bot"},
        {"mechanism", "login"}, {"metrics", "bot"},    {"notify", "bot"},      {"outbox", "talk"},
        {"plugins", "plugins"}, {"proxy", "wire"},     {"quota", "talk"},      {"register", "login"},
        {"respond", "talk"},    {"route", "wire"},     {"runtime", "admin"},  {"sandbox", "bot"},     {"sasl", "login"},
        {"secure", "wire"},     {"services", "login"}, {"speak", "talk"},      {"stream", "wire"},
        {"sts", "wire"},        {"wire", "wire"},
};

const char *log_module_name(size_t module)
{
        return module < LOG_MODULES ? name[module] : NULL;
}

static size_t find(const char *module)
{
        size_t i = 0;

        while (i < LOG_MODULES && strcmp(name[i], module) != 0)
                i++;
        return i;
}

size_t log_module_of(const char *file)
{
        const char *module = "network";
        size_t longest = 0;

        for (size_t i = 0; i < sizeof belongs / sizeof *belongs; i++) {
                size_t length = strlen(belongs[i].file);

                if (length > longest && strncmp(file, belongs[i].file, length) == 0) {
                        longest = length;
                        module = belongs[i].module;
                }
        }
        return find(module);
}
