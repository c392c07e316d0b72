# `make` prints the menu. Every command finds a JDK 25 itself and works from a fresh clone.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The JVM takes the encoding of its children's environment from here; many machines set no LANG.
export LC_ALL := C.UTF-8

# SAM and boto3 read the second name only, the SDK for Java the first, the AWS CLI both; there the first wins.
ifneq ($(AWS_REGION)$(AWS_DEFAULT_REGION),)
export AWS_REGION := $(or $(AWS_REGION),$(AWS_DEFAULT_REGION))
export AWS_DEFAULT_REGION := $(AWS_REGION)
endif

API_PORT ?= 3000
AWS_ENDPOINT_PORT ?= 4566
CONFIG_ENV ?= default

JAVA = $$(scripts/find-jdk)/bin/java
# The local cloud embeds ElasticMQ, which wants these. Where functions' code is on the class path too, so is their logging.
JAVA_FLAGS = -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
  -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=WARN
CLI = $(JAVA) $(JAVA_FLAGS) -cp 'cli/target/classes:cli/target/lib/*' com.example.orders.cli
SAM = "$$(scripts/python-env sam)/bin/sam"
STACKS = "$$(scripts/python-env sam)/bin/python" scripts/stacks.py
# What a deployed stack's customer needs; neither the password nor the token stands on a command line.
DEPLOYED_TOKEN = $(if $(STACK),ORDERLY_TOKEN=$$(CUSTOMER='$(or $(CUSTOMER),acme)' STACK='$(STACK)' scripts/token); export ORDERLY_TOKEN;)

# An argument that is wrong is said in one line, and before anything is built.
NUMBERS := API_PORT AWS_ENDPOINT_PORT ORDERS CUSTOMERS CLIENTS SEED FAULT_PERCENT FUZZ_CASES SWEEP_CASES CONCURRENCY STARTS ROUNDS MODULE
$(foreach name,$(NUMBERS),$(if $($(name)),$(if $(shell [[ '$($(name))' =~ ^[0-9]{1,18}$$ ]] && echo good),,\
  $(error $(name) must be a whole number, not: $($(name))))))

# The list of extensions is extensions/pom.xml; each is a stack of its own beside the core's.
comma := ,
EXTENSION_LIST := $(shell scripts/extensions)
$(foreach name,$(filter-out none all,$(subst $(comma), ,$(EXTENSIONS))) $(EXTENSION),$(if $(filter $(name),$(EXTENSION_LIST)),,\
  $(error There is no extension $(name); there are: $(or $(EXTENSION_LIST),none))))
EXPERIMENTS := $(basename $(notdir $(wildcard chaos/*.yaml)))
$(if $(filter-out $(EXPERIMENTS),$(EXPERIMENT)),$(error There is no experiment $(EXPERIMENT); there are: $(EXPERIMENTS)))
# Where the template is that SAM's commands are about.
STACK_FOLDER = $(if $(EXTENSION),extensions/$(EXTENSION),.)
EXTENSION_FUNCTIONS := $(foreach name,$(EXTENSION_LIST),$(patsubst %/pom.xml,%,$(wildcard extensions/$(name)/functions/*/pom.xml)))
-include $(EXTENSION_LIST:%=extensions/%/commands.mk)

