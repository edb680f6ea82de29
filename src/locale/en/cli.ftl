# Sentences of cli
