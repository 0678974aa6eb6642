from union_ecr.components import deploy

deploy()
