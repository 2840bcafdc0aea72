# What a person types. The work itself is done by scripts/.
.DEFAULT_GOAL := help
.PHONY: help bootstrap build test demo demo-stop bench format lint clean install

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
	@scripts/bootstrap build demo test
	@scripts/bench

format:
	@scripts/format

lint:
	@scripts/lint

clean:
	@scripts/clean

install:
	@scripts/bootstrap build
	@scripts/install
