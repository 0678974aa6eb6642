// Previews (the first time) and deploys the programs named on the command line, inline; what came of each is a line of
// JSON.
import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation";
import * as unionEcr from "./sdk";

const registry = { account: "123456789012", region: "us-east-1" };
const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

class Role extends pulumi.CustomResource {
    declare readonly arn: pulumi.Output<string>;

    constructor(name: string) {
        super("aws:iam/role:Role", name, { arn: undefined, name, assumeRolePolicy: JSON.stringify(trust) });
    }
}

async function everything() {
    const builder = new Role("builder");
    const account = builder.arn.apply((arn) => arn.split(":")[4]);
    // @ts-expect-error: null is no number; what sends it nevertheless says nothing
    new unionEcr.PrivateRepository("scorer", { ...registry, untaggedDays: null, grants: undefined });
    new unionEcr.PrivateRepository("archive", { ...registry, expireUntagged: false, protect: false });
    const ci = new unionEcr.PushRole("ci", {
        ...registry,
        repositories: ["ml/trainer", "scorer"],
        github: { repository: "acme/workflows", branches: ["main"], pullRequests: false },
        access: ["pull", "push"],
        path: "/ci/",
        maxSessionDuration: 7200,
        resourceTags: { team: "ml" },
    });
    const trainer = new unionEcr.PrivateRepository("trainer", {
        account,
        region: registry.region,
        repository: "ml/trainer",
        tagMutabilityExclusions: ["buildcache*"],
        scanOnPush: false,
        encryption: {
            type: "KMS",
            key: pulumi.interpolate`arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        },
        untaggedDays: 5,
        lifecycleRules: [
            {
                tagStatus: "tagged",
                tagPrefixList: ["dev-"],
                imageCountMoreThan: 10,
                action: "expire",
                description: "A few builds",
            },
            { tagStatus: unionEcr.TagStatus.ANY, sinceImagePushed: 400, action: unionEcr.LifecycleAction.EXPIRE },
        ],
        keepTags: ["v*"],
        allowTaggedExpiry: true,
        grants: [
            { principals: [ci.roleArn], access: ["push", "describe"] },
            { principals: [builder.arn, "111122223333"], access: ["pull"] },
            { organizationId: pulumi.output("o-a1b2c3d4e5"), actions: ["ecr:ListTagsForResource"] },
        ],
        deny: { outsideVpcEndpoints: { vpcEndpoints: ["vpce-0a1b2c3d4e5f60718"], exceptPrincipals: [builder.arn] } },
        resourceTags: { team: "ml", builder: builder.arn },
        protect: false,
    });
    new unionEcr.PushRole("release", {
        account,
        region: registry.region,
        repositories: [trainer.repositoryName],
        trustedRoles: [builder.arn],
    });
    new unionEcr.RegistrySettings("registry", {
        ...registry,
        scanning: {
            type: "ENHANCED",
            rules: [
                { frequency: "CONTINUOUS_SCAN", filters: ["ml/*"] },
                { frequency: "SCAN_ON_PUSH", filters: ["*"] },
            ],
        },
        replication: [
            {
                destinations: [{ region: "eu-west-1" }, { region: "us-east-1", account: "111122223333" }],
                prefixes: ["ml/"],
            },
        ],
        policy: [
            { principals: [builder.arn], access: ["pull", "describe"] },
            { accounts: ["111122223333"], access: ["replicate", "pullThrough"], repositories: ["ml/*"] },
        ],
        deny: { outsideOrganization: { organizationId: "o-a1b2c3d4e5" } },
        pullThroughCache: {
            "docker-hub": {
                upstream: "registry-1.docker.io",
                credential: pulumi.interpolate`arn:aws:secretsmanager:us-east-1:${account}:secret:ecr-pullthroughcache/hub-a1B2c3`,
            },
        },
        creationTemplates: {
            "docker-hub": {
                appliedFor: ["PULL_THROUGH_CACHE", "REPLICATION"],
                customRole: builder.arn,
                untaggedDays: 3,
                grants: [{ principals: ["111122223333"], access: ["pull"] }],
                resourceTags: { origin: "docker-hub" },
            },
        },
        accountSettings: { blobMounting: "ENABLED" },
        pullTimeUpdateExclusions: ["arn:aws:iam::123456789012:role/builder"],
    });
    return { url: trainer.repositoryUrl, ci: ci.roleArn };
}

async function mistakes() {
    new unionEcr.PrivateRepository("trainer", {
        ...registry,
        untaggedDays: 5.5,
        tagMutabilityExclusions: ["v*", "a b"],
        // @ts-expect-error: only IMMUTABLE and MUTABLE
        tagMutability: "immutable",
        grants: [{ organizationId: "o-a1b2c3d4e5", access: ["pul"] }],
    });
}

async function elsewhere() {
    new unionEcr.PrivateRepository("trainer", { account: "999999999999", region: registry.region });
}

/** A module of its own, as most programs are: it runs when it is loaded, and exports the outputs. */
async function example() {
    delete require.cache[require.resolve("./example")];
    return require("./example");
}

const programs: Record<string, automation.PulumiFn> = { everything, mistakes, elsewhere, example };

async function deploy(name: string, exists: boolean): Promise<object> {
    const stack = await automation.LocalWorkspace.createOrSelectStack(
        { stackName: name, projectName: "images", program: programs[name] },
        { secretsProvider: process.env.SECRETS_PROVIDER },
    );
    await stack.setConfig("aws:region", { value: registry.region });
    try {
        const preview = exists ? undefined : await stack.preview();
        const { outputs, summary } = await stack.up();
        const values = Object.entries(outputs).map(([output, { value }]) => [output, value]);
        return {
            outputs: Object.fromEntries(values),
            previewed: preview?.changeSummary,
            changes: summary.resourceChanges,
        };
    } catch (error) {
        if (error instanceof automation.CommandError) {
            return { error: error.message };
        }
        throw error;
    }
}

async function main() {
    const names = process.argv.slice(2);
    for (const [number, name] of names.entries()) {
        console.log(JSON.stringify(await deploy(name, names.indexOf(name) < number)));
    }
}

main();
