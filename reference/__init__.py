"""What a stack file may say, generated from the models: a JSON Schema for editors and a page for people."""
