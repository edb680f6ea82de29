# Sentences of table
