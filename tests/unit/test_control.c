/* test_control.c - asking a bot that runs, and callers who are up to no good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control.h"

static char top[] = "/tmp/test_control_XXXXXX", folder[400];
static unsigned told, lines_to_tell = 2;

static void tell(void *context, control_print *print, void *print_context)
{
        char line[200];

        told++;
        for (unsigned i = 0; i < lines_to_tell; i++) {
                snprintf(line, sizeof line, "line %u %*s", i, i ? 150 : 0, "");
                print(print_context, i == 1 && lines_to_tell == 2 ? "" : line);
        }
}

static struct control *open_control(uv_loop_t *loop)
{
        char why[300] = "";
        struct control *control = control_open(loop, folder, tell, NULL, why, sizeof why);

        if (!control)
                fail_msg("%s", why);
        told = 0;
        return control;
}

static void close_control(uv_loop_t *loop, struct control *control)
{
        control_close(control);
        uv_run(loop, UV_RUN_DEFAULT);
}

/* Who asks, in a thread of its own: the answer, and what was heard. */
struct asker {
        enum control_answer answer;
        char heard[70000], why[200];
        unsigned lines;
        pthread_t thread;
        atomic_bool over;
};

static void hear(void *context, const char *line)
{
        struct asker *asker = context;

        asker->lines++;
        snprintf(asker->heard + strlen(asker->heard), 300, "%s|", line);
}

static void *ask(void *context)
{
        struct asker *asker = context;

        asker->answer = control_ask(folder, hear, asker, asker->why, sizeof asker->why);
        asker->over = true;
        return NULL;
}

/* Runs the loop until somebody who asks has been answered. */
static struct asker *asked(uv_loop_t *loop)
{
        static struct asker asker;

        memset(&asker, 0, sizeof asker);
        assert_int_equal(pthread_create(&asker.thread, NULL, ask, &asker), 0);
        while (!asker.over)
                uv_run(loop, UV_RUN_NOWAIT);
        pthread_join(asker.thread, NULL);
        return &asker;
}

static void an_answer(void **state)
{
        struct control *control = open_control(*state);
        struct asker *asker = asked(*state);
        char path[sizeof folder + 10];
        struct stat is;

        assert_int_equal(asker->answer, CONTROL_FINE);
        assert_string_equal(asker->heard, "line 0 ||");
        snprintf(path, sizeof path, "%s/control", folder);
        assert_int_equal(stat(path, &is), 0);
        assert_int_equal(is.st_mode & 0777, 0600);
        assert_int_equal(stat(folder, &is), 0);
        assert_int_equal(is.st_mode & 0077, 0);
        close_control(*state, control);
        assert_int_equal(access(path, F_OK), -1); /* nothing is left */
}

/* More than is ever sent is cut at a line's end, and comes at once. */
static void a_long_answer(void **state)
{
        struct control *control = open_control(*state);
        struct asker *asker;

        lines_to_tell = 5000;
        asker = asked(*state);
        assert_int_equal(asker->answer, CONTROL_FINE);
        assert_in_range(asker->lines, 350, 420);
        lines_to_tell = 2;
        close_control(*state, control);
}

static void name_socket(struct sockaddr_un *at)
{
        assert_true(strlen(folder) + sizeof "/control" <= sizeof at->sun_path);
        strcpy(at->sun_path, folder);
        strcat(at->sun_path, "/control");
}

static void nobody_there(void **state)
{
        static struct asker asker;
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        struct control *control;

        ask(&asker);
        assert_int_equal(asker.answer, CONTROL_NOBODY); /* no socket */
        name_socket(&at);
        assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
        close(fd);
        ask(&asker);
        assert_int_equal(asker.answer, CONTROL_NOBODY); /* one that a bot has left behind */
        control = open_control(*state);
        assert_int_equal(asked(*state)->answer, CONTROL_FINE); /* and that is replaced */
        close_control(*state, control);
        rmdir(folder);
        ask(&asker);
        assert_int_equal(asker.answer, CONTROL_NOBODY); /* no folder */
}

static void two_bots(void **state)
{
        struct control *control = open_control(*state);
        char why[300];

        assert_null(control_open(*state, folder, tell, NULL, why, sizeof why));
        assert_non_null(strstr(why, "another bot runs there"));
        assert_int_equal(asked(*state)->answer, CONTROL_FINE); /* the first is as it was */
        close_control(*state, control);
}

static void a_folder_that_will_not_do(void **state)
{
        char why[300], whole[sizeof folder];

        strcpy(whole, folder);
        strcpy(folder, "/dev/null/state");
        assert_null(control_open(*state, folder, tell, NULL, why, sizeof why));
        assert_string_equal(why, strerror(ENOTDIR));
        strcpy(folder, whole);
}

