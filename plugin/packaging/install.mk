# install.mk - what `make install` puts where, and `make uninstall` takes away.
#
# In etc/ stays what an admin has edited; a new file then goes beside it as .new. See conf.

PACKAGING = plugin/packaging
MANUALS := $(notdir $(sort $(wildcard $(PACKAGING)/man/*)))
UNITS = crampbot.service crampbot@.service crampbot.target
FAQ_FILES := $(notdir $(wildcard faq/*))
FILLED = $(addprefix $(BUILD)/packaging/,bot.cfg crampbot.conf $(UNITS))

fill = sed -e 's|@bindir@|$(bindir)|g; s|@libdir@|$(libdir)|g; s|@plugindir@|$(plugindir)|g' \
        -e 's|@confdir@|$(confdir)|g; s|@statedir@|$(statedir)|g' \
        $(if $(filter-out /etc,$(sysconfdir)),-e '/^ConfigurationDirectory=/d')
# The same unit for more bots: NAME.cfg, and a user and a state folder of each one's own.
many = -e '1,/^$$/{/^\#/d}' -e '/^ExecStart=/s|bot\.cfg$$|%i.cfg|; s|^Description=.*|& (%i)|' \
        -e 's!^\(User\|StateDirectory\)=crampbot$$!&-%i!'

$(BUILD)/packaging/bot.cfg: $(PACKAGING)/bot.cfg.sed bot.cfg FORCE
	@mkdir -p $(@D)
	@sed -f $< bot.cfg | $(fill) > $@

$(BUILD)/packaging/crampbot.conf: $(PACKAGING)/crampbot.sysusers FORCE
	@mkdir -p $(@D)
	@$(fill) $< > $@

$(BUILD)/packaging/crampbot@.service: $(PACKAGING)/crampbot.service FORCE
	@mkdir -p $(@D)
	@$(fill) $(many) $< > $@

$(BUILD)/packaging/%: $(PACKAGING)/% FORCE
	@mkdir -p $(@D)
	@$(fill) $< > $@

# $(1): install or uninstall; $(2): from; $(3): its name in etc/crampbot
define conf
	@$(PACKAGING)/conf $(1) '$(2)' '$(DESTDIR)$(confdir)' '$(3)' '$(DESTDIR)$(plugindir)/etc.sha256'

endef

# $(1): as above
define all_conf
$(call conf,$(1),$(BUILD)/packaging/bot.cfg,bot.cfg)
$(foreach file,$(FAQ_FILES),$(call conf,$(1),faq/$(file),faq/$(file)))
endef

INSTALLED = $(addprefix $(bindir)/,crampbot crampfaq) $(plugindir)/cramp_faq.so $(addprefix $(unitdir)/,$(UNITS)) \
        $(sysusersdir)/crampbot.conf $(docdir)/README.md $(docdir)/examples/bot.cfg \
        $(addprefix $(mandir)/man1/,$(filter %.1,$(MANUALS))) $(addprefix $(mandir)/man5/,$(filter %.5,$(MANUALS)))
OWN_FOLDERS = $(plugindir) $(docdir)/examples $(docdir) $(confdir)/faq $(confdir)

install: all $(FILLED)
	install -d $(foreach folder,$(sort $(dir $(INSTALLED)) $(OWN_FOLDERS)),'$(DESTDIR)$(folder)')
	install -m 755 $(BUILD)/crampbot $(BUILD)/crampfaq '$(DESTDIR)$(bindir)'
	install -m 644 $(BUILD)/cramp_faq.so '$(DESTDIR)$(plugindir)'
	install -m 644 $(addprefix $(PACKAGING)/man/,$(filter %.1,$(MANUALS))) '$(DESTDIR)$(mandir)/man1'
	install -m 644 $(addprefix $(PACKAGING)/man/,$(filter %.5,$(MANUALS))) '$(DESTDIR)$(mandir)/man5'
	install -m 644 $(addprefix $(BUILD)/packaging/,$(UNITS)) '$(DESTDIR)$(unitdir)'
	install -m 644 $(BUILD)/packaging/crampbot.conf '$(DESTDIR)$(sysusersdir)'
	install -m 644 README.md '$(DESTDIR)$(docdir)'
	install -m 644 bot.cfg '$(DESTDIR)$(docdir)/examples'
	$(call all_conf,install)
	@echo 'Installed. Fill in $(confdir)/bot.cfg; `crampbot --check -c $(confdir)/bot.cfg` names the lines.'
	@echo 'As a service: systemd-sysusers && systemctl daemon-reload && systemctl enable --now crampbot'

uninstall: $(BUILD)/packaging/bot.cfg
	$(call all_conf,uninstall)
	rm -f $(foreach file,$(INSTALLED),'$(DESTDIR)$(file)') '$(DESTDIR)$(plugindir)/etc.sha256'
	@$(foreach folder,$(OWN_FOLDERS),rmdir '$(DESTDIR)$(folder)' 2>/dev/null;) true
	@if [ -d '$(DESTDIR)$(confdir)' ]; then echo 'What you edited stays in $(DESTDIR)$(confdir); delete it yourself.'; fi

.PHONY: install uninstall

# --- A Debian package ----------------------------------------------------------

DEB = build/deb
DEB_TREE = $(DEB)/crampbot-$(VERSION)
DEB_FILE = $(DEB)/crampbot_$(VERSION)_$(shell dpkg --print-architecture 2>/dev/null).deb

# In a copy of the tree, which is what a source package would hold.
deb:
	@$(PACKAGES) build run deb
	@rm -rf $(DEB); mkdir -p $(DEB_TREE)
	@cp -r Makefile README.md bot.cfg faq plugin tests $(DEB_TREE)
	@cp -r $(PACKAGING)/debian $(DEB_TREE)
	cd $(DEB_TREE) && dpkg-buildpackage -us -uc -b
	lintian --fail-on error $(DEB)/crampbot_*.changes
	@echo 'The package: $(DEB_FILE)'

# On a new Debian: joins a server on this machine and answers. Root, and a network.
deb-test: deb
	@$(PYTHON) $(PACKAGING)/deb-test $(DEB_FILE)

.PHONY: deb deb-test
