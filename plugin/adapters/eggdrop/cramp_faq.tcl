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

namespace eval ::cramp_faq {
    variable folder [file dirname [file normalize [info script]]]
    variable library [file join $folder cramp_faq.so]
    variable binds {
        pubm - * {cramp_faq heard}
        msgm - * {cramp_faq heard}
        dcc m crampfaq ::cramp_faq::command
    }

    # What cramp_faq.so calls; send and urgent are made by configure.
    proc tell {line} { putlog "cramp_faq: $line" }

    # Eggdrop drops a line that already waits in its queue. Two people may well
    # be told the same: for this line alone it may not.
    proc queue {put double text} {
        set before [set $double]
        set $double 1
        $put $text
        set $double $before
    }

    proc command {handle idx text} {
        if {[string trim $text] eq "unload"} {
            unload
            putdcc $idx "cramp_faq is unloaded; .rehash loads it again"
            return 1
        }
        foreach line [cramp_faq command $text] { putdcc $idx $line }
        if {[string trim $text] eq "help"} {
            putdcc $idx ".crampfaq unload - stop answering and leave the bot's memory; .rehash loads it again"
        }
        return 1
    }

    proc configure {} {
        variable folder
        if {![info exists ::cramp_faq(faq)] || $::cramp_faq(faq) eq ""} {
            set ::cramp_faq(faq) [file join $folder cramp_faq calf-cramps.cfg]
        }
        if {[info exists ::cramp_faq(queue)] && $::cramp_faq(queue) eq "now"} {
            interp alias {} ::cramp_faq::send {} putnow
            interp alias {} ::cramp_faq::urgent {} putnow
        } else {
            interp alias {} ::cramp_faq::send {} ::cramp_faq::queue putserv ::double-server
            interp alias {} ::cramp_faq::urgent {} ::cramp_faq::queue putquick ::double-mode
        }
        foreach {name value} [array get ::cramp_faq] {
            if {$name ne "queue"} { ::cramp_faq set $name $value }
        }
        foreach line [::cramp_faq command reload] { tell $line }
    }

    proc unload {} {
        variable library
        variable binds
        foreach {type flags mask proc} $binds { unbind $type $flags $mask $proc }
        foreach timer [utimers] {
            if {[lindex $timer 1] eq "cramp_faq poll"} { killutimer [lindex $timer 2] }
        }
        ::unload $library Cramp_faq
    }
    # Again at every .rehash.
    proc start {} {
        variable library
        variable binds
        if {![llength [info commands ::cramp_faq]]} {
            load $library Cramp_faq
            if {![llength [info commands ::cramp_faq]]} { return [::unload $library Cramp_faq] }
            utimer 1 {cramp_faq poll} 0
        }
        configure
        cramp_faq poll
        foreach {type flags mask proc} $binds { bind $type $flags $mask $proc }
    }
    # A mistake here is no reason for Eggdrop not to start.
    if {[catch start why]} { tell "not loaded: $why" }
}
