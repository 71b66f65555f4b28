"""Reading an ERP database into immutable landing batches, and landing batches into the raw tables."""
