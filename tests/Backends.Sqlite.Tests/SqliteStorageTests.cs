using Carillon.ContractSuites;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class SqliteStorageTests : LogStorageContract
{
    private readonly Place _place = new();

    protected override ILogStorage Create() => _place.Storage();

    protected override ValueTask CleanUpAsync()
    {
        _place.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class RelaxedSqliteStorageTests : LogStorageContract
{
    private readonly Place _place = new();

    protected override ILogStorage Create() => _place.Storage(options => options with { Durability = Durability.Relaxed, ReaderCount = 1 });

    protected override ValueTask CleanUpAsync()
    {
        _place.Dispose();
        return ValueTask.CompletedTask;
    }
}
