# cramp_faq.tcl - answers questions from a FAQ, with its disclaimer.
#
# In eggdrop.conf:
#
#   set cramp_faq(faq) "scripts/cramp_faq/calf-cramps.cfg"
#   set cramp_faq(prefix) "!cramp"
#   source scripts/cramp_faq.tcl
#
# All settings, with what they do: .crampfaq settings, on the partyline. They
# have the names and meanings that they have in crampbot's bot.cfg. After a
# change: .rehash. Eggdrop's own flood-msg and flood-chan decide how often
# somebody may ask before Eggdrop ignores them. One more setting is Eggdrop's:
# set cramp_faq(queue) "now" goes past its queue, on servers that allow a bot to
# talk without pauses.
#
# In private Eggdrop's own commands (op, ident, pass ...) stay Eggdrop's: what
# begins with one never gets here, nor do the passwords in it. Questions begin
# with hello, help and who, too: these are answered from the FAQ, and whom the
# bot knows get what Eggdrop says to them besides. To have the FAQ's help alone:
# unbind msg - help *msg:help
# Leave exclusive-binds at 0: with 1 Eggdrop takes everything that is heard here
# for done, and none of its commands works any more.

namespace eval ::cramp_faq {
    variable library [file join [file dirname [file normalize [info script]]] cramp_faq.so]
    variable faq [file join [file dirname $library] cramp_faq calf-cramps.cfg]
    array set ::cramp_faq [list faq $faq queue "" {*}[array get ::cramp_faq]]
    variable binds {
        pubm - * {cramp_faq heard}
        msgm - * ::cramp_faq::in_private
        raw - NICK ::cramp_faq::moved
        raw - QUIT ::cramp_faq::moved
        dcc m crampfaq ::cramp_faq::command
    }

    # cramp_faq.so calls these, each with a line.
    proc tell {line} { putlog "cramp_faq: $line" }
    proc send {line} { queue putserv ::double-server $line }
    proc urgent {line} { queue putquick ::double-mode $line }

    # Eggdrop drops a line that already waits in its queue. Two people may well
    # be told the same: for this line alone it may not.
    proc queue {put double line} {
        set before [set $double]
        set $double 1
        $put $line
        set $double $before
    }

    proc in_private {nick host handle text} {
        set word [string tolower [lindex [split $text] 0]]
        if {$word in {hello help who} || [lsearch -exact -index 2 [binds msg] $word] < 0} {
            ::cramp_faq heard $nick $host $handle "" $text
        }
    }

    # Of lines, since Eggdrop's own binds tell of it once for each channel.
    proc moved {from keyword text} {
        set to [expr {$keyword eq "NICK" ? [string trimleft [lindex [split $text] 0] :] : ""}]
        ::cramp_faq moved [lindex [split $from !] 0] $to
        return 0
    }

    proc command {handle idx text} {
        if {$text eq "unload"} { return [unload $idx] }
        foreach line [::cramp_faq command $text] { putdcc $idx $line }
        if {$text eq "help"} { putdcc $idx ".crampfaq unload - leave the bot; .rehash loads it again" }
        return 1
    }

    proc unload {idx} {
        foreach {type flags mask proc} $::cramp_faq::binds { unbind $type $flags $mask $proc }
        killutimer $::cramp_faq::timer
        ::unload $::cramp_faq::library Cramp_faq
        putdcc $idx "cramp_faq is unloaded; .rehash loads it again"
        return 1
    }

    # Again at every .rehash, which has made send and urgent anew. The timer is Eggdrop's: Tcl's
    # wait while a channel is busy.
    proc start {} {
        if {![llength [info commands ::cramp_faq]]} {
            load $::cramp_faq::library Cramp_faq
            if {![llength [info commands ::cramp_faq]]} { return [::unload $::cramp_faq::library Cramp_faq] }
            set ::cramp_faq::timer [utimer 1 {cramp_faq poll $network $botname} 0]
        }
        if {$::cramp_faq(queue) eq "now"} { foreach put {send urgent} { interp alias {} ::cramp_faq::$put {} ::putnow } }
        foreach {name value} [dict remove [array get ::cramp_faq] queue] { ::cramp_faq set $name $value }
        ::cramp_faq poll $::network $::botname
        foreach {type flags mask proc} $::cramp_faq::binds { bind $type $flags $mask $proc }
    }

    # A mistake here is no reason for Eggdrop not to start.
    if {[catch start why]} { tell "not loaded: $why" }
}
