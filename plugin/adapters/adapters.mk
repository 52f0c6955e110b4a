# The FAQ inside bots that people already run: `make adapters`, and for each of
# weechat, eggdrop, limnoria and irssi `make install-BOT` and `make run-BOT`.
#
#   plugin/adapters/BOT/cramp_faq.c -> $(BUILD)/adapters/BOT/cramp_faq.so   (libanswer.a inside)
#   libanswer.a                     -> $(BUILD)/libanswer.so   (for Limnoria, through ctypes)

ADAPTER_BOTS = weechat eggdrop limnoria irssi
COMPILED_BOTS = weechat eggdrop irssi

# For each: the flags for its headers (which are not ours to warn about), one
# of those headers, the package that brings them, and what its bot looks up.
weechat_FLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags weechat 2>/dev/null))
weechat_HEADER = weechat-plugin.h
weechat_PACKAGE = weechat-dev
weechat_SYMBOLS = weechat_plugin_*;

eggdrop_FLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags tcl 2>/dev/null)) -DUSE_TCL_STUBS
eggdrop_LIBS = -ltclstub8.6
eggdrop_HEADER = tcl.h
eggdrop_PACKAGE = tcl-dev
eggdrop_SYMBOLS = Cramp_faq_Init; Cramp_faq_Unload;

irssi_FLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags irssi-1 2>/dev/null)) \
        -isystem /usr/include/irssi -isystem /usr/include/irssi/src
irssi_HEADER = glib.h irssi/src/common.h
irssi_PACKAGE = irssi-dev and libglib2.0-dev
irssi_SYMBOLS = cramp_faq_abicheck; cramp_faq_init; cramp_faq_deinit;

# Does the compiler find the headers of bot $(1)?
finds = $(shell $(CC) $($(1)_FLAGS) $($(1)_HEADER:%=-include %) -E -xc /dev/null >/dev/null 2>&1 && echo yes)
BUILDABLE_BOTS := $(if $(ANSWER_OBJECTS),$(foreach bot,$(COMPILED_BOTS),$(if $(call finds,$(bot)),$(bot))))
MISSING_BOTS := $(filter-out $(BUILDABLE_BOTS),$(COMPILED_BOTS))
ADAPTERS := $(BUILD)/libanswer.so $(BUILDABLE_BOTS:%=$(BUILD)/adapters/%/cramp_faq.so)

# What adapters have in common besides answer/: the plugin's own learning.
LEARNING = $(BUILD)/obj/plugin/adapters/learning.o $(PLUGIN_OBJECTS) $(INBOX_LIBRARY)

$(BUILD)/obj/plugin/adapters/learning.o: plugin/adapters/learning.c $(PREPARED)
	@mkdir -p $(@D)
	$(COMPILE) -fPIC $(YOURS) -c -o $@ $<

$(BUILD)/libanswer.so: $(LEARNING) $(ANSWER_OBJECTS) plugin/adapters/answer.map
	$(LINK_ALL) -shared $(LINK_SHARED) -Wl,--version-script=plugin/adapters/answer.map \
	        -o $@.new $(filter %.o,$^) $(INBOX_LIBRARY) $(LDFLAGS) $(ANSWER_LIBS)
	@mv -f $@.new $@

define adapter
$$(BUILD)/obj/plugin/adapters/$(1)/cramp_faq.o: plugin/adapters/$(1)/cramp_faq.c $$(PREPARED)
	@mkdir -p $$(@D)
	$$(COMPILE) -fPIC $$($(1)_FLAGS) $$(YOURS) -c -o $$@ $$<
$$(BUILD)/adapters/$(1)/cramp_faq.so: $$(BUILD)/obj/plugin/adapters/$(1)/cramp_faq.o $$(LEARNING) $$(ANSWER_LIBRARY)
	@mkdir -p $$(@D)
	@printf '{ global: $$($(1)_SYMBOLS) local: *; };\n' > $$@.map
	$$(LINK_ALL) -shared -Wl,--version-script=$$@.map -o $$@.new $$(filter %.o %.a,$$^) \
	        $$(LDFLAGS) $$($(1)_LIBS) $$(ANSWER_LIBS)
	@mv -f $$@.new $$@
endef
$(foreach bot,$(COMPILED_BOTS),$(eval $(call adapter,$(bot))))

adapters: $(ADAPTERS)
	@$(foreach bot,$(BUILDABLE_BOTS),echo 'Built for $(bot): $(BUILD)/adapters/$(bot)/cramp_faq.so';)
	@echo 'Built for limnoria: $(BUILD)/libanswer.so'
	@$(foreach bot,$(MISSING_BOTS),echo 'Not built for $(bot): its headers are missing; install $($(bot)_PACKAGE).';) :

# What the tests load into real bots.
tests: $(ADAPTERS)

# Where each bot looks. Yours: make install-eggdrop EGGDROP_DIR=/home/bot/eggdrop
# WeeChat stays in ~/.weechat if it began there, before its version 3.2.
WEECHAT_DIR = $(if $(wildcard $(HOME)/.weechat/weechat.conf),$(HOME)/.weechat,$(or \
        $(XDG_DATA_HOME),$(HOME)/.local/share)/weechat)
EGGDROP_DIR = $(HOME)/eggdrop
LIMNORIA_DIR = $(HOME)/limnoria
IRSSI_DIR = $(HOME)/.irssi
weechat_DIR = $(WEECHAT_DIR)
eggdrop_DIR = $(EGGDROP_DIR)
limnoria_DIR = $(LIMNORIA_DIR)
irssi_DIR = $(IRSSI_DIR)

weechat_NEXT = In WeeChat: /plugin load cramp_faq
eggdrop_NEXT = In eggdrop.conf: source scripts/cramp_faq.tcl - then .rehash
limnoria_NEXT = On IRC, to your bot: load CrampFaq
irssi_NEXT = In irssi: /load cramp_faq

limnoria_SO = $(BUILD)/libanswer.so
adapter_so = $(or $($(1)_SO),$(BUILD)/adapters/$(1)/cramp_faq.so)

define adapter_commands
install-$(1): $(if $(filter $(1),$(MISSING_BOTS)),missing-$(1))
	@$$(MAKE_HERE) -s $(call adapter_so,$(1))
	@plugin/adapters/install '$$(BUILD)' $(1) '$$(DESTDIR)$$($(1)_DIR)'
	@echo 'Installed in $$(DESTDIR)$$($(1)_DIR). $$($(1)_NEXT)'

run-$(1):
	@$$(PACKAGES) build run $(1)
	@$$(MAKE_HERE) -s $(call adapter_so,$(1))
	@$$(PYTHON) plugin/adapters/tryout_host.py --build $$(BUILD) $(1)

missing-$(1):
	@echo 'The headers for $(1) are missing; plugin/packaging/install-packages build $(1) installs them.'; exit 1

.PHONY: install-$(1) run-$(1) missing-$(1)
endef
$(foreach bot,$(ADAPTER_BOTS),$(eval $(call adapter_commands,$(bot))))

.PHONY: adapters
