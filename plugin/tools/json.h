/* json.h - texts as JSON has them. */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

/* Prints a JSON string (RFC 8259, 7) with its quotes on standard output; bytes that are not
 * UTF-8 become U+FFFD. */
void json_print(const char *text);

#endif
