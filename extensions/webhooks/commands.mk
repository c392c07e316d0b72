.PHONY: webhook-receiver
webhook-receiver: build ## Receive webhooks here, verify them, take each once (SECRET=whsec_… PORT=3200, FAIL=503,503 for the first answers)
	@SECRET='$(SECRET)' PORT='$(PORT)' FAIL='$(FAIL)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'extensions/webhooks/receiver/target/classes:extensions/webhooks/receiver/target/lib/*' \
	  com.example.orders.webhookreceiver.SampleReceiver
