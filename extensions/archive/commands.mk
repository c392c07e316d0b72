.PHONY: replay
replay: build ## Send archived order events again (FROM=2026-11-29T12:00:00Z TO=… RULE=name DRY_RUN=1, STACK=name for a deployed stack)
	@FROM='$(FROM)' TO='$(TO)' RULE='$(RULE)' DRY_RUN='$(DRY_RUN)' STACK='$(STACK)' REPLAY_ROLE='$(REPLAY_ROLE)' \
	  AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'extensions/archive/target/classes:extensions/archive/target/lib/*:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.archive.ReplayCommand

.PHONY: prove-replays
prove-replays: build ## Replay events all the time while orders are under faults (ORDERS=60, SEED=n instead of a fresh one)
	@ORDERS=$(or $(ORDERS),60) SEED=$(or $(SEED),$(FRESH)) JAVA_HOME=$$(scripts/find-jdk) ./mvnw -pl extensions/archive -am \
	  -Dskip.unit=true -Dit.test=ReplayIT -Dfailsafe.failIfNoSpecifiedTests=false verify | grep -E '^PROVE|ERROR|BUILD'
