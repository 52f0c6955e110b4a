/* metrics.h - figures as a file for Prometheus' node exporter (textfile collector).
 *
 *   metrics_begin --> metrics_family, metrics_value, metrics_value ... --> metrics_end
 *
 * The format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#ifndef BOT_METRICS_H
#define BOT_METRICS_H

#include <stdbool.h>
#include <stddef.h>

struct metrics;

/* NULL with one line in why: nothing can be written beside path. */
struct metrics *metrics_begin(const char *path, char *why, size_t cap);

/* What follows is called this; type: "gauge", "counter", "histogram". */
void metrics_family(struct metrics *metrics, const char *name, const char *type, const char *help);

/* One of the family: suffix as "_bucket", or ""; labels: NULL-ended pairs of name
 * and value, whose bytes may be any; NULL: none. */
void metrics_value(struct metrics *metrics, const char *suffix, const char *const *labels, double value);

/* The file takes its place, whole, or not at all: false with one line in why. */
bool metrics_end(struct metrics *metrics, char *why, size_t cap);

#endif
