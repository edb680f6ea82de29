# Sentences of store
