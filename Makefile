# crampbot - see README.md, or `make help`.
#
# What is found in plugin/ and tests/ is built: a new .c file needs no line here.
#
#   plugin/answer/*.c        -> $(BUILD)/libanswer.a
#   plugin/inbox/*.c         -> $(BUILD)/libinbox.a
#   plugin/cramp_faq*.c      -> $(BUILD)/cramp_faq.so   (with both inside)
#   plugin/bot/*.c           -> $(BUILD)/crampbot
#   plugin/tools/*.c         -> $(BUILD)/crampfaq       (with both inside)
#   tests/unit/test_*.c      -> $(BUILD)/tests/test_*   (cmocka)
#   tests/unit/plugin_*.c    -> $(BUILD)/tests/plugin_*.so, plugins to test with
#   tests/e2e/hasty.c        -> $(BUILD)/tests/crampbot_hasty: the bot, in a hurry
#   tests/e2e/preload.c      -> $(BUILD)/tests/preload.so: a machine that lets the bot down
#   tests/bench/*.c          -> $(BUILD)/bench/*
#   tests/soak/soak_*.c      -> $(BUILD)/soak/soak_*
#   tests/fuzz/fuzz_*.c      -> $(BUILD)/tests/test_fuzz_*  with replay.c: its corpus, and a little more
#                            -> build/fuzz/fuzz_*, build/afl/fuzz_*  (libFuzzer, AFL++)
#
# Two lines that a test's source may hold, each alone in its line:
#   /* variants: ABI SIZE */   in plugin_bad.c: built once a word, as
#                              plugin_bad_abi.so with -DBAD_ABI and so on
#   /* link: -Wl,--wrap=malloc */   more flags to link this test with
#
# CFLAGS, CPPFLAGS and LDFLAGS of yours come after our own.

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

VERSION = 0.1.0
BUILD = build
PYTHON = /usr/bin/python3
PKG_CONFIG = pkg-config
AR = ar
OBJCOPY = objcopy
TIME = 60
SCALE = 6

PREFIX = /usr/local
bindir = $(PREFIX)/bin
libdir = $(PREFIX)/lib
mandir = $(PREFIX)/share/man
docdir = $(PREFIX)/share/doc/crampbot
sysconfdir = $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
plugindir = $(libdir)/crampbot
confdir = $(sysconfdir)/crampbot
statedir = /var/lib/crampbot
unitdir = $(libdir)/systemd/system
sysusersdir = $(libdir)/sysusers.d

# Without -j of their own, `run` and `test` use every core.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))
MAKE_HERE = $(MAKE) --no-print-directory $(JOBS)
PACKAGES = plugin/packaging/install-packages

# --- Flags -------------------------------------------------------------------

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
        -Wmissing-prototypes -Wvla -Wformat=2 -Wmissing-format-attribute
# A folder once built with -Werror (make test) stays so.
WERROR := $(findstring -Werror,$(file <$(BUILD)/flags))

MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
X86 = $(filter x86_64% i%86%,$(MACHINE))
HARDENING = -fstack-protector-strong $(if $(X86),-fcf-protection)
ifdef SANITIZE
OPTIMISE = -O1 -g -fno-omit-frame-pointer \
        -fsanitize=address,undefined -fno-sanitize-recover=undefined \
        -Wno-format-truncation # which the sanitizers make gcc guess wrongly
LINK = -fsanitize=address,undefined
else ifdef COVERAGE
OPTIMISE = -O0 -g --coverage -fprofile-update=atomic
else
# All is bound at the start (-z now), so calls need no table to go through.
OPTIMISE = -O2 -g -fno-plt -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
# A bot waits, and by the time that somebody asks the processor has forgotten the code: what
# computes little is better short than fast (the round trip of `make bench`).
SHORT = -Os
# Debian's start files have no shadow stack mark, but do nothing that one forbids.
LINK = -Wl,-z,relro,-z,now$(X86:%=,-z,shstk) -Wl,--as-needed
LINK_SHARED = -Wl,-z,defs
endif

