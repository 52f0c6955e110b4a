/* fuzz_ask.c - any bytes said to the bot, in any setting: address, reading,
 * signs, matching, dialogue, layout. Run from the repository's top folder: it
 * loads faq/calf-cramps.cfg.
 *
 * The first bytes of the input choose the setting: flags, the line's budget,
 * the number of lines, who speaks. What must hold is checked: the lines' size,
 * clean UTF-8 without control codes, the whole disclaimer in every answer. */
#include "answer.h"
#include "fuzz.h"

static struct answer *answer;
static const char disclaimer[] = "not medical advice";
static size_t budget;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        static const char *const files[] = {"faq/calf-cramps.cfg"};
        struct answer_options options = {.size = sizeof options, .files = files, .file_count = 1};
        char why[512];

        answer = answer_open(&options, why, sizeof why);
        if (!answer) {
                fprintf(stderr, "fuzz_ask: %s\n", why);
                exit(1);
        }
        return 0;
}

static void check(void *context, const struct answer_reply *reply)
{
        char all[16384] = "";

        must(reply->confidence >= 0 && reply->confidence <= 1.0001, "the confidence is no share");
        must((reply->kind == ANSWER_NONE) == (reply->count == 0), "lines without a reply, or none");
        for (size_t i = 0; i < reply->count; i++) {
                must(strlen(reply->lines[i]) <= budget, "a line is too long");
                must(fuzz_clean(reply->lines[i]), "a line holds a control code, or no UTF-8");
                strncat(all, reply->lines[i], sizeof all - strlen(all) - 2);
                strcat(all, " ");
        }
        must(reply->kind != ANSWER_ANSWER || strstr(all, disclaimer), "no disclaimer");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static uint64_t now;
        struct answer_message message = {.size = sizeof message, .network = "n", .self = "crampbot"};
        uint8_t head[4] = {0};

        memcpy(head, data, size < 4 ? size : 4);
        data += size < 4 ? size : 4;
        size -= size < 4 ? size : 4;
        message.channel = head[0] & 1 ? "#c" : NULL;
        message.ambient = head[0] & 2;
        message.addressed = head[0] & 4;
        message.prefix = head[0] & 8 ? "!cramp" : NULL;
        message.nick = head[0] & 16 ? (head[3] & 1 ? "ann" : "bob") : NULL;
        message.line_bytes = budget = 40 + 2 * (size_t)head[1];
        message.line_count = head[2] % 6;
        message.text = (const char *)data;
        message.length = size;
        message.now = now += (uint64_t)head[3] * 100;
        answer_ask(answer, &message, check, NULL);
        return 0;
}
