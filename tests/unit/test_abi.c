/* test_abi.c - plugin.h as plugins that were built once know it: what has a place keeps it, and what is
 * added stands behind. If this fails, plugins of strangers would read the wrong bytes: PLUGIN_ABI would
 * have to change, and they to be built again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugin.h"

#define AT(name, member, place) {#name "." #member, offsetof(struct name, member), place}

/* Where pointers have 8 bytes. A member that is new gets its row, at the end of its struct. */
static const struct {
        const char *name;
        size_t place, wanted;
} members[] = {
        AT(plugin_host, size, 0), AT(plugin_host, abi, 8), AT(plugin_host, context, 16),
        AT(plugin_host, log, 24), AT(plugin_host, report, 32), AT(plugin_host, uses_file, 40),
        AT(plugin_host, forced, 48), AT(plugin_host, thorough, 49), AT(plugin_host, writes_file, 56),
        AT(plugin_message, size, 0), AT(plugin_message, network, 8), AT(plugin_message, channel, 16),
        AT(plugin_message, nick, 24), AT(plugin_message, account, 32), AT(plugin_message, self, 40),
        AT(plugin_message, prefix, 48), AT(plugin_message, text, 56), AT(plugin_message, length, 64),
        AT(plugin_message, ambient, 72), AT(plugin_message, now, 80),
        AT(plugin_message, line_bytes, 88), AT(plugin_message, line_count, 96),
        AT(plugin_message, from, 104),
        AT(plugin_reply, size, 0), AT(plugin_reply, kind, 8), AT(plugin_reply, id, 16),
        AT(plugin_reply, confidence, 24), AT(plugin_reply, lines, 32), AT(plugin_reply, count, 40),
        AT(plugin_command, name, 0), AT(plugin_command, usage, 8), AT(plugin_command, help, 16),
        AT(plugin_command, for_operators, 24),
        AT(plugin_order, size, 0), AT(plugin_order, name, 8), AT(plugin_order, arguments, 16),
        AT(plugin_order, admin, 24), AT(plugin_order, network, 32), AT(plugin_order, channel, 40),
        AT(plugin_order, now, 48),
        AT(plugin, abi, 0), AT(plugin, size, 4), AT(plugin, name, 8), AT(plugin, version, 16),
        AT(plugin, open, 24), AT(plugin, message, 32), AT(plugin, reload, 40),
        AT(plugin, settle, 48), AT(plugin, close, 56), AT(plugin, commands, 64),
        AT(plugin, command_count, 72), AT(plugin, command, 80), AT(plugin, idle, 88),
        AT(plugin, figures, 96), AT(plugin, moved, 104),
};

static void test_places(void **state)
{
        (void)state;
        assert_int_equal(PLUGIN_ABI, 1);
        for (size_t i = 0; sizeof(void *) == 8 && i < sizeof members / sizeof members[0]; i++)
                if (members[i].place != members[i].wanted)
                        fail_msg("%s is at %zu, and was at %zu", members[i].name, members[i].place, members[i].wanted);
}

/* They come in rows, one behind the other: it cannot grow at all. */
static void test_commands_keep_their_size(void **state)
{
        (void)state;
        assert_int_equal(sizeof(struct plugin_command), 4 * sizeof(void *));
}

/* Kinds are compared by their order, and both are numbers in what is built. */
static void test_numbers(void **state)
{
        static const int kinds[] = {PLUGIN_NONE, PLUGIN_UNKNOWN, PLUGIN_UNCOVERED, PLUGIN_UNSURE, PLUGIN_ANSWER,
                                    PLUGIN_URGENT};
        static const int levels[] = {PLUGIN_ERROR, PLUGIN_WARN, PLUGIN_INFO, PLUGIN_DEBUG};

        (void)state;
        for (int i = 0; i < (int)(sizeof kinds / sizeof kinds[0]); i++)
                assert_int_equal(kinds[i], i);
        for (int i = 0; i < (int)(sizeof levels / sizeof levels[0]); i++)
                assert_int_equal(levels[i], i);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_places), cmocka_unit_test(test_commands_keep_their_size),
                cmocka_unit_test(test_numbers),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
