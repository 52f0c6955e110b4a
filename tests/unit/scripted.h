/* scripted.h - an IRC server that says what a test tells it to, for tests that
 * drive real sockets on loopback. It lives in the test's own loop: no sleeps,
 * no threads; a guard timer ends what would hang.
 */
#ifndef TEST_SCRIPTED_H
#define TEST_SCRIPTED_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define SCRIPTED_GUARD_MS 30000 /* only what fails takes so long */
#define SCRIPTED_LOG_MAX (1 << 20)

struct scripted {
        uv_loop_t *loop;
        uv_tcp_t listener;
        uv_tcp_t *client;      /* the newest connection; NULL: none */
        unsigned port;
        int accepted;
        bool deaf;             /* reads nothing */
        char *log;             /* all that was received, ever */
        size_t used, looked_at;
};

struct scripted_write {
        uv_write_t request;
        char bytes[];
};

static uv_timer_t scripted_guard;
static bool scripted_expired;

static inline void scripted_gone(uv_handle_t *handle)
{
        free(handle);
}

static inline void scripted_drop(struct scripted *server)
{
        if (server->client)
                uv_close((uv_handle_t *)server->client, scripted_gone);
        server->client = NULL;
}

static inline void scripted_room(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
        static char bytes[65536];

        (void)handle;
        (void)size;
        *buf = uv_buf_init(bytes, sizeof bytes);
}

static inline void scripted_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
        struct scripted *server = stream->data;

        if (got < 0) {
                if ((uv_tcp_t *)stream == server->client)
                        scripted_drop(server);
                else if (!uv_is_closing((uv_handle_t *)stream))
                        uv_close((uv_handle_t *)stream, scripted_gone);
                return;
        }
        if (server->used + (size_t)got < SCRIPTED_LOG_MAX) {
                memcpy(server->log + server->used, buf->base, (size_t)got);
                server->used += (size_t)got;
                server->log[server->used] = '\0';
        }
}

static inline void scripted_accept(uv_stream_t *listener, int status)
{
        struct scripted *server = listener->data;
        uv_tcp_t *client = calloc(1, sizeof *client);

        (void)status;
        uv_tcp_init(server->loop, client);
        uv_accept(listener, (uv_stream_t *)client);
        client->data = server;
        uv_tcp_nodelay(client, 1);
        scripted_drop(server);
        server->client = client;
        server->accepted++;
        if (!server->deaf)
                uv_read_start((uv_stream_t *)client, scripted_room, scripted_read);
}

static inline void scripted_open(struct scripted *server, uv_loop_t *loop)
{
        struct sockaddr_in address;
        int size = sizeof address;

        memset(server, 0, sizeof *server);
        server->loop = loop;
        server->log = calloc(1, SCRIPTED_LOG_MAX + 1);
        uv_tcp_init(loop, &server->listener);
        server->listener.data = server;
        uv_ip4_addr("127.0.0.1", 0, &address);
        uv_tcp_bind(&server->listener, (struct sockaddr *)&address, 0);
        uv_listen((uv_stream_t *)&server->listener, 16, scripted_accept);
        uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &size);
        server->port = (unsigned)ntohs(address.sin_port);
}

static inline void scripted_close(struct scripted *server)
{
        scripted_drop(server);
        if (!uv_is_closing((uv_handle_t *)&server->listener))
                uv_close((uv_handle_t *)&server->listener, NULL);
        free(server->log);
        server->log = NULL;
}

static inline void scripted_expire(uv_timer_t *timer)
{
        (void)timer;
        scripted_expired = true;
}

/* One turn of the loop; false: the guard has had enough. */
static inline bool scripted_turn(uv_loop_t *loop)
{
        uv_run(loop, UV_RUN_ONCE);
        return !scripted_expired;
}

static inline void scripted_guard_start(uv_loop_t *loop, uint64_t ms)
{
        scripted_expired = false;
        uv_update_time(loop); /* the timer begins now, and not when the loop last looked */
        uv_timer_init(loop, &scripted_guard);
        uv_timer_start(&scripted_guard, scripted_expire, ms, 0);
}

static inline void scripted_guard_stop(uv_loop_t *loop)
{
        uv_close((uv_handle_t *)&scripted_guard, NULL);
        uv_run(loop, UV_RUN_NOWAIT);
}

/* Runs the loop until *what is at least `least`. */
static inline bool scripted_until(uv_loop_t *loop, const int *what, int least)
{
        scripted_guard_start(loop, SCRIPTED_GUARD_MS);
        while (*what < least && scripted_turn(loop))
                ;
        scripted_guard_stop(loop);
        return *what >= least;
}

/* Just runs for so long; for what must not happen. */
static inline void scripted_run(uv_loop_t *loop, uint64_t ms)
{
        scripted_guard_start(loop, ms);
        while (scripted_turn(loop))
                ;
        scripted_guard_stop(loop);
}

static inline void scripted_written(uv_write_t *request, int status)
{
        (void)status;
        free(request->data);
}

static inline void scripted_send(struct scripted *server, const char *bytes, size_t length)
{
        struct scripted_write *write = malloc(sizeof *write + length);
        uv_buf_t buf;

        memcpy(write->bytes, bytes, length);
        write->request.data = write;
        buf = uv_buf_init(write->bytes, (unsigned)length);
        if (!server->client || uv_write(&write->request, (uv_stream_t *)server->client, &buf, 1,
                                        scripted_written) < 0)
                free(write);
}

/* Lines as they are, each with its CR LF in the text. */
static inline void scripted_say(struct scripted *server, const char *text)
{
        scripted_send(server, text, strlen(text));
}

/* The next received line that holds `needle`, without CR LF; those before it
 * are passed over. NULL: none came in time. Valid until the next call. */
static inline const char *scripted_wait(struct scripted *server, const char *needle, uint64_t ms)
{
        static char line[8192];
        const char *found = NULL;

        scripted_guard_start(server->loop, ms);
        while (!found) {
                char *from = server->log + server->looked_at;
                char *end = memchr(from, '\n', server->used - server->looked_at);

                if (end) {
                        snprintf(line, sizeof line, "%.*s", (int)(end - from), from);
                        line[strcspn(line, "\r")] = '\0';
                        server->looked_at += (size_t)(end - from) + 1;
                        if (strstr(line, needle))
                                found = line;
                } else if (!scripted_turn(server->loop)) {
                        break;
                }
        }
        scripted_guard_stop(server->loop);
        return found;
}

#endif
