"""What the user wrote beside the generated code: read, held against the contract, completed; never rewritten."""
