namespace Carillon.Backends.Sqlite.Schema;

/// <summary>
/// The first format. Entries lie in the order of the whole log, so that appending touches the end of the file however many
/// streams there are; a stream is read through an index. A tenant's entries are found through blocks of 64 positions: one row
/// says that the tenant has something there, which costs an append next to nothing and a read at most 64 rows for each hit.
/// </summary>
internal static class Version1
{
    /// <summary>Positions in a block, as a power of two.</summary>
    public const int BlockBits = 6;

    public const string Sql = """
        CREATE TABLE meta (
          key   TEXT PRIMARY KEY,
          value NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE tenants (
          id   INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        );

        -- deleted_seq: the highest number that was ever removed. The last number in use is the larger of it and max(entries.seq).
        -- reserved: numbers up to it may have been given to entries that are not stored.
        CREATE TABLE streams (
          id          INTEGER PRIMARY KEY,
          tenant_id   INTEGER NOT NULL REFERENCES tenants (id),
          name        TEXT NOT NULL,
          deleted_seq INTEGER NOT NULL DEFAULT 0,
          reserved    INTEGER NOT NULL DEFAULT 0,
          UNIQUE (tenant_id, name)
        );

        -- time: Unix milliseconds. labels: {"scopes":[{"type","value"}],"mentions":[]}. data: JSON.
        CREATE TABLE entries (
          position  INTEGER PRIMARY KEY,
          tenant_id INTEGER NOT NULL,
          stream_id INTEGER NOT NULL REFERENCES streams (id),
          seq       INTEGER NOT NULL,
          time      INTEGER NOT NULL,
          type      TEXT NOT NULL,
          id        TEXT,
          labels    TEXT,
          data      TEXT NOT NULL
        );
        CREATE UNIQUE INDEX entries_of_stream ON entries (stream_id, seq);
        CREATE UNIQUE INDEX entries_by_id ON entries (stream_id, id) WHERE id IS NOT NULL;

        -- The tenant has, or had, entries at positions block * 64 … block * 64 + 63.
        CREATE TABLE tenant_blocks (
          tenant_id INTEGER NOT NULL,
          block     INTEGER NOT NULL,
          PRIMARY KEY (tenant_id, block)
        ) WITHOUT ROWID;

        CREATE TABLE documents (
          tenant     TEXT NOT NULL,
          collection TEXT NOT NULL,
          key        TEXT NOT NULL,
          sort_key   TEXT NOT NULL,
          version    INTEGER NOT NULL,
          json       TEXT NOT NULL,
          PRIMARY KEY (collection, tenant, key)
        );
        CREATE INDEX documents_sorted ON documents (tenant, collection, sort_key, key);

        -- hash: SHA-256 of the content, hexadecimal.
        CREATE TABLE blobs (
          tenant  TEXT NOT NULL,
          hash    TEXT NOT NULL,
          content BLOB NOT NULL,
          PRIMARY KEY (tenant, hash)
        );

        -- For people.
        CREATE VIEW events AS
          SELECT e.position, t.name AS tenant, s.name AS stream, e.seq,
                 strftime('%Y-%m-%dT%H:%M:%fZ', e.time / 1000.0, 'unixepoch') AS time, e.type, e.id, e.labels, e.data
          FROM entries e JOIN streams s ON s.id = e.stream_id JOIN tenants t ON t.id = e.tenant_id;
        """;
}