GUARD_SOURCES = tests/src/test/java/com/example/orders/proof/{Guards,Overlap}.java
GUARDED = $$(find functions libs statemachines -path '*/src/main/*.java' -o -name '*.asl.yaml')
FUNCTIONS := $(notdir $(patsubst %/,%,$(dir $(wildcard functions/*/pom.xml))))

.PHONY: help
help: ## Print this menu
	@echo 'Orderly: the reference serverless order-processing application in Java on AWS'
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | \
	  awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

need-%:
	@[ -n "$$(printenv $*)" ] || { echo '$* is missing, for example: $(EXAMPLE)' >&2; exit 1; }

.PHONY: demo
demo: build ## Send the sample orders through the whole application here (QUIET=1: no log lines, EXTENSIONS=none or a,b, PARAMETERS=A=b,an-extension.C=d)
	@EXTENSIONS='$(EXTENSIONS)' PARAMETERS='$(PARAMETERS)' exec $(CLI).Demo $(if $(QUIET),--quiet)

.PHONY: run
run: build ## Run the local cloud (PARAMETERS=A=b,an-extension.C=d TEMPLATE=path: another SAM project; API_PORT=3000 AWS_ENDPOINT_PORT=4566 QUIET=1 EXTENSIONS=none FAULTS=rules.json RETRY_PACE=1 …: docs/limits.md)
ifneq ($(TEMPLATE),)
	@exec $(JAVA) $(JAVA_FLAGS) -cp 'local/cli/target/classes:local/cli/target/lib/*' localcloud.cli.Main \
	  --api-port=$(API_PORT) --endpoint-port=$(AWS_ENDPOINT_PORT) '--parameters=$(PARAMETERS)' $(if $(QUIET),--quiet) '$(TEMPLATE)'
else
	@API_PORT=$(API_PORT) AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) FAULTS='$(FAULTS)' RETRY_PACE='$(RETRY_PACE)' \
	  CAPACITY='$(CAPACITY)' CONCURRENCY='$(CONCURRENCY)' EXTENSIONS='$(EXTENSIONS)' PARAMETERS='$(PARAMETERS)' \
	  exec $(CLI).Run $(if $(QUIET),--quiet)
endif

.PHONY: check
check: EXAMPLE = make check TEMPLATE=../my-sam-project
check: $(if $(MODULE),,need-TEMPLATE build) ## Read a SAM template as the local cloud does and list all that would not run (TEMPLATE=path PARAMETERS=A=b,C=d); or judge a module of the workshop (MODULE=3)
ifneq ($(MODULE),)
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) API_PORT=$(API_PORT) $(WORKSHOP) check $(MODULE)
else
	@exec $(JAVA) $(JAVA_FLAGS) -cp 'local/cli/target/classes:local/cli/target/lib/*' localcloud.cli.Main \
	  --check '--parameters=$(PARAMETERS)' '$(TEMPLATE)'
endif

WORKSHOP = exec python3 -B workshop/tool
.PHONY: workshop
workshop: ## Show the workshop's modules and where you stand (make check MODULE=n, make solution MODULE=n, make reset MODULE=n)
	@$(WORKSHOP) list

.PHONY: solution
solution: EXAMPLE = make solution MODULE=3
solution: need-MODULE ## Put your changes of a module's files aside and apply its solution (MODULE=3)
	@$(WORKSHOP) solution $(MODULE)

.PHONY: reset
reset: EXAMPLE = make reset MODULE=3
reset: need-MODULE ## Put your changes of a module's files aside (MODULE=3)
	@$(WORKSHOP) reset $(MODULE)

.PHONY: workshop-test
workshop-test: ## Walk through the workshop in a copy of the checkout: each command, break and solution (MODULES=1,3 only these)
	@$(WORKSHOP) test $(subst $(comma), ,$(MODULES))

.PHONY: workshop-pages
workshop-pages: ## Write the workshop's pictures and tables
	@$(WORKSHOP) write

.PHONY: workshop-studio
workshop-studio: EXAMPLE = make workshop-studio FOLDER=../my-workshop URL=https://github.com/me/orderly/blob/main
workshop-studio: need-FOLDER need-URL ## Write a copy for Workshop Studio (FOLDER=a new one URL=where the repository's files are on the web)
	@$(WORKSHOP) studio '$(FOLDER)' '$(URL)'

.PHONY: local-dist
local-dist: build ## Pack the local cloud alone: local/cli/target/localcloud-<version>.tar.gz
	@scripts/local-dist

.PHONY: faults
faults: ## Let the running local cloud fail by rules (FAULTS=rules.json), or show what was injected
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) scripts/faults $(if $(FAULTS),put '$(FAULTS)',show)

.PHONY: heal
heal: ## Take all fault rules out of force
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) scripts/faults heal

.PHONY: bench
bench: build ## Measure the first order and orders a second in the local cloud (ORDERS=1000 CUSTOMERS=50 CLIENTS=8)
	@ORDERS='$(ORDERS)' CUSTOMERS='$(CUSTOMERS)' CLIENTS='$(CLIENTS)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'benchmarks/target/classes:benchmarks/target/lib/*' com.example.orders.benchmarks.Throughput

.PHONY: bench-cold
bench-cold: build ## Measure what the first order costs: ordinary handler, ours, ours from a snapshot (STARTS=11)
	@STARTS='$(or $(STARTS),11)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'benchmarks/target/classes:benchmarks/target/lib/*' com.example.orders.benchmarks.lambda.ColdStarts

.PHONY: bench-warm
bench-warm: build ## Measure what an order costs in a warm environment, in batches of 1 and 10 (ROUNDS=11)
	@ROUNDS='$(or $(ROUNDS),11)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'benchmarks/target/classes:benchmarks/target/lib/*' com.example.orders.benchmarks.lambda.WarmOrders

.PHONY: measure
measure: build ## Measure on this machine the numbers that docs/patterns shows, into docs/patterns/measured.json
	@exec $(JAVA) $(JAVA_FLAGS) -cp 'benchmarks/target/classes:benchmarks/target/lib/*' com.example.orders.benchmarks.Measure

.PHONY: token
token: ## Print an access token (CUSTOMER=acme; here GROUP=orderly-express, or STACK=name for a deployed stack)
	@CUSTOMER='$(CUSTOMER)' GROUP='$(GROUP)' STACK='$(STACK)' API_PORT=$(API_PORT) exec scripts/token

.PHONY: customer
customer: EXAMPLE = make customer STACK=orderly-dev CUSTOMER=acme, with ORDERLY_PASSWORD in the environment
customer: need-STACK need-CUSTOMER need-ORDERLY_PASSWORD ## Make a customer in a deployed stack (STACK=name CUSTOMER=acme, ORDERLY_PASSWORD in the environment)
	@"$$(scripts/python-env sam)/bin/python" scripts/customer.py make '$(STACK)' '$(CUSTOMER)'

.PHONY: seed
seed: build ## Put the sample products into the catalogue (STACK=name for a deployed stack)
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).Seed $(STACK)

.PHONY: smoke
smoke: build ## Send a test order through the running local cloud and wait for its end (STACK=name CUSTOMER=acme, ORDERLY_PASSWORD in the environment, for a deployed stack)
	@ORDERLY_TOKEN=$$(CUSTOMER='$(or $(CUSTOMER),smoke)' STACK='$(STACK)' API_PORT=$(API_PORT) scripts/token); export ORDERLY_TOKEN; \
	  STACK='$(STACK)' API_PORT=$(API_PORT) exec $(CLI).Smoke

.PHONY: failures
failures: build ## List what failed; ARGS='show ID', 'replay ID' … (ARGS=help, STACK=name for a deployed stack)
	@STACK='$(STACK)' OPERATOR_ROLE='$(OPERATOR_ROLE)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).Failures $(ARGS)

.PHONY: unnotified
unnotified: build ## List ended orders whose customers were not notified and that the inbox does not have (SEND=1 notifies them, STACK=name)
	@SEND='$(SEND)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).Unnotified $(STACK)

.PHONY: trace
trace: EXAMPLE = make trace ORDER=0199c0de-0000-7000-8000-000000000001
trace: need-ORDER build ## Print one order's journey: hops, waits, attempts, faults, calls, log lines (ORDER=id ARGS=--json, ARGS=--html=FILE; STACK=name CUSTOMER=acme or its sub for a deployed stack)
	@ORDER='$(ORDER)' CUSTOMER='$(CUSTOMER)' STACK='$(STACK)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).story.Trace $(ARGS)

.PHONY: metrics
metrics: build ## Print the business metrics of the running local cloud: orders by fate, their ages, failures that wait
	@AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).ShowMetrics

.PHONY: settings
settings: build ## Show the settings, or change them while it runs (SET='breaker=on breaker.openSeconds=60', STACK=name for a deployed stack; needs Settings=on)
	@STACK='$(STACK)' AWS_ENDPOINT_PORT=$(AWS_ENDPOINT_PORT) exec $(CLI).ChangeSettings $(SET)

.PHONY: build
build: ## Build every module that changed, without tests
	@scripts/build all
	@for folder in $(FUNCTION_TARGETS); do if $(call is-old,$$folder); then $(MAKE) -s $$folder; fi; done

.PHONY: test
test: ## Run everything: formatter, unit, template, workflow and end-to-end tests
	@scripts/test

# A seed that nobody chose.
FRESH = $$((RANDOM * 32768 + RANDOM))

.PHONY: fuzz
fuzz: build ## Test the API with generated requests (FUZZ_CASES=1000 per operation and phase, SEED=n instead of a fresh one)
	@FUZZ_CASES=$(or $(FUZZ_CASES),1000) SEED=$(or $(SEED),$(FRESH)) JAVA_HOME=$$(scripts/find-jdk) ./mvnw -q -pl tests -am \
	  -Dskip.unit=true -Dit.test=GeneratedRequestsIT -Dfailsafe.failIfNoSpecifiedTests=false verify

.PHONY: conformance
conformance: ## Hold Step Functions to AWS's 602 recorded answers (SOURCE=checkout of localstack takes them anew)
	@scripts/conformance '$(SOURCE)'

.PHONY: prove
prove: build ## Prove it: orders under faults, then a checker (ORDERS=10000 SEED=42 FAULT_PERCENT=5, PARAMETERS=A=b,C=d or PATTERNS=on for every pattern; EXTENSIONS=all or a,b beside the core)
	@ORDERS='$(ORDERS)' SEED='$(SEED)' FAULT_PERCENT='$(FAULT_PERCENT)' EXTENSIONS='$(EXTENSIONS)' \
	  PARAMETERS='$(if $(filter on,$(PATTERNS)),$(shell scripts/all-on | paste -sd,),$(PARAMETERS))' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'proof/target/classes:proof/target/lib/*' com.example.orders.proof.Prove

.PHONY: prove-channels
prove-channels: build ## Let each extension that says how orders end agree with the orders' rows, under faults (ORDERS=40 SEED=42)
	@ORDERS=$(or $(ORDERS),40) SEED='$(SEED)' JAVA_HOME=$$(scripts/find-jdk) ./mvnw -Dskip.unit=true -Dit.test='*AgreementIT' \
	  -Dfailsafe.failIfNoSpecifiedTests=false verify 2>&1 | grep -E '^AGREEMENT|^\[ERROR|BUILD'

.PHONY: chaos
chaos: EXAMPLE = make chaos EXPERIMENT=$(firstword $(EXPERIMENTS))
chaos: need-EXPERIMENT build ## Hold a game day here: steady state, hypothesis, inject, observe, recover, verdict (EXPERIMENT=a file of chaos/, SEED=42, PARAMETERS=A=b,C=d)
	@SEED='$(SEED)' PARAMETERS='$(PARAMETERS)' exec $(JAVA) $(JAVA_FLAGS) \
	  -cp 'proof/target/classes:proof/target/lib/*' com.example.orders.proof.HoldGameDay '$(EXPERIMENT)'

.PHONY: sweep
sweep: build ## Let every AWS call of every path fail once in each way (SWEEP_CASES=100 of them, SEED=n instead of a fresh one)
	@SWEEP_CASES=$(or $(SWEEP_CASES),100000) SEED=$(or $(SEED),$(FRESH)) JAVA_HOME=$$(scripts/find-jdk) ./mvnw -pl tests -am \
	  -Dskip.unit=true -Dit.test=CallSiteSweepIT -Dfailsafe.failIfNoSpecifiedTests=false verify | grep -E '^SWEEP|ERROR|BUILD'

.PHONY: cost
cost: build ## Count what an order uses here, on four paths, and compute from it and the prices what the stack costs
	@rm -rf tests/target/counts
	@JAVA_HOME=$$(scripts/find-jdk) ./mvnw -q -pl tests -am -Dskip.unit=true -Dit.test='CallCountsIT#theCountsOfTheCosts*,IdleCountsIT' \
	  -Dorderly.counts.into='$(CURDIR)/tests/target/counts' -Dfailsafe.failIfNoSpecifiedTests=false verify
	@"$$(scripts/python-env sam)/bin/python" scripts/costs.py tests/target/counts

.PHONY: costs
costs: ## Compute from counts and prices what the stacks cost, into docs/costs and the pages that name it
	@"$$(scripts/python-env sam)/bin/python" scripts/costs.py

.PHONY: diagrams
diagrams: build ## Draw the workflow from its definition, into docs/workflow.md
	@exec $(JAVA) $(JAVA_FLAGS) -cp 'proof/target/classes:proof/target/lib/*' com.example.orders.diagrams.Diagrams

# Parts of a guard's place or overlap, with commas between; the run itself refuses what chooses no guard.
.PHONY: known-GUARDS
known-GUARDS:
	@tr ',' '\n' <<<'$(GUARDS)' | while IFS= read -r part; do \
	  grep -qF -e "$$part" $(GUARD_SOURCES) <(printf '%s\n' $(GUARDED)) || \
	  { echo "GUARDS names no guard: $$part" >&2; exit 1; }; done

.PHONY: prove-guards
prove-guards: known-GUARDS build ## Weaken every guard in turn and drive what it guards against (GUARDS=a part of its place)
	@GUARDS='$(or $(GUARDS),all)' JAVA_HOME=$$(scripts/find-jdk) ./mvnw -pl tests -am \
	  -Dskip.unit=true -Dit.test=GuardsIT -Dfailsafe.failIfNoSpecifiedTests=false verify | \
	  grep -E '^(found|NOT FOUND|EXCUSED|GUARDS|    (with|without)) ?|ERROR|BUILD'

EXERCISES := $(basename $(notdir $(wildcard docs/exercises/*.patch)))
$(if $(filter-out $(EXERCISES),$(if $(filter exercise,$(MAKECMDGOALS)),$(NAME))),\
  $(error There is no exercise $(NAME); there are: $(EXERCISES)))
.PHONY: exercise
exercise: EXAMPLE = make exercise NAME=$(firstword $(EXERCISES))
exercise: need-NAME build ## Break a copy of the checkout, see the test that finds it, and see it hold (NAME=a patch of docs/exercises)
	@scripts/exercise '$(NAME)'

.PHONY: exercises
exercises: build ## Do every exercise of docs/exercises that has a patch
	@for name in $(EXERCISES); do scripts/exercise "$$name"; done

.PHONY: lint
lint: ## Check the templates (sam validate, cfn-lint, checkov) and the workflows of GitHub (zizmor)
	@scripts/lint

.PHONY: deploy
deploy: ## Build and deploy to AWS (CONFIG_ENV=dev or prod, EXTENSION=name for one beside the core, DEPLOY_ARGS for sam deploy)
	@$(STACKS) before-deploy $(STACK_FOLDER) $(CONFIG_ENV) $(DEPLOY_ARGS)
	sam=$(SAM); RELEASE=$$(scripts/release $(STACK_FOLDER) $(CONFIG_ENV) $(DEPLOY_ARGS)); export RELEASE; \
	  cd $(STACK_FOLDER); "$$sam" build --config-env $(CONFIG_ENV); \
	  "$$sam" deploy --config-env $(CONFIG_ENV) $(DEPLOY_ARGS)

.PHONY: delete
delete: ## Delete the deployed stack (CONFIG_ENV=dev or prod, EXTENSION=name, DELETE_ARGS for sam delete; the core last, while none imports from it)
	@$(STACKS) before-delete $(STACK_FOLDER) $(CONFIG_ENV) $(DELETE_ARGS)
	sam=$(SAM); cd $(STACK_FOLDER); "$$sam" delete --config-env $(CONFIG_ENV) $(DELETE_ARGS)

.PHONY: logs
logs: ## Follow the logs of the deployed functions, those of all extensions too (CONFIG_ENV=dev or prod)
	@# All write to the core's log group, so one of the core's functions stands for them. Without a name SAM would show each line
	@# once for each function, and fail at an HTTP API, of which it wants the stage $$default (aws/aws-sam-cli #3446).
	@[ -z '$(EXTENSION)' ] || [ -d 'extensions/$(EXTENSION)/functions' ] || \
	  { echo '$(EXTENSION) has no functions and so writes no logs; `make logs` follows all functions' >&2; exit 1; }
	$(SAM) logs --config-env $(CONFIG_ENV) --name AcceptOrdersFunction --tail

.PHONY: test-deployed
test-deployed: EXAMPLE = make test-deployed STACK=orderly-dev
test-deployed: need-STACK build ## Run the end-to-end tests against a deployed stack (STACK=name)
	@scripts/test-deployed '$(STACK)'

.PHONY: format
format: ## Format the Java sources
	@JAVA_HOME=$$(scripts/find-jdk) ./mvnw -q spotless:apply

.PHONY: rename
rename: EXAMPLE = make rename PACKAGE=com.acme.shop NAME=shop
rename: need-PACKAGE need-NAME ## Give your clone its own names (PACKAGE=com.acme.shop NAME=shop: packages, stacks, metrics, titles)
	@scripts/rename '$(PACKAGE)' '$(NAME)'
	@# What was built has the old names.
	@$(MAKE) -s clean
	@JAVA_HOME=$$(scripts/find-jdk) ./mvnw -q spotless:apply
	@git add --all
	@echo 'See it with `git diff --cached --stat -M`, run `make test`, and commit it.'

.PHONY: clean
clean: ## Delete everything that was built
	@rm -rf target .aws-sam $$(find libs functions local cli benchmarks proof tests extensions -maxdepth 4 -name target -type d) extensions/*/.aws-sam

# functions/charge-payment -> target/functions/ChargePaymentFunction, extensions/E/functions/f -> target/extensions/E/FFunction
FUNCTION_TARGETS = $(shell printf '%s\n' $(FUNCTIONS:%=functions/%) $(EXTENSION_FUNCTIONS) | sed -E \
  -e 's:^functions/:target/functions/:; s:^(extensions/[^/]+)/functions/:target/\1/:' \
  -e 's:/([a-z])([^/]*)$$:/\U\1\E\2Function:; :a; s:-([a-z])([^/]*)$$:\U\1\E\2:; ta')
# ChargePaymentFunction -> charge-payment
module = $(shell echo '$(1)' | sed -E 's/Function$$//; s/([a-z0-9])([A-Z])/\1-\2/g' | tr 'A-Z' 'a-z')

# What `sam build` calls for each function: the shared build, then this function's classes and libraries. Those are
# links, where the file system lets them be: jars that are not compressed are larger, see scripts/UncompressedJars.java.
FUNCTIONS_FOLDER ?= functions
build-%:
	@scripts/build functions
	@rm -rf "$(ARTIFACTS_DIR)/lib"
	@mkdir -p "$(ARTIFACTS_DIR)/lib"
	@cp -R $(FUNCTIONS_FOLDER)/$(call module,$*)/target/classes/. "$(ARTIFACTS_DIR)/"
	@jars=$$(ls $(FUNCTIONS_FOLDER)/$(call module,$*)/target/function/lib | sed 's:^:target/jars/:'); \
	  ln $$jars "$(ARTIFACTS_DIR)/lib/" 2>/dev/null || { rm -f "$(ARTIFACTS_DIR)"/lib/*; cp $$jars "$(ARTIFACTS_DIR)/lib/"; }
	@$(if $(RELEASE),echo '$(RELEASE)' >"$(ARTIFACTS_DIR)/release.txt")

# The same folders for the local cloud: target/functions/F of the core, target/extensions/NAME/F of an extension.
is-old = [ ! -f $(1).stamp ] || [ target/build-all.stamp -nt $(1).stamp ]
define function-folder
@if $(call is-old,$@); then \
	  rm -rf $@; $(MAKE) -s build-$(notdir $@) ARTIFACTS_DIR=$@ \
	    $(if $(filter target/extensions/%,$@),FUNCTIONS_FOLDER=extensions/$(word 3,$(subst /, ,$@))/functions); touch $@.stamp; fi
endef

target/functions/%: FORCE
	$(function-folder)

target/extensions/%: FORCE
	$(function-folder)

.PHONY: FORCE
FORCE:
