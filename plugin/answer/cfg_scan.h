/* cfg_scan.h - a file and what it includes, as one stream of lines for libconfig.
 *
 *   a.cfg ----- p, q, @include "sub/b.cfg", r     stream: p q x y r
 *   sub/b.cfg - x, y                              places: 1 a.cfg:1, 3 sub/b.cfg:1, 5 a.cfg:3
 *
 * libconfig 1.5 would look for every included file beside the first one, end
 * the process over one that cannot be read, lose memory over a text in the
 * wrong place, and say of a forgotten bracket or quotation mark no more than
 * "syntax error". So it never sees an @include, and what is told here, where
 * it is, is not left to it.
 */
#ifndef ANSWER_CFG_SCAN_H
#define ANSWER_CFG_SCAN_H

#include "cfg.h"

struct cfg_scan;

/* A stream of cfg->path, whose files' names and places go to cfg. NULL: told.
 * Reading it never fails; what is wrong ends it, and was told. */
FILE *cfg_scan_open(struct cfg *cfg, struct cfg_scan **scan);

/* After the stream was read; closes nothing but scan. syntax: libconfig found an error in it.
 * False: something was told, and there is nothing to add to it. */
bool cfg_scan_close(struct cfg_scan *scan, bool syntax);

#endif
