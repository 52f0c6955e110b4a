/* watch.h - what a server says about the nick and the channels we want.
 *
 *   MONITOR's 731            -> the wanted nick is free
 *   NICK of ours             -> it was taken from us
 *   470 471 473 474 475 477  -> not let into a channel: why, and what to do
 *   INVITE                   -> to a channel that it has been told of
 */
#ifndef BOT_WATCH_H
#define BOT_WATCH_H

struct line;
struct network;

/* Takes a line of the server after 001; context is the network. */
void watch_line(void *context, const struct line *line);

#endif
