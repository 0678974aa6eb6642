// The library by which the provider takes policies for equal, as a judge over ours.
//
//	policy_equivalence               reads pairs of policies from stdin, a JSON array of two texts a line, and answers
//	                                 each with true, false or error
//	policy_equivalence cases FILE    prints the cases of the library's own test, which FILE is, as JSON
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"strconv"

	awspolicy "github.com/hashicorp/awspolicyequivalence"
)

const longestLine = 1 << 24

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 && os.Args[1] == "cases" {
		printCases(os.Args[2])
		return
	}
	pairs := bufio.NewScanner(os.Stdin)
	pairs.Buffer(nil, longestLine)
	for pairs.Scan() {
		var pair [2]string
		if err := json.Unmarshal(pairs.Bytes(), &pair); err != nil {
			log.Fatal(err)
		}
		if equal, err := awspolicy.PoliciesAreEquivalent(pair[0], pair[1]); err != nil {
			fmt.Println("error")
		} else {
			fmt.Println(equal)
		}
	}
	if err := pairs.Err(); err != nil {
		log.Fatal(err)
	}
}

// A case is a keyed literal of the table: name, two policies by the names of their constants, whether they are equal.
func printCases(path string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	texts := constants(file)
	cases := []map[string]any{}
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return true
		}
		fields := map[string]ast.Expr{}
		for _, element := range literal.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok {
					fields[key.Name] = pair.Value
				}
			}
		}
		if fields["policy1"] == nil || fields["policy2"] == nil {
			return true
		}
		equivalent, ok := fields["equivalent"].(*ast.Ident)
		cases = append(cases, map[string]any{
			"name":  text(fields["name"], texts),
			"one":   text(fields["policy1"], texts),
			"other": text(fields["policy2"], texts),
			"equal": ok && equivalent.Name == "true",
		})
		return false
	})
	if err := json.NewEncoder(os.Stdout).Encode(cases); err != nil {
		log.Fatal(err)
	}
}

func constants(file *ast.File) map[string]string {
	texts := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) == 1 {
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				texts[spec.Names[0].Name] = text(literal, nil)
			}
		}
		return true
	})
	return texts
}

func text(value ast.Expr, texts map[string]string) string {
	switch value := value.(type) {
	case *ast.BasicLit:
		found, err := strconv.Unquote(value.Value)
		if err != nil {
			log.Fatal(err)
		}
		return found
	case *ast.Ident:
		if found, ok := texts[value.Name]; ok {
			return found
		}
	}
	log.Fatalf("no text: %v", value)
	return ""
}
