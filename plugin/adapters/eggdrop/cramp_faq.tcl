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

    # What cramp_faq.so calls.
    proc tell {line} { putlog "cramp_faq: $line" }

    # Eggdrop drops a line that already waits in its queue. Two people may well
    # be told the same: for this line alone it may not.
    proc send {target line how} {
        set text "[expr {$how & 1 ? "NOTICE" : "PRIVMSG"}] $target :$line"
        if {[setting queue server] eq "now"} {
            putnow $text
            return
        }
        lassign [expr {$how & 2 ? "putquick ::double-mode" : "putserv ::double-server"}] queue double
        set before [set $double]
        set $double 1
        $queue $text
        set $double $before
    }

    # What Eggdrop calls.
    proc in_channel {nick host handle channel text} {
        cramp_faq ask $channel $nick $::botnick $::botname [network] $text
        return 0
    }
    proc in_private {nick host handle text} {
        cramp_faq ask "" $nick $::botnick $::botname [network] $text
        return 0
    }
    proc poll {} { cramp_faq poll }
    proc network {} { if {[info exists ::network]} { return $::network } }

    proc command {handle idx text} {
        lassign [split [string trim $text]] verb
        set rest [string trim [string range [string trim $text] [string length $verb] end]]
        switch -exact -- $verb {
            reload { cramp_faq reload }
            status - "" { foreach line [cramp_faq status] { putdcc $idx $line } }
            why { foreach line [cramp_faq why $rest] { putdcc $idx $line } }
            unanswered { putdcc $idx "Questions without an answer are kept by crampbot only, not here." }
            settings {
                foreach {name initial help} [cramp_faq settings] {
                    putdcc $idx "set cramp_faq($name) \"[setting $name $initial]\"  - $help"
                }
            }
            unload { unload }
            default {
                foreach line {
                    ".crampfaq status        what is loaded, and what was answered so far"
                    ".crampfaq reload        read the FAQ again; with a mistake in it the old one stays"
                    ".crampfaq why QUESTION  why a question would be answered as it would"
                    ".crampfaq settings      the settings, for eggdrop.conf"
                    ".crampfaq unload        stop answering and leave the bot's memory; .rehash loads it again"
                } { putdcc $idx $line }
            }
        }
        return 1
    }

    proc setting {name initial} {
        if {[info exists ::cramp_faq($name)]} { return $::cramp_faq($name) }
        return $initial
    }
    proc configure {} {
        variable folder
        if {[setting faq ""] eq ""} { set ::cramp_faq(faq) [file join $folder cramp_faq calf-cramps.cfg] }
        foreach {name initial help} [::cramp_faq settings] {
            if {[catch {::cramp_faq set $name [setting $name $initial]} why]} { tell $why }
        }
        ::cramp_faq reload
    }
    proc stop_polling {} {
        foreach timer [utimers] {
            if {[lindex $timer 1] eq "::cramp_faq::poll"} { killutimer [lindex $timer 2] }
        }
    }
    proc unload {} {
        variable folder
        unbind pubm - * ::cramp_faq::in_channel
        unbind msgm - * ::cramp_faq::in_private
        unbind dcc m crampfaq ::cramp_faq::command
        stop_polling
        ::unload [file join $folder cramp_faq.so] Cramp_faq
    }
    proc start {} {
        variable folder
        if {![llength [info commands ::cramp_faq]]} { load [file join $folder cramp_faq.so] Cramp_faq }
        configure
        bind pubm - * ::cramp_faq::in_channel
        bind msgm - * ::cramp_faq::in_private
        bind dcc m crampfaq ::cramp_faq::command
        stop_polling
        utimer 1 ::cramp_faq::poll 0
    }
    start
}