LIB_NAMES = libuv libconfig libutf8proc
LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIB_NAMES) 2>/dev/null)
LIBS := $(or $(shell $(PKG_CONFIG) --libs $(LIB_NAMES) 2>/dev/null),-luv -lconfig -lutf8proc)
ANSWER_LIBS = $(LIBS) -lstemmer -lm -ldl
BOT_LIBS = $(LIBS) -lircclient -lm -ldl

COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -DCRAMPBOT_VERSION='"$(VERSION)"' \
        $(WARNINGS) $(WERROR) $(OPTIMISE) $(HARDENING) $(LIB_CFLAGS) -MMD -MP
YOURS = $(CPPFLAGS) $(CFLAGS)
LINK_ALL = $(CC) $(OPTIMISE) $(HARDENING) $(LINK) $(CFLAGS)
LINK_PROGRAM = $(LINK_ALL) -pie
LINK_PLUGIN = $(LINK_ALL) -shared $(LINK_SHARED) -Wl,--version-script=$(BUILD)/plugin.map

# --- What there is -----------------------------------------------------------

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

# What a question passes through stands in a section of its own: plugin/way.h. Nothing else hangs on
# this list.
ON_THE_WAY = stream wire frame line hear session canon rule isupport taste asker channels called quota bot \
        plugins_ask plugins_reply respond self outbox outbox_item turns speak concat \
        cramp_faq address answer chat chat_manners clauses dialog text text_code text_fold lexicon_read \
        lexicon_terms names vocab vocab_hash phrase pattern signs topic decide files rank match match_none model_pairs \
        sums follow reply
on_the_way = $(filter $(ON_THE_WAY),$(basename $(@F)))
move = $(if $(findstring -flto,$(YOURS)),,$(if $(on_the_way),$(OBJCOPY) --rename-section .text=on_the_way $@))

ANSWER_OBJECTS := $(call objects,$(sort $(wildcard plugin/answer/*.c)))
INBOX_OBJECTS := $(call objects,$(sort $(wildcard plugin/inbox/*.c)))
BOT_OBJECTS := $(call objects,$(sort $(wildcard plugin/bot/*.c)))
CRAMPFAQ_OBJECTS := $(call objects,$(sort $(wildcard plugin/tools/*.c)))
PLUGIN_OBJECTS := $(call objects,$(sort $(wildcard plugin/cramp_faq*.c)))
TEST_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
TEST_PLUGIN_SOURCES := $(sort $(wildcard tests/unit/plugin_*.c))
BENCH_SOURCES := $(sort $(wildcard tests/bench/*.c))

ANSWER_LIBRARY = $(BUILD)/libanswer.a
INBOX_LIBRARY = $(BUILD)/libinbox.a
BOT_LIBRARY = $(BUILD)/libbot.a

FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TESTS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/test_%,$(FUZZ_SOURCES))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(FUZZ_SOURCES))

PROGRAMS := $(if $(BOT_OBJECTS),$(BUILD)/crampbot) \
        $(if $(PLUGIN_OBJECTS),$(BUILD)/cramp_faq.so) \
        $(if $(CRAMPFAQ_OBJECTS),$(BUILD)/crampfaq)
TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(TEST_SOURCES))
SOAKS := $(patsubst tests/soak/%.c,$(BUILD)/soak/%,$(sort $(wildcard tests/soak/soak_*.c)))
BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(BENCH_SOURCES))

# "/* variants: ABI SIZE */" -> ABI SIZE
marked = $(shell sed -n 's|^/\* $(1): \(.*\) \*/$$|\1|p' $(2))

all: $(PROGRAMS)

# --- Rules -------------------------------------------------------------------

FORCE:

# Flags that changed rebuild everything.
FLAGS_LINE = $(COMPILE) $(SHORT) $(ON_THE_WAY) $(YOURS) $(LINK_ALL) $(LDFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_LINE))' > $@.$$$$ && \
	if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv -f $@.$$$$ $@; fi

# Headers that are not there are named by package before a compiler stumbles.
$(BUILD)/headers: | $(BUILD)/flags
	@printf '#include <%s>\n' uv.h libconfig.h utf8proc.h tls.h gsasl.h openssl/evp.h libstemmer.h libircclient.h sqlite3.h | \
	        $(CC) $(LIB_CFLAGS) $(YOURS) -E - >/dev/null 2>$@.why || { \
	        $(PACKAGES) --check build && cat $@.why; \
	        echo 'Something needed to build is missing. `make packages` installs it.'; \
	        exit 1; } >&2
	@rm -f $@.why; touch $@

$(BUILD)/plugin.map: | $(BUILD)/flags
	@printf '{ global: crampbot_plugin; local: *; };\n' > $@

PREPARED = $(BUILD)/flags $(BUILD)/headers

$(BUILD)/obj/plugin/answer/%.o: plugin/answer/%.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -fvisibility=hidden -ffp-contract=off $(YOURS) -c -o $@ $<
	@$(move)

# What ends in cramp_faq.so; but SQLite is not linked with, see plugin/inbox/sqlite.h.
$(BUILD)/obj/plugin/inbox/%.o: plugin/inbox/%.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) $(SHORT) -fPIC -fvisibility=hidden $(YOURS) -c -o $@ $<

$(PLUGIN_OBJECTS): $(BUILD)/obj/%.o: %.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) $(SHORT) -fPIC -fvisibility=hidden $(YOURS) -c -o $@ $<
	@$(move)

