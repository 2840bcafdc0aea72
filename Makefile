# What a person types. The work itself is done by scripts/.
.DEFAULT_GOAL := help

MINUTES ?= 120
SEED ?= 1
SEEDS ?= 100000

.PHONY: help bootstrap build test demo demo-stop bench fuzz simulate teeth soak format lint clean install

help:
	@scripts/help

bootstrap:
	@scripts/bootstrap build demo test

build:
	@scripts/bootstrap build
	@scripts/build

test:
	@scripts/bootstrap build demo test
	@scripts/test

demo:
	@scripts/bootstrap build demo
	@scripts/build
	@python3 scripts/demo

demo-stop:
	@python3 scripts/demo stop

bench:
	@scripts/bootstrap build demo test bench
	@scripts/bench

fuzz:
	@scripts/bootstrap build demo test
	@FUZZ_SECONDS=$(or $(SECONDS),60) scripts/fuzz $(TARGET)

simulate:
	@scripts/bootstrap build
	@scripts/simulate $(SEEDS)

teeth:
	@scripts/bootstrap build
	@scripts/teeth --output docs/promises.md

soak:
	@scripts/bootstrap build demo
	@scripts/build
	@python3 scripts/soak --minutes $(MINUTES) --seed $(SEED) --output docs/soak.md

format:
	@scripts/format

lint:
	@scripts/lint

clean:
	@scripts/clean

install:
	@scripts/bootstrap build
	@scripts/install
