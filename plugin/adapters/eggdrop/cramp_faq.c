/* cramp_faq.c - the FAQ as a Tcl extension, for Eggdrop: one command, cramp_faq, which
 * cramp_faq.tcl binds to what the bot hears.
 *
 *      cramp_faq heard NICK HOST HANDLE [CHANNEL] TEXT -> 0; no CHANNEL: in private
 *      cramp_faq command WORDS                         -> lines
 *      cramp_faq set NAME VALUE
 *      cramp_faq poll
 *
 * It calls back ::cramp_faq::tell, send and urgent, each with one line. Words from the
 * network are handed on as words of a list, and never evaluated.
 */
#include <stdio.h>
#include <string.h>

#include <tcl.h>

#include "../clock.h"
#include "../learning.h"

enum { TELL, SEND, URGENT, CALLBACKS };
static const char *const callback[CALLBACKS] = {
        "::cramp_faq::tell", "::cramp_faq::send", "::cramp_faq::urgent",
};

struct adapter {
        Tcl_Interp *tcl;
        struct answer_host *host;
        Tcl_Obj *name[CALLBACKS]; /* Tcl remembers in them which command they name */
        char network[100], nick[100], address[200]; /* the bot's, as of the last poll */
};

/* What goes wrong there goes to the bot's log. */
static void call(struct adapter *a, int which, const char *line)
{
        Tcl_Obj *word[] = {a->name[which], Tcl_NewStringObj(line, -1)};

        Tcl_IncrRefCount(word[1]);
        if (Tcl_EvalObjv(a->tcl, 2, word, TCL_EVAL_GLOBAL) != TCL_OK)
                Tcl_BackgroundError(a->tcl);
        Tcl_DecrRefCount(word[1]);
        Tcl_ResetResult(a->tcl);
}

static void on_tell(void *context, const char *line)
{
        call(context, TELL, line);
}

static void on_send(void *context, const struct answer_host_line *line)
{
        call(context, line->how & ANSWER_HOST_URGENT ? URGENT : SEND, line->raw);
}

static void add_line(void *list, const char *text)
{
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewStringObj(text, -1));
}

/* Eggdrop makes its variables anew for every look: they are looked at here, and not for each
 * line that is heard. By Eggdrop's own timer: Tcl's wait while a channel is busy. */
static void poll(struct adapter *a)
{
        const char *network = Tcl_GetVar(a->tcl, "network", TCL_GLOBAL_ONLY);
        const char *name = Tcl_GetVar(a->tcl, "botname", TCL_GLOBAL_ONLY); /* nick!user@host */

        snprintf(a->network, sizeof a->network, "%s", network ? network : "");
        *a->nick = *a->address = '\0';
        if (name)
                sscanf(name, "%99[^!]!%199s", a->nick, a->address);
        answer_host_poll(a->host, clock_now());
}

static void ask(struct adapter *a, const char *nick, const char *channel, const char *text)
{
        answer_host_ask(a->host, &(struct answer_host_message){
                .size = sizeof(struct answer_host_message), .network = a->network, .channel = channel, .nick = nick,
                .self = a->nick, .address = a->address, .text = text, .now = clock_now(), .context = a,
        });
}

static int on_command(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const *word)
{
        struct adapter *a = data;
        const char *verb = count > 1 ? Tcl_GetString(word[1]) : "";
        Tcl_Obj *result = Tcl_NewListObj(0, NULL);
        bool fine = true;

        Tcl_IncrRefCount(result);
        if (strcmp(verb, "heard") == 0 && (count == 6 || count == 7)) {
                ask(a, Tcl_GetString(word[2]), count == 7 ? Tcl_GetString(word[5]) : NULL,
                    Tcl_GetString(word[count - 1]));
                add_line(result, "0"); /* to Eggdrop: go on with it */
        } else if (strcmp(verb, "poll") == 0 && count == 2)
                poll(a);
        else if (strcmp(verb, "command") == 0 && count == 3)
                answer_host_command(a->host, Tcl_GetString(word[2]), add_line, result);
        else if (strcmp(verb, "set") == 0 && count == 4)
                answer_host_set(a->host, Tcl_GetString(word[2]), Tcl_GetString(word[3]));
        else
                fine = false;
        Tcl_SetObjResult(tcl, fine ? result : Tcl_NewStringObj("usage: cramp_faq heard|command|set|poll ...", -1));
        Tcl_DecrRefCount(result);
        return fine ? TCL_OK : TCL_ERROR;
}

static void on_delete(ClientData data)
{
        struct adapter *a = data;

        answer_host_close(a->host);
        for (int i = 0; i < CALLBACKS; i++)
                Tcl_DecrRefCount(a->name[i]);
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
        *a = (struct adapter){.tcl = tcl};
        for (int i = 0; i < CALLBACKS; i++)
                Tcl_IncrRefCount(a->name[i] = Tcl_NewStringObj(callback[i], -1));
        a->host = answer_host_open(ANSWER_ABI, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .send = on_send, .context = a,
                .command = ".crampfaq", .setting = "set cramp_faq(*)", .learning = &answer_learning,
        });
        if (!a->host) { /* the owner knows why; Tcl would never let go of a library that failed */
                on_delete(a);
                return TCL_OK;
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