$(BUILD)/obj/tests/%.o: tests/%.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) -Wno-unused-parameter -fPIE -Iplugin -Iplugin/answer -Iplugin/bot \
	        -DBUILD='"$(BUILD)"' $(YOURS) -c -o $@ $<

$(BUILD)/obj/%.o: %.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) $(SHORT) -fPIE $(YOURS) -c -o $@ $<
	@$(move)

# An archive is made anew, so that deleted sources leave it.
$(ANSWER_LIBRARY): $(ANSWER_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(INBOX_LIBRARY): $(INBOX_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BOT_LIBRARY): $(filter-out %/main.o,$(BOT_OBJECTS))
	@rm -f $@
	$(AR) rcs $@ $^

# Linked beside and moved into place: what runs goes on running, and what does
# not link leaves the old.
$(BUILD)/crampbot: $(BOT_OBJECTS)
	$(LINK_PROGRAM) -o $@.new $^ $(LDFLAGS) $(BOT_LIBS)
	@mv -f $@.new $@

$(BUILD)/cramp_faq.so: $(PLUGIN_OBJECTS) $(ANSWER_OBJECTS) $(INBOX_OBJECTS) $(BUILD)/plugin.map
	$(LINK_PLUGIN) -o $@.new $(filter %.o,$^) $(LDFLAGS) $(ANSWER_LIBS)
	@mv -f $@.new $@

$(BUILD)/crampfaq: $(CRAMPFAQ_OBJECTS) $(ANSWER_LIBRARY) $(INBOX_LIBRARY)
	$(LINK_PROGRAM) -o $@.new $^ $(LDFLAGS) $(ANSWER_LIBS)
	@mv -f $@.new $@

# A test takes what it needs from the archives.
TEST_ARCHIVES := $(if $(BOT_OBJECTS),$(BOT_LIBRARY)) $(if $(INBOX_OBJECTS),$(INBOX_LIBRARY)) \
        $(if $(ANSWER_OBJECTS),$(ANSWER_LIBRARY))
$(BUILD)/tests/test_%: $(BUILD)/obj/tests/unit/test_%.o $(TEST_ARCHIVES)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $< $(call marked,link,tests/unit/test_$*.c) \
	        $(TEST_ARCHIVES) $(LDFLAGS) -lcmocka $(BOT_LIBS) -lstemmer

# With a corpus and a few thousand inputs made of it; no fuzzer is needed for that.
$(BUILD)/tests/test_fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/obj/tests/fuzz/replay.o $(TEST_ARCHIVES)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(call marked,link,tests/fuzz/fuzz_$*.c) \
	        $(TEST_ARCHIVES) $(LDFLAGS) -lcmocka $(BOT_LIBS) -lstemmer

# `make fuzzers` says CC and CFLAGS.
$(BUILD)/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(TEST_ARCHIVES)
	$(LINK_PROGRAM) -fsanitize=fuzzer -o $@ $< $(call marked,link,tests/fuzz/fuzz_$*.c) \
	        $(TEST_ARCHIVES) $(LDFLAGS) $(BOT_LIBS) -lstemmer

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(TEST_ARCHIVES)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $^ $(call marked,link,tests/bench/$*.c) $(LDFLAGS) $(BOT_LIBS) -lstemmer

$(BUILD)/soak/%: $(BUILD)/obj/tests/soak/%.o $(TEST_ARCHIVES)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $^ $(LDFLAGS) -lcmocka $(BOT_LIBS) -lstemmer

# The bot with other times in timing.c's place, which is then left in its archive.
TEST_BOT = $(if $(BOT_OBJECTS),$(BUILD)/tests/crampbot_hasty)
$(BUILD)/tests/crampbot_hasty: $(BUILD)/obj/tests/e2e/hasty.o $(BUILD)/obj/plugin/bot/main.o $(BOT_LIBRARY)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $^ $(LDFLAGS) $(BOT_LIBS)

# The same with more patience, for `make valgrind`.
$(BUILD)/tests/crampbot_slow: $(BUILD)/obj/tests/e2e/slow.o $(BUILD)/obj/plugin/bot/main.o $(BOT_LIBRARY)
	@mkdir -p $(@D)
	$(LINK_PROGRAM) -o $@ $^ $(LDFLAGS) $(BOT_LIBS)
$(BUILD)/obj/tests/e2e/slow.o: tests/e2e/hasty.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) -fPIE -DTIMES=4 $(YOURS) -c -o $@ $<

