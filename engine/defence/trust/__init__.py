"""The trusted-node list of paper S3: metrics, equations (1)-(3), reputation exchange, lists."""
