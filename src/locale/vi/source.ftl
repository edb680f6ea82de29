# Sentences of source