# Never sanitized: it stands before the C library of what it is loaded into.
TEST_PRELOAD = $(BUILD)/tests/preload.so
$(TEST_PRELOAD): tests/e2e/preload.c $(PREPARED)
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) $(WERROR) -O2 -g $(HARDENING) -fPIC -shared -MMD -MP $(YOURS) -o $@ $< -ldl

# Bots whose lines are counted may write the counts.
ifdef COVERAGE
COUNTED = $(BUILD)/obj/tests/e2e/counted.o
$(COUNTED): private CPPFLAGS += -DCOUNTS='"$(abspath $(BUILD)/obj)"'
$(BUILD)/crampbot $(TEST_BOT): $(COUNTED)
$(BUILD)/crampbot: private LDFLAGS += -Wl,--wrap=sandbox_enter
$(TEST_BOT): private LDFLAGS += -Wl,--wrap=sandbox_enter $(BOT_LIBRARY)
endif

# The plugins to test with: $(1) the source's stem, $(2) a variant or nothing.
lower = $(shell printf '%s' '$(1)' | tr A-Z a-z)
upper = $(shell printf '%s' '$(1)' | tr a-z A-Z)
define test_plugin
TEST_PLUGINS += $$(BUILD)/tests/$(1)$(if $(2),_$(call lower,$(2))).so
$$(BUILD)/tests/$(1)$(if $(2),_$(call lower,$(2))).so: tests/unit/$(1).c $$(PREPARED) $$(BUILD)/plugin.map
	@mkdir -p $$(@D)
	$$(COMPILE) -Wno-unused-parameter -fPIC -Iplugin $(if $(2),-D$(call upper,$(1:plugin_%=%))_$(2)) \
	        $$(YOURS) $$(LINK) -shared -Wl,--version-script=$$(BUILD)/plugin.map \
	        -o $$@ $$< $$(call marked,link,$$<) $$(LDFLAGS) $$(LIBS)
