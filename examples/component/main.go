package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	unionecr "github.com/union-ecr/pulumi-union-ecr/sdk/go/unionecr"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	account, region := pulumi.String("123456789012"), "us-east-1"
	// The role with which Union pulls images, in the account where it runs tasks.
	nodeRole := pulumi.String("arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group")

	trainer, err := unionecr.NewPrivateRepository(ctx, "trainer", &unionecr.PrivateRepositoryArgs{
		Account:    account,
		Region:     region,
		Repository: pulumi.StringRef("ml/trainer"),
		Grants:     []unionecr.GrantArgs{{Principals: []pulumi.StringInput{nodeRole}, Access: []string{"pull"}}},
	})
	if err != nil {
		return err
	}
	ci, err := unionecr.NewPushRole(ctx, "github-ci", &unionecr.PushRoleArgs{
		Account:      account,
		Region:       region,
		Repositories: pulumi.StringArray{trainer.RepositoryName},
		Github:       &unionecr.GitHubArgs{Repository: "acme/workflows", Branches: []string{"main"}},
	})
	if err != nil {
		return err
	}
	// Pulls of a scanner do not count as use of an image.
	_, err = unionecr.NewRegistrySettings(ctx, "registry", &unionecr.RegistrySettingsArgs{
		Account:                  account,
		Region:                   region,
		PullTimeUpdateExclusions: []string{"arn:aws:iam::123456789012:role/scanner"},
	})
	if err != nil {
		return err
	}
	ctx.Export("uri", trainer.RepositoryUrl)
	ctx.Export("pushRole", ci.RoleArn)
	return nil
}
