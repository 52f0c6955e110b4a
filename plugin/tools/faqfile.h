/* faqfile.h - writes a FAQ file that libconfig and article.c can read.
 *
 *      faqfile_begin
 *        faqfile_passage  faqfile_ask ...  faqfile_passage_end     for each
 *      faqfile_end
 */
#ifndef TOOLS_FAQFILE_H
#define TOOLS_FAQFILE_H

#include <stdbool.h>
#include <stdio.h>

#include "../answer/article.h"
#include "whole.h"

#define FAQFILE_ID_RULE "up to 64 of A-Z, a-z, 0-9, . _ and -"

struct faqfile_head {
        const char *id, *title, *language;
        const char *lexicon;    /* or NULL */
        const char *origin;     /* the file that it is made from */
        const char *reviewed;   /* YYYY-MM-DD */
};

struct faqfile;

bool faqfile_is_id(const char *text, size_t length);
void faqfile_id_from_path(const char *path, char id[ARTICLE_ID_MAX + 1]);

struct faqfile *faqfile_open(FILE *to); /* NULL: no memory */
void faqfile_close(struct faqfile *out);

void faqfile_begin(struct faqfile *out, const struct faqfile_head *head);
/* The answer is what fits of text; with whole, all of it goes into the file too.
 * Where title or text is empty the other one stands in. */
void faqfile_passage(struct faqfile *out, const char *id, struct whole_field title,
                     struct whole_field text, bool whole);
void faqfile_ask(struct faqfile *out, struct whole_field ask);
void faqfile_passage_end(struct faqfile *out);
void faqfile_end(struct faqfile *out);

#endif
