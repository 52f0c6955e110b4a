# bot.cfg.sed - from the bot.cfg of the try-out to the one that is installed: for a
# network of the admin's, whose name nobody can guess. What it cannot know is left
# empty, so that the bot names these lines and does not start.
1s/.*/# bot.cfg - what the bot connects to, and what it loads; see bot.cfg(5).\
#\
# To begin with, fill in what is empty: host, nick, realname and the channel's name.\
# `crampbot --check -c @confdir@\/bot.cfg` names these lines, and every mistake later on. Then:\
#       systemctl enable --now crampbot/
s|^# state = "state";|state = "@statedir@";|
s|name = "local"; |name = "mynet"; |
s|host = "127.0.0.1";     # a host name|host = "";              # a host name|
/port = 6667;            # 6697 without/s|port = 6667;            # 6697 without this line, or 6667 without TLS|# port = 6697;          # without this line; 6667 without TLS|
s|tls = false;            # true without this line, unless host is this machine|# tls = true;           # without this line|
s|nick = "crampbot";|nick = "";|
s|alternatives = \[ "crampbot_", "crampbot__" \];|# alternatives = [ "mycrampbot_" ];           |
s|^\( *\)realname = "Answers questions on leg cramps; a bot, run by you@example.org";|\1realname = "";  # "Answers questions on leg cramps; a bot, run by you@example.org"|
/^ *flood = { preset = "trusted"; };$/d
/^ *limits = { questions = 0; .*};$/d
s|{ name = "#cramps"; }|{ name = ""; }           # "#my-channel"|
s|"build/cramp_faq.so"|"@plugindir@/cramp_faq.so"|
s|# inbox = { file = "state/inbox.db";|# inbox = { file = "@statedir@/inbox.db";|
