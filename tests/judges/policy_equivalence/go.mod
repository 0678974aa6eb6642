module union-ecr/tests/judges/policy_equivalence

go 1.21

require github.com/hashicorp/awspolicyequivalence v1.7.0

require (
	github.com/aws/aws-sdk-go-v2 v1.32.7 // indirect
	github.com/mitchellh/mapstructure v1.5.0 // indirect
)
