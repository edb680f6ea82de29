# Sentences of config
