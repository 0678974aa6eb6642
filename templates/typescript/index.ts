import * as unionEcr from "@union-ecr/union-ecr";

const registry = { account: "123456789012", region: "us-east-1" };
// The role with which Union pulls images, in the account where it runs tasks.
const nodeRole = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group";

const trainer = new unionEcr.PrivateRepository("trainer", {
    ...registry,
    repository: "ml/trainer",
    grants: [{ principals: [nodeRole], access: ["pull"] }],
});
const ci = new unionEcr.PushRole("github-ci", {
    ...registry,
    repositories: [trainer.repositoryName],
    github: { repository: "acme/workflows", branches: ["main"] },
});

export const uri = trainer.repositoryUrl;
export const pushRole = ci.roleArn;
