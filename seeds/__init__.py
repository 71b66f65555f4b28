"""Reference data that dbt loads as seeds, and the demo ERP that is written for trying the product out."""
