.PHONY: live
live: build ## Serve a page on which a customer's orders move live (CUSTOMER=acme PORT=0; STACK=name, ORDERLY_PASSWORD in the environment, for a deployed stack)
	@$(DEPLOYED_TOKEN) CUSTOMER='$(CUSTOMER)' PORT='$(PORT)' STACK='$(STACK)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) \
	  exec $(JAVA) $(JAVA_FLAGS) -cp 'extensions/live-updates/client/target/classes:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.liveclient.LiveCommand
