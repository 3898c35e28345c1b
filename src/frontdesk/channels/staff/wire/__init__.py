"""The staff API's JSON, a file for each subject."""