endef
$(foreach source,$(TEST_PLUGIN_SOURCES),\
    $(foreach variant,$(or $(call marked,variants,$(source)),-),\
        $(eval $(call test_plugin,$(basename $(notdir $(source))),$(variant:-=)))))

.SECONDARY:
-include $(shell find $(BUILD)/obj $(BUILD)/tests -name '*.d' 2>/dev/null)

# --- What people type --------------------------------------------------------

tests: $(TESTS) $(FUZZ_TESTS) $(TEST_PLUGINS) $(TEST_BOT) $(TEST_PRELOAD) $(if $(SANITIZE),,$(BENCHES))

packages:
	@$(PACKAGES) build run test

run:
	@$(PACKAGES) build run
	@echo 'Building.'
	@$(MAKE_HERE) -s all
	@$(PYTHON) plugin/tools/tryout --build $(BUILD)

test:
	@$(PACKAGES) build run test
	@{ $(MAKE_HERE) -s WERROR=-Werror all tests && \
	   $(MAKE_HERE) -s WERROR=-Werror BUILD=$(BUILD)/sanitize SANITIZE=1 all tests; } || \
	 { echo 'It does not build.'; echo '0 passed, 1 failed'; exit 1; }
	@$(PYTHON) tests/run --unit $(BUILD) --unit $(BUILD)/sanitize --pytest $(BUILD) --lint $(BUILD)

unit: all tests
	@$(PYTHON) tests/run --unit $(BUILD)

e2e: all tests
	@$(PYTHON) tests/run --pytest $(BUILD)

# The shipped bot.cfg, which is tested too, names the plugin in build/.
coverage:
	@$(PACKAGES) build run test coverage
	@$(MAKE_HERE) -s all
	@$(MAKE_HERE) -s BUILD=$(BUILD)/coverage COVERAGE=1 all tests
	@$(PYTHON) tests/coverage $(BUILD)/coverage

sanitize:
	@$(PACKAGES) build run test
	@$(MAKE_HERE) -s all
	@$(MAKE_HERE) -s BUILD=$(BUILD)/sanitize SANITIZE=1 WERROR=-Werror all tests
	@$(PYTHON) tests/run --unit $(BUILD)/sanitize --pytest $(BUILD)/sanitize

# The end-to-end tests with the bot under valgrind, and the bots that people already run with the plugin
# in them (tests/e2e/hosts_checked.py); without those that weigh a bot, the try-out, which starts one by itself,
# and that of the sandbox, whose system calls valgrind does not know. What is only
# possibly lost is memory in use by a bot that leaves at once, since its second is over.
VALGRIND = valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --suppressions=$(CURDIR)/tests/e2e/valgrind.supp --num-callers=25 --error-exitcode=99
VALGRIND_TESTS = $(filter-out $(patsubst %,tests/e2e/test_%.py,bench sandbox soak tryout), \
        $(sort $(wildcard tests/e2e/test_*.py)))
valgrind:
	@$(PACKAGES) build run test adapters valgrind
	@$(MAKE_HERE) -s all tests adapters $(BUILD)/tests/crampbot_slow
	@UNDER='$(VALGRIND)' $(PYTHON) tests/run --minutes 60 --pytest $(BUILD) $(VALGRIND_TESTS)

clang:
	@$(MAKE_HERE) -s BUILD=$(BUILD)/clang CC=clang WERROR=-Werror all tests

benches: $(BENCHES)

bench:
	@$(PACKAGES) build run bench adapters
	@$(MAKE_HERE) -s all benches adapters
	@BUILD=$(BUILD) $(PYTHON) tests/bench/run --scale $(SCALE)

