.PHONY: dashboard
dashboard: build ## Write the dashboard into the template of operations, and as target/dashboard.html with the local cloud's numbers
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'extensions/operations/dashboard/target/classes:cli/target/classes:cli/target/lib/*' \
	  com.example.orders.operations.WriteDashboard
