//go:build tools

// Package engine only keeps the Pulumi command in go.mod: the build compiles it straight from its own module.
package engine

import (
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
)
