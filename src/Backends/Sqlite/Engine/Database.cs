using System.Globalization;
using SQLitePCL;

namespace Carillon.Backends.Sqlite.Engine;

/// <summary>How a connection is opened.</summary>
internal enum Access
{
    Read,
    Write,
}

/// <summary>One connection, used by one thread at a time. Statements are prepared once and closed with it.</summary>
internal sealed class Database : IDisposable
{
    private static readonly bool Loaded = Load();

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    private Database(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    public sqlite3 Handle => _handle;

    /// <summary>Rows that the last statement inserted, changed or deleted.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public long LastInsertedId => raw.sqlite3_last_insert_rowid(_handle);

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Opens a file; with <see cref="Access.Write"/> it is made when it is missing.</summary>
    public static Database Open(string path, Access access, TimeSpan patience)
    {
        // The connection never serves two threads at once, so its own mutex would be paid for nothing.
        var flags = raw.SQLITE_OPEN_NOMUTEX
            | (access == Access.Read ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = Loaded ? raw.sqlite3_open_v2(path, out var handle, flags, null) : throw new InvalidOperationException("SQLite is not loaded.");
        var database = new Database(path, handle);
        if (code != raw.SQLITE_OK)
        {
            var failure = database.Failure(code);
            database.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)patience.TotalMilliseconds);
        return database;
    }

    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        if (code != raw.SQLITE_OK) throw Failure(code);
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs any number of statements that give nothing back.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    /// <summary>The first column of the first row, or null.</summary>
    public string? Scalar(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_handle, sql, out var handle);
        if (code != raw.SQLITE_OK) throw Failure(code);
        using var statement = new Statement(this, handle);
        var value = statement.Step() && !statement.IsNull(0) ? statement.Text(0) : null;
        statement.Reset();
        return value;
    }

    public long ScalarNumber(string sql) => Scalar(sql) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>All of it or nothing.</summary>
    public void Transact(Action work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Takes back what is not committed; SQLite may have done so by itself after an error.</summary>
    public void Rollback()
    {
        // The error that led here is the one to report; should this fail as well, the next BEGIN says so.
        if (InTransaction) raw.sqlite3_exec(_handle, "ROLLBACK");
    }

    /// <summary>Ends what runs on this connection with a cancellation; the one method that another thread may call.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    public Exception Failure(int code) => Failures.Of(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), Path);

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _handle.Dispose();
    }

    private static bool Load()
    {
        Batteries_V2.Init();
        return true;
    }
}
