"""Foreign tables, CSV and Parquet: looked at, read as labelled data, written."""
