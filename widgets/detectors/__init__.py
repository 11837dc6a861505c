"""The detector laboratory as five stages (paper S2 Fig. 7): specify, record, features, train, deploy."""
