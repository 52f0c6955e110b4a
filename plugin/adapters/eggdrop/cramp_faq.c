/* cramp_faq.c - the FAQ as a Tcl extension, for Eggdrop: one command, cramp_faq, which
 * cramp_faq.tcl binds to what the bot hears.
 *
 *      cramp_faq heard NICK HOST HANDLE CHANNEL TEXT: as Eggdrop hands it on; CHANNEL "": in private
 *      cramp_faq moved NICK TO: somebody's new nick; TO "": they have left
 *      cramp_faq command WORDS -> lines
 *      cramp_faq set NAME VALUE
 *      cramp_faq poll NETWORK NICK!USER@HOST; the bot's
 *
 * It calls back ::cramp_faq::tell, send and urgent, each with one line. Words from the
 * network are handed on as words of a list, and never evaluated.
 */
#include <stdio.h>
#include <string.h>

#include <tcl.h>

#include "../clock.h"
#include "../learning.h"

struct adapter {
        Tcl_Interp *tcl;
        struct answer_host *host;
        char network[100], nick[100], address[200]; /* the bot's, as of the last poll */
};

/* What goes wrong there goes to the bot's log. Tcl that .restart takes down runs nothing any more. */
static void call(struct adapter *a, const char *command, const char *line)
{
        Tcl_Obj *word[] = {Tcl_NewStringObj(command, -1), Tcl_NewStringObj(line, -1)};
        Tcl_InterpState before = Tcl_SaveInterpState(a->tcl, TCL_OK);

        Tcl_IncrRefCount(word[0]);
        Tcl_IncrRefCount(word[1]);
        if (!Tcl_InterpDeleted(a->tcl) && Tcl_EvalObjv(a->tcl, 2, word, TCL_EVAL_GLOBAL) != TCL_OK)
                Tcl_BackgroundError(a->tcl);
        Tcl_DecrRefCount(word[0]);
        Tcl_DecrRefCount(word[1]);
        Tcl_RestoreInterpState(a->tcl, before);
}

static void on_tell(void *context, const char *line)
{
        call(context, "::cramp_faq::tell", line);
}

static void on_send(void *context, const struct answer_host_line *line)
{
        call(context, line->how & ANSWER_HOST_URGENT ? "::cramp_faq::urgent" : "::cramp_faq::send", line->raw);
}

static void add_line(void *tcl, const char *text)
{
        Tcl_AppendElement(tcl, text);
}

/* Of the bot itself, which Eggdrop makes anew for every look: not looked at for each line that is heard. */
static void poll(struct adapter *a, const char *network, const char *name)
{
        snprintf(a->network, sizeof a->network, "%s", network);
        *a->nick = *a->address = '\0';
        sscanf(name, "%99[^!]!%199s", a->nick, a->address);
        answer_host_poll(a->host, clock_now());
}

static void ask(struct adapter *a, const char *nick, const char *from, const char *channel, const char *text)
{
        answer_host_ask(a->host, &(struct answer_host_message){
                .size = sizeof(struct answer_host_message), .network = a->network, .nick = nick,
                .channel = *channel ? channel : NULL, .self = a->nick, .address = a->address, .text = text,
                .now = clock_now(), .context = a, .from = from,
        });
}

static int on_command(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const *word)
{
        struct adapter *a = data;
        const char *verb = count > 1 ? Tcl_GetString(word[1]) : "";

        if (count == 7 && strcmp(verb, "heard") == 0)
                ask(a, Tcl_GetString(word[2]), Tcl_GetString(word[3]), Tcl_GetString(word[5]), Tcl_GetString(word[6]));
        else if (count == 4 && strcmp(verb, "moved") == 0)
                answer_host_moved(a->host, a->network, Tcl_GetString(word[2]),
                                  *Tcl_GetString(word[3]) ? Tcl_GetString(word[3]) : NULL);
        else if (count == 3 && strcmp(verb, "command") == 0)
                answer_host_command(a->host, Tcl_GetString(word[2]), add_line, tcl);
        else if (count == 4 && strcmp(verb, "set") == 0)
                answer_host_set(a->host, Tcl_GetString(word[2]), Tcl_GetString(word[3]));
        else if (count == 4 && strcmp(verb, "poll") == 0)
                poll(a, Tcl_GetString(word[2]), Tcl_GetString(word[3]));
        else {
                Tcl_WrongNumArgs(tcl, 1, word, "heard|moved|command|set|poll ...");
                return TCL_ERROR;
        }
        return TCL_OK;
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
        *a = (struct adapter){.tcl = tcl};
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
