.PHONY: webhook-receiver
webhook-receiver: build ## Receive webhooks here, verify them, take each once (SECRET=whsec_… PORT=3200, FAIL=503,503 for the first answers)
	@PORT='$(PORT)' FAIL='$(FAIL)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'extensions/webhooks/receiver/target/classes:extensions/webhooks/receiver/target/lib/*' \
	  com.example.orders.webhookreceiver.SampleReceiver

.PHONY: webhooks
webhooks: build ## Manage a customer's webhooks (ARGS='register URL', 'verify ID', 'deliveries ID' …; CUSTOMER=acme; STACK=name, ORDERLY_PASSWORD in the environment, for a deployed stack)
	@$(DEPLOYED_TOKEN) STACK='$(STACK)' CUSTOMER='$(CUSTOMER)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) \
	  exec $(JAVA) $(JAVA_FLAGS) -cp 'extensions/webhooks/client/target/classes:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.webhooksclient.WebhooksCommand $(ARGS)
