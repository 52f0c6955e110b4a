/* cramp_faq.c - the FAQ as a Tcl extension, for Eggdrop: one command, cramp_faq,
 * which cramp_faq.tcl binds to what the bot hears.
 *
 *      cramp_faq settings                    -> name initial help ...
 *      cramp_faq set NAME VALUE
 *      cramp_faq ask CHANNEL NICK SELF MASK NETWORK TEXT   CHANNEL "": in private
 *      cramp_faq reload | poll
 *      cramp_faq status | why QUESTION       -> lines
 *
 * It calls back ::cramp_faq::send TARGET LINE HOW and ::cramp_faq::tell LINE. Words
 * from the network are handed on as words of a list, and never evaluated. It
 * refuses to know Eggdrop.
 */
#include <string.h>
#include <time.h>

#include <tcl.h>

#include "../../answer/host.h"

#define CALL_WORDS 4

struct adapter {
        Tcl_Interp *tcl;
        struct answer_host *host;
};

static uint64_t now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Runs a command word by word; what goes wrong there goes to the bot's log. */
static void call(struct adapter *a, int count, Tcl_Obj *const *word)
{
        for (int i = 0; i < count; i++)
                Tcl_IncrRefCount(word[i]);
        if (Tcl_EvalObjv(a->tcl, count, word, TCL_EVAL_GLOBAL) != TCL_OK)
                Tcl_BackgroundError(a->tcl);
        for (int i = 0; i < count; i++)
                Tcl_DecrRefCount(word[i]);
        Tcl_ResetResult(a->tcl);
}

static void on_tell(void *context, const char *line)
{
        Tcl_Obj *word[] = {Tcl_NewStringObj("::cramp_faq::tell", -1), Tcl_NewStringObj(line, -1)};

        call(context, 2, word);
}

static void on_send(void *context, const char *target, const char *line, unsigned how)
{
        Tcl_Obj *word[CALL_WORDS] = {
                Tcl_NewStringObj("::cramp_faq::send", -1), Tcl_NewStringObj(target, -1),
                Tcl_NewStringObj(line, -1), Tcl_NewIntObj((int)how),
        };

        call(context, CALL_WORDS, word);
}

static void add_line(void *list, const char *text)
{
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewStringObj(text, -1));
}

static void add_settings(Tcl_Obj *list)
{
        size_t count;
        const struct answer_host_setting *setting = answer_host_settings(&count);

        for (size_t i = 0; i < count; i++) {
                add_line(list, setting[i].name);
                add_line(list, setting[i].initial);
                add_line(list, setting[i].help);
        }
}

static void ask(struct adapter *a, Tcl_Obj *const *word)
{
        const char *channel = Tcl_GetString(word[0]);

        answer_host_ask(a->host, &(struct answer_host_message){
                .size = sizeof(struct answer_host_message), .channel = *channel ? channel : NULL,
                .nick = Tcl_GetString(word[1]), .self = Tcl_GetString(word[2]),
                .mask = Tcl_GetString(word[3]), .network = Tcl_GetString(word[4]),
                .text = Tcl_GetString(word[5]), .now = now(), .context = a,
        });
}

static int on_command(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const *word)
{
        struct adapter *a = data;
        const char *verb = count > 1 ? Tcl_GetString(word[1]) : "";
        Tcl_Obj *result = Tcl_NewListObj(0, NULL);
        char why[300] = "";

        Tcl_IncrRefCount(result);
        if (strcmp(verb, "ask") == 0 && count == 8)
                ask(a, word + 2);
        else if (strcmp(verb, "poll") == 0 && count == 2)
                answer_host_poll(a->host, now());
        else if (strcmp(verb, "reload") == 0 && count == 2)
                answer_host_reload(a->host);
        else if (strcmp(verb, "status") == 0 && count == 2)
                answer_host_status(a->host, add_line, result);
        else if (strcmp(verb, "why") == 0 && count == 3)
                answer_host_why(a->host, Tcl_GetString(word[2]), add_line, result);
        else if (strcmp(verb, "settings") == 0 && count == 2)
                add_settings(result);
        else if (strcmp(verb, "set") == 0 && count == 4)
                answer_host_set(a->host, Tcl_GetString(word[2]), Tcl_GetString(word[3]), why, sizeof why);
        else
                strcpy(why, "usage: cramp_faq settings|set|ask|poll|reload|status|why ...");
        Tcl_SetObjResult(tcl, *why ? Tcl_NewStringObj(why, -1) : result);
        Tcl_DecrRefCount(result);
        return *why ? TCL_ERROR : TCL_OK;
}

static void on_delete(ClientData data)
{
        struct adapter *a = data;

        answer_host_close(a->host);
        ckfree((char *)a);
}

int Cramp_faq_Init(Tcl_Interp *tcl);
int Cramp_faq_Unload(Tcl_Interp *tcl, int flags);

int Cramp_faq_Init(Tcl_Interp *tcl)
{
        struct adapter *a;

        if (!Tcl_InitStubs(tcl, "8.5", 0))
                return TCL_ERROR;
        a = (struct adapter *)ckalloc(sizeof *a);
        a->tcl = tcl;
        a->host = answer_host_open(ANSWER_ABI, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .send = on_send, .context = a,
        });
        if (!a->host) {
                ckfree((char *)a);
                Tcl_SetResult(tcl, "cramp_faq: no memory, or answer/ has another ABI", TCL_STATIC);
                return TCL_ERROR;
        }
        Tcl_CreateObjCommand(tcl, "cramp_faq", on_command, a, on_delete);
        return Tcl_PkgProvide(tcl, "cramp_faq", CRAMPBOT_VERSION);
}

int Cramp_faq_Unload(Tcl_Interp *tcl, int flags)
{
        (void)flags;
        Tcl_DeleteCommand(tcl, "cramp_faq");
        return Tcl_Eval(tcl, "package forget cramp_faq");
}
