# Every verb prepares what it needs by itself: a virtual environment from the lock files, nothing else.
# One needs Python 3.11, make and git. `make help` lists the verbs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(BIN)/pip install --disable-pip-version-check --require-hashes -r
WITHOUT_NOISE = sed -u -E '/^(Requirement already|Ignoring|Looking in|  *(Attempting|Found|Uninstalling|Successfully uninstalled)|Successfully installed)/d'
COMPILE = uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url
DEMO_ERP := data/demo/erp.sqlite
SERVE ?= 1
PORT ?= 8501
DAGSTER_PORT ?= 3000
DOCS_PORT ?= 8580

.DEFAULT_GOAL := help
.PHONY: help demo test test-acceptance test-tryton test-endurance test-browser
.PHONY: run serve dagster lint format bench docs lock clean-demo

help:  ## list the verbs | 列出命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ' *## *| *[|] *' -v language="$${COCKPIT_LANGUAGE:-}" \
		'{ sub(/:.*/, "", $$1); text = language == "en" ? $$2 : language == "zh-CN" ? $$3 : $$2 " | " $$3; \
		printf "%-16s %s\n", $$1, text }'

demo: $(VENV)/.product  ## demo company: write its ERP, run the job, serve the cockpit (SERVE=0 stops before) | 演示公司：生成 ERP，运行，启动驾驶舱（SERVE=0 只到发布）
	@test -f $(DEMO_ERP) || COCKPIT_CONFIG=cockpit.demo.yml $(BIN)/cockpit demo-erp --out $(DEMO_ERP)
	@COCKPIT_CONFIG=cockpit.demo.yml $(BIN)/cockpit run
	@if [ "$(SERVE)" != "0" ]; then COCKPIT_CONFIG=cockpit.demo.yml exec $(BIN)/cockpit serve --port $(PORT); fi

test: $(VENV)/.development  ## run the tests, those of the verbs below apart | 运行测试（下面几个命令的测试除外）
	@$(BIN)/pytest --numprocesses 2 --no-loadscope-reorder -m "not acceptance and not browser and not endurance and not tryton"

test-acceptance: $(VENV)/.development  ## compare further real ERP databases with what is computed from them | 用其余真实 ERP 数据库核对计算结果
	@$(BIN)/pytest --numprocesses 2 --no-loadscope-reorder -m "acceptance and not tryton"

test-tryton: $(VENV)/.development $(VENV)-tryton/.installed  ## run the tests against a real Tryton, installed beside the product | 在真实 Tryton 上测试（单独安装）
	@$(BIN)/pytest -m tryton tests/sources/tryton/real

test-endurance: $(VENV)/.development  ## kill readings, cut connections, change a source at random | 反复中断读取、切断连接、随机改动数据源
	@$(BIN)/pytest --numprocesses 2 --no-loadscope-reorder -m endurance

test-browser: $(VENV)/.development  ## walk through the pages in a browser | 在浏览器中走查各页面
	@$(BIN)/pytest -m browser

run: $(VENV)/.product  ## read the sources of cockpit.yml, build, check, publish | 读取 cockpit.yml 的数据源，建模，检查，发布
	@$(BIN)/cockpit run

serve: $(VENV)/.product  ## serve the cockpit on this machine | 在本机启动驾驶舱
	@exec $(BIN)/cockpit serve --port $(PORT)

dagster: $(VENV)/.product  ## Dagster's own web UI and schedules, on the same instance | Dagster 页面与定时运行
	@exec $(BIN)/python -m pipelines.dagster_ui $(DAGSTER_PORT)

lint: $(VENV)/.development  ## check the code | 检查代码
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.development  ## format the code | 格式化代码
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.development  ## measure run times and memory: the demo company, reading a large table (PART=demo, PART=extraction: one of them; PART=volume: simulated companies of 1 and 10 million events) | 测量时间与内存：演示公司、读取大表（PART=demo 或 PART=extraction 只测其一；PART=volume 测 100 万和 1000 万事件的模拟公司）
	@$(BIN)/python -m tests.bench $(PART) $(OPTIONS)

docs: $(VENV)/.product  ## dbt's documentation of every model and column | dbt 模型与字段文档
	@exec $(BIN)/python -m pipelines.dbt_docs $(DOCS_PORT)

lock:  ## write the lock files anew (needs uv) | 重新生成锁定文件（需要 uv）
	@$(COMPILE) requirements.in --output-file requirements.lock
	@# held to the product's pins, so that tests run what is shipped
	@$(COMPILE) requirements-dev.in -c requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) requirements-tryton.in --output-file requirements-tryton.lock

clean-demo:  ## forget the demo company and everything computed from it | 删除演示公司及其全部结果
	@rm -rf data/demo

$(VENV)/.product: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) requirements.lock | $(WITHOUT_NOISE)
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.product
	@$(INSTALL) requirements-dev.lock | $(WITHOUT_NOISE)
	@touch $@

# GPL: what tests run against, apart from the product and never imported by it
$(VENV)-tryton/.installed: requirements-tryton.lock
	@test -x $(VENV)-tryton/bin/python || $(PYTHON) -m venv $(VENV)-tryton
	@$(VENV)-tryton/bin/pip install --disable-pip-version-check --require-hashes -r requirements-tryton.lock | $(WITHOUT_NOISE)
	@touch $@
