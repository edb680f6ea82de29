-- What of a `content` or of a snapshot's body goes beyond its first mebibyte, in order.
CREATE TABLE piece (
    owner TEXT NOT NULL,              -- content.sha256 or snapshot.id
    number BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (owner, number)
);