/* A socket's name may have 107 bytes; a folder's may have more. */
static void a_long_name(void **state)
{
        char whole[sizeof folder];
        struct control *control;

        strcpy(whole, folder);
        mkdir(folder, 0700);
        memset(folder + strlen(whole), '1', 150);
        folder[strlen(whole)] = '/';
        folder[strlen(whole) + 150] = '\0';
        control = open_control(*state);
        assert_int_equal(asked(*state)->answer, CONTROL_FINE);
        close_control(*state, control);
        rmdir(folder);
        strcpy(folder, whole);
}

/* Connects and neither reads, nor writes, nor goes. */
static int lurk(void)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

        assert_true(fd >= 0);
        name_socket(&at);
        assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
        return fd;
}

static void callers_who_do_not_go(void **state)
{
        struct control *control = open_control(*state);
        int fd[50];

        for (size_t i = 0; i < 50; i++) {
                fd[i] = lurk();
                send(fd[i], "status\r\n\0\xff", 10, MSG_NOSIGNAL);
                while (told <= i)
                        uv_run(*state, UV_RUN_NOWAIT);
        }
        assert_int_equal(asked(*state)->answer, CONTROL_FINE);
        for (size_t i = 0; i < 50; i++)
                close(fd[i]);
        close_control(*state, control);
}

/* No descriptor is left for a caller: he is sent away, and the next is served. */
static void no_descriptor_left(void **state)
{
        struct control *control = open_control(*state);
        struct rlimit old, few;
        int first = lurk(), next = dup(first);

        getrlimit(RLIMIT_NOFILE, &old);
        few = old;
        few.rlim_cur = (rlim_t)next; /* all below are open */
        close(next);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        for (int i = 0; i < 3; i++)
                uv_run(*state, UV_RUN_NOWAIT);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
        assert_int_equal(told, 0);
        assert_int_equal(recv(first, &(char){0}, 1, 0), 0); /* the end */
        close(first);
        assert_int_equal(asked(*state)->answer, CONTROL_FINE);
        close_control(*state, control);
}

/* A bot that is stopped or far too busy is not one that turns somebody away. Takes five seconds. */
static void a_bot_that_is_busy(void **state)
{
        struct control *control = open_control(*state);
        struct asker asker = {.over = false};

        ask(&asker); /* and the loop does not run */
        assert_int_equal(asker.answer, CONTROL_BROKEN);
        assert_string_equal(asker.why, "the bot does not answer");
        assert_int_equal(asked(*state)->answer, CONTROL_FINE);
        close_control(*state, control);
}

/* Another user gets nothing, even where the folder would let him in. */
static void another_user(void **state)
{
        struct control *control;
        struct asker *asker;
        char path[sizeof folder + 10];
        pid_t child;
        int status;

        if (geteuid() != 0)
                skip();
        control = open_control(*state);
        snprintf(path, sizeof path, "%s/control", folder);
        chmod(top, 0755);
        for (int open_to_all = 0; open_to_all < 2; open_to_all++) {
                chmod(folder, open_to_all ? 0755 : 0700);
                chmod(path, open_to_all ? 0666 : 0600);
                child = fork();
                if (child == 0) {
                        struct asker him = {.over = false};

                        if (setuid(65534) < 0)
                                _exit(9);
                        ask(&him);
                        _exit(him.answer == CONTROL_DENIED && !him.lines ? 0 : 1);
                }
                while (waitpid(child, &status, WNOHANG) == 0)
                        uv_run(*state, UV_RUN_NOWAIT);
                assert_true(WIFEXITED(status));
                assert_int_equal(WEXITSTATUS(status), 0);
        }
        assert_int_equal(told, 0);
        asker = asked(*state);
        assert_int_equal(asker->answer, CONTROL_FINE);
        close_control(*state, control);
        chmod(folder, 0700);
}

static int set_up(void **state)
{
        static uv_loop_t loop;

        *state = &loop;
        if (!mkdtemp(top))
                return -1;
        snprintf(folder, sizeof folder, "%s/state", top);
        return uv_loop_init(&loop);
}

static int take_down(void **state)
{
        return rmdir(folder) || rmdir(top) || uv_loop_close(*state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_answer),
                cmocka_unit_test(a_long_answer),
                cmocka_unit_test(nobody_there),
                cmocka_unit_test(two_bots),
                cmocka_unit_test(a_folder_that_will_not_do),
                cmocka_unit_test(a_long_name),
                cmocka_unit_test(callers_who_do_not_go),
                cmocka_unit_test(no_descriptor_left),
                cmocka_unit_test(a_bot_that_is_busy),
                cmocka_unit_test(another_user),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
