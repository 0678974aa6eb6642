// Command program deploys the programs named on the command line, inline; what came of each is a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	unionecr "github.com/union-ecr/pulumi-union-ecr/sdk/go/unionecr"
)

const (
	account = "123456789012"
	region  = "us-east-1"
	trust   = `{
		"Version": "2012-10-17",
		"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]
	}`
)

type role struct {
	pulumi.CustomResourceState

	Arn pulumi.StringOutput `pulumi:"arn"`
}

func everything(ctx *pulumi.Context) error {
	var builder role
	arguments := pulumi.Map{"name": pulumi.String("builder"), "assumeRolePolicy": pulumi.String(trust)}
	if err := ctx.RegisterResource("aws:iam/role:Role", "builder", arguments, &builder); err != nil {
		return err
	}
	account := builder.Arn.ApplyT(func(arn string) string { return strings.Split(arn, ":")[4] }).(pulumi.StringOutput)
	ci, err := pushRoles(ctx)
	if err != nil {
		return err
	}
	trainer, err := repositories(ctx, account, builder.Arn, ci)
	if err != nil {
		return err
	}
	_, err = unionecr.NewPushRole(ctx, "release", &unionecr.PushRoleArgs{
		Account:      account,
		Region:       region,
		Repositories: pulumi.StringArray{trainer.RepositoryName},
		TrustedRoles: pulumi.StringArray{builder.Arn},
	})
	if err != nil {
		return err
	}
	ctx.Export("url", trainer.RepositoryUrl)
	ctx.Export("ci", ci.RoleArn)
	return registry(ctx, account, builder.Arn)
}

func pushRoles(ctx *pulumi.Context) (*unionecr.PushRole, error) {
	return unionecr.NewPushRole(ctx, "ci", &unionecr.PushRoleArgs{
		Account:      pulumi.String(account),
		Region:       region,
		Repositories: pulumi.StringArray{pulumi.String("ml/trainer"), pulumi.String("scorer")},
		Github: &unionecr.GitHubArgs{
			Repository:   "acme/workflows",
			Branches:     []string{"main"},
			PullRequests: pulumi.BoolRef(false),
		},
		Access:             []string{"pull", "push"},
		Path:               pulumi.StringRef("/ci/"),
		MaxSessionDuration: pulumi.IntRef(7200),
		ResourceTags:       map[string]pulumi.StringInput{"team": pulumi.String("ml")},
	})
}

func repositories(
	ctx *pulumi.Context, own, builder pulumi.StringOutput, ci *unionecr.PushRole,
) (*unionecr.PrivateRepository, error) {
	plain := &unionecr.PrivateRepositoryArgs{Account: pulumi.String(account), Region: region}
	if _, err := unionecr.NewPrivateRepository(ctx, "scorer", plain); err != nil {
		return nil, err
	}
	_, err := unionecr.NewPrivateRepository(ctx, "archive", &unionecr.PrivateRepositoryArgs{
		Account:        pulumi.String(account),
		Region:         region,
		ExpireUntagged: pulumi.BoolRef(false),
		Protect:        pulumi.BoolRef(false),
	})
	if err != nil {
		return nil, err
	}
	return unionecr.NewPrivateRepository(ctx, "trainer", &unionecr.PrivateRepositoryArgs{
		Account:                 own,
		Region:                  region,
		Repository:              pulumi.StringRef("ml/trainer"),
		TagMutabilityExclusions: []string{"buildcache*"},
		ScanOnPush:              pulumi.BoolRef(false),
		Encryption: &unionecr.EncryptionArgs{
			Type: unionecr.EncryptionTypeKMS,
			Key:  pulumi.Sprintf("arn:aws:kms:us-east-1:%s:key/1234abcd-12ab-34cd-56ef-1234567890ab", own),
		},
		UntaggedDays: pulumi.IntRef(5),
		LifecycleRules: []unionecr.LifecycleRuleArgs{
			{
				TagStatus:          unionecr.TagStatusTAGGED,
				TagPrefixList:      []string{"dev-"},
				ImageCountMoreThan: pulumi.IntRef(10),
				Action:             unionecr.LifecycleActionEXPIRE,
				Description:        pulumi.StringRef("A few builds"),
			},
			{
				TagStatus:        unionecr.TagStatusANY,
				SinceImagePushed: pulumi.IntRef(400),
				Action:           unionecr.LifecycleActionEXPIRE,
			},
		},
		KeepTags:          []string{"v*"},
		AllowTaggedExpiry: pulumi.BoolRef(true),
		Grants: []unionecr.GrantArgs{
			{Principals: []pulumi.StringInput{ci.RoleArn}, Access: []string{"push", "describe"}},
			{Principals: []pulumi.StringInput{builder, pulumi.String("111122223333")}, Access: []string{"pull"}},
			{OrganizationId: pulumi.String("o-a1b2c3d4e5"), Actions: []string{"ecr:ListTagsForResource"}},
		},
		Deny: &unionecr.DenyArgs{
			OutsideVpcEndpoints: &unionecr.DenyOutsideVpcEndpointsArgs{
				VpcEndpoints:     []pulumi.StringInput{pulumi.String("vpce-0a1b2c3d4e5f60718")},
				ExceptPrincipals: []pulumi.StringInput{builder},
			},
		},
		ResourceTags: map[string]pulumi.StringInput{"team": pulumi.String("ml"), "builder": builder},
		Protect:      pulumi.BoolRef(false),
	})
}

