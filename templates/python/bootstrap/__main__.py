from union_ecr.components import bootstrap

bootstrap()
