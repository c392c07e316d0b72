.PHONY: live
live: build ## Serve a page on which a customer's orders move live (CUSTOMER=acme PORT=0; STACK=name TOKEN=… for a deployed stack)
	@CUSTOMER='$(CUSTOMER)' PORT='$(PORT)' STACK='$(STACK)' TOKEN='$(TOKEN)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) \
	  exec $(JAVA) $(JAVA_FLAGS) -cp 'extensions/live-updates/client/target/classes:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.liveclient.LiveCommand