func registry(ctx *pulumi.Context, own, builder pulumi.StringOutput) error {
	enabled := unionecr.BlobMountingENABLED
	_, err := unionecr.NewRegistrySettings(ctx, "registry", &unionecr.RegistrySettingsArgs{
		Account: own,
		Region:  region,
		Scanning: &unionecr.ScanningArgs{
			Type: unionecr.ScanTypeENHANCED,
			Rules: []unionecr.ScanningRuleArgs{
				{Frequency: unionecr.ScanFrequency_CONTINUOUS_SCAN, Filters: []string{"ml/*"}},
				{Frequency: unionecr.ScanFrequency_SCAN_ON_PUSH, Filters: []string{"*"}},
			},
		},
		Replication: []unionecr.ReplicationRuleArgs{{
			Destinations: []unionecr.DestinationArgs{
				{Region: "eu-west-1"},
				{Region: "us-east-1", Account: pulumi.StringPtr("111122223333")},
			},
			Prefixes: []string{"ml/"},
		}},
		Policy: []unionecr.RegistryGrantArgs{
			{Principals: []pulumi.StringInput{builder}, Access: []string{"pull", "describe"}},
			{
				Accounts:     []pulumi.StringInput{pulumi.String("111122223333")},
				Access:       []string{"replicate", "pullThrough"},
				Repositories: []string{"ml/*"},
			},
		},
		Deny: &unionecr.RegistryDenyArgs{
			OutsideOrganization: &unionecr.DenyOutsideOrganizationArgs{OrganizationId: pulumi.String("o-a1b2c3d4e5")},
		},
		PullThroughCache: map[string]unionecr.PullThroughCacheRuleArgs{
			"docker-hub": {
				Upstream: "registry-1.docker.io",
				Credential: pulumi.Sprintf(
					"arn:aws:secretsmanager:us-east-1:%s:secret:ecr-pullthroughcache/hub-a1B2c3", own,
				).ToStringPtrOutput(),
			},
		},
		CreationTemplates: map[string]unionecr.CreationTemplateArgs{
			"docker-hub": {
				AppliedFor:   []string{"PULL_THROUGH_CACHE", "REPLICATION"},
				CustomRole:   builder.ToStringPtrOutput(),
				UntaggedDays: pulumi.IntRef(3),
				Grants: []unionecr.GrantArgs{
					{Principals: []pulumi.StringInput{pulumi.String("111122223333")}, Access: []string{"pull"}},
				},
				ResourceTags: map[string]pulumi.StringInput{"origin": pulumi.String("docker-hub")},
			},
		},
		AccountSettings:          &unionecr.AccountSettingsArgs{BlobMounting: &enabled},
		PullTimeUpdateExclusions: []string{"arn:aws:iam::123456789012:role/builder"},
	})
	return err
}

type result struct {
	Outputs map[string]any `json:"outputs,omitempty"`
	Changes map[string]int `json:"changes,omitempty"`
	Error   string         `json:"error,omitempty"`
}

func deploy(name string) (result, error) {
	ctx := context.Background()
	programs := map[string]pulumi.RunFunc{"everything": everything, "example": program}
	secrets := auto.SecretsProvider(os.Getenv("SECRETS_PROVIDER"))
	stack, err := auto.UpsertStackInlineSource(ctx, name, "images", programs[name], secrets)
	if err != nil {
		return result{}, err
	}
	if err := stack.SetConfig(ctx, "aws:region", auto.ConfigValue{Value: region}); err != nil {
		return result{}, err
	}
	up, err := stack.Up(ctx)
	if err != nil {
		return result{Error: err.Error()}, nil
	}
	outputs := map[string]any{}
	for output, value := range up.Outputs {
		outputs[output] = value.Value
	}
	return result{Outputs: outputs, Changes: *up.Summary.ResourceChanges}, nil
}

func main() {
	for _, name := range os.Args[1:] {
		result, err := deploy(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		line, _ := json.Marshal(result)
		fmt.Println(string(line))
	}
}