# Each takes TIME seconds and what it needs to begin and to end; see tests/soak/run.
soaks: $(SOAKS)
soak:
	@$(PACKAGES) build run test
	@$(MAKE_HERE) -s all tests soaks
	@BUILD=$(BUILD) $(PYTHON) tests/soak/run $(TIME)

# 10,000 questions at the pace that servers allow as they come: some 50 minutes.
flood:
	@$(PACKAGES) build run test
	@$(MAKE_HERE) -s all
	@BUILD=$(BUILD) $(PYTHON) tests/soak/soak_flood

lint:
	@$(PACKAGES) build lint adapters
	@$(PYTHON) tests/lint --build $(BUILD)

# Each of TARGETS, or all there are, TIME seconds, with libFuzzer or FUZZER=afl; see tests/fuzz/run.
FUZZER = libfuzzer
TARGETS =
FUZZ_BUILD = build/$(if $(filter afl,$(FUZZER)),afl,fuzz)
FUZZ_CC = $(if $(filter afl,$(FUZZER)),afl-clang-fast,clang)
fuzz: fuzzers
	@$(PYTHON) tests/fuzz/run --fuzzer $(FUZZER) --time $(TIME) $(TARGETS)
fuzzers:
	@$(PACKAGES) build fuzz
	@AFL_QUIET=1 $(MAKE_HERE) -s BUILD=$(FUZZ_BUILD) CC=$(FUZZ_CC) SANITIZE=1 \
	        CFLAGS='-fsanitize=fuzzer-no-link -Wno-unknown-warning-option' fuzz-programs
fuzz-programs: $(FUZZERS)

clean:
	rm -rf build $(BUILD)

help:
	@echo 'make            build crampbot, cramp_faq.so and crampfaq in build/'
	@echo 'make run        install what is missing, build, and talk to the bot'
	@echo 'make test       install what is missing, build, and run every test'
	@echo 'make packages   install the Debian packages that building, running and testing need'
	@echo 'make unit       the unit tests alone'
	@echo 'make e2e        the end-to-end tests alone, against a real IRC server'
	@echo 'make sanitize   every test with the address and undefined behaviour sanitizers'
	@echo 'make coverage   which lines and branches the tests run: a report in build/coverage/report/'
	@echo 'make valgrind   most of the end-to-end tests with the bot under valgrind; takes half an hour'
	@echo 'make clang      build with clang, warnings being errors'
	@echo 'make bench      measure speed and memory beside others: build/bench/report.md; SCALE=6: FAQs up to 10^6'
	@echo 'make lint       read the sources with clang-tidy, cppcheck and the compiler'"'"'s analyzer'
	@echo 'make fuzz       TIME=60: feed hostile input to each fuzz target, that many seconds;'
	@echo '                TARGETS="ask wire": to these; FUZZER=afl: by AFL++, not libFuzzer'
	@echo 'make soak       TIME=60: mutated lines, floods, netsplits, restarts, commands, reloads and faults; nothing may be lost or grow'
	@echo 'make flood      10,000 questions on servers as they come; takes some 50 minutes'
	@echo 'make adapters   build the plugin for the bots you have: WeeChat, Eggdrop, Limnoria, irssi'
	@echo 'make run-BOT    weechat, eggdrop, limnoria, irssi: talk to that bot with the plugin in it'
	@echo 'make install-BOT  put the plugin where that bot looks'
	@echo 'make install    PREFIX=/usr/local, DESTDIR: programs, plugin, manuals, service, bot.cfg and faq/'
	@echo 'make uninstall  take all of that away, but what you edited'
	@echo 'make deb        a Debian package, in build/deb/'
	@echo 'make deb-test   the same, installed on a new Debian and talked to (as root)'
	@echo 'make clean      remove build/'

-include plugin/adapters/adapters.mk
include plugin/packaging/install.mk

.PHONY: all tests packages run test unit e2e coverage sanitize valgrind clang benches bench lint soaks soak flood \
        fuzz fuzzers fuzz-programs clean help FORCE
