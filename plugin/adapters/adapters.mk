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
irssi_SYMBOLS = cramp_faq_core_*;

# Does the compiler find the headers of bot $(1)?
finds = $(shell printf '\#include <%s>\n' $($(1)_HEADER) | $(CC) $($(1)_FLAGS) -E - >/dev/null 2>&1 && echo yes)
BUILDABLE_BOTS := $(if $(ANSWER_OBJECTS),$(foreach bot,$(COMPILED_BOTS),$(if $(call finds,$(bot)),$(bot))))
MISSING_BOTS := $(filter-out $(BUILDABLE_BOTS),$(COMPILED_BOTS))
ADAPTERS := $(BUILD)/libanswer.so $(BUILDABLE_BOTS:%=$(BUILD)/adapters/%/cramp_faq.so)

$(BUILD)/libanswer.so: $(ANSWER_OBJECTS) plugin/adapters/answer.map
	$(LINK_ALL) -shared $(LINK_SHARED) -Wl,--version-script=plugin/adapters/answer.map \
	        -o $@.new $(ANSWER_OBJECTS) $(LDFLAGS) $(ANSWER_LIBS)
	@mv -f $@.new $@

define adapter
$$(BUILD)/obj/plugin/adapters/$(1)/cramp_faq.o: plugin/adapters/$(1)/cramp_faq.c $$(PREPARED)
	@mkdir -p $$(@D)
	$$(COMPILE) -fPIC $$($(1)_FLAGS) $$(YOURS) -c -o $$@ $$<
$$(BUILD)/adapters/$(1)/cramp_faq.so: $$(BUILD)/obj/plugin/adapters/$(1)/cramp_faq.o $$(ANSWER_LIBRARY)
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

# What the tests load into real bots; sanitizers cannot be loaded into them.
ifndef SANITIZE
#tests: $(ADAPTERS)
endif
