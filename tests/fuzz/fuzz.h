/* fuzz.h - what the fuzz targets share.
 *
 * A target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput: it takes any bytes,
 * and must() hold what the headers promise. The same target is run by libFuzzer
 * and AFL++ (make fuzz) and by replay.c (make test). tests/fuzz/NAME/ holds inputs
 * to begin with and those that once found a mistake; NAME.dict, words of its
 * language (https://llvm.org/docs/LibFuzzer.html#dictionaries).
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

/* Once, before the first input; may be left out. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise is broken: `what` says which, `text` (or NULL) by what. */
static inline void must_of(bool holds, const char *what, const char *text)
{
        if (holds)
                return;
        fprintf(stderr, "%s%s%s\n", what, text ? ": " : "", text ? text : "");
        abort();
}

static inline void must(bool holds, const char *what)
{
        must_of(holds, what, NULL);
}

/* UTF-8 without control codes. */
static inline bool fuzz_clean(const char *text)
{
        const utf8proc_uint8_t *s = (const utf8proc_uint8_t *)text;
        utf8proc_int32_t c;

        for (utf8proc_ssize_t n; *s; s += n)
                if ((n = utf8proc_iterate(s, -1, &c)) <= 0 || c < ' ' || c == 0x7f)
                        return false;
        return true;
}

/* What is left of an input. */
struct fuzz_input {
        const uint8_t *at;
        size_t left;
};

/* 0 at its end. */
static inline uint8_t fuzz_byte(struct fuzz_input *in)
{
        return in->left ? (in->left--, *in->at++) : 0;
}

/* All bytes up to the next NUL, or to the end, as a text. The caller frees it. */
static inline char *fuzz_text(struct fuzz_input *in)
{
        size_t length = strnlen((const char *)in->at, in->left);
        char *text = malloc(length + 1);

        must(text != NULL, "no memory");
        memcpy(text, in->at, length);
        text[length] = '\0';
        length += length < in->left;
        in->at += length;
        in->left -= length;
        return text;
}

#endif
