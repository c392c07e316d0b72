.PHONY: canary
canary: build ## Make the canary's customer in the running local cloud, and let the canary run twice (make run EXTENSIONS=canary)
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'extensions/canary/command/target/classes:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.canary.CanaryCommand

.PHONY: canary-customer
canary-customer: EXAMPLE = make canary-customer STACK=orderly-dev
canary-customer: need-STACK ## Make the canary's customer in a deployed stack, with the password in its secret (STACK=name of the core's stack)
	@"$$(scripts/python-env sam)/bin/python" extensions/canary/make_customer.py '$(STACK)'
