using System.Text;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

/// <summary>
/// What every storage promises. A backend's test project inherits it and says how a storage is made; each test has a place of its
/// own, and a storage made after the one before was disposed of finds what that one left.
/// </summary>
public abstract partial class LogStorageContract : IAsyncLifetime
{
    /// <summary>A stream to write to.</summary>
    protected static readonly StreamId Room = new("acme", "session:room");

    private static readonly StreamId Other = new("acme", "session:other");
    private static readonly StreamId Foreign = new("globex", "session:room");

    private ILogStorage? _storage;

    /// <summary>The storage under test, open.</summary>
    protected ILogStorage Storage => _storage ?? throw new InvalidOperationException("The storage is made before each test.");

    /// <summary>Numbers what the test writes.</summary>
    protected Draft Draft { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A storage on this test's own place, not open yet.</summary>
    protected abstract ILogStorage Create();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes this test's place.</summary>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private async Task<LogOpening> OpenAsync()
    {
        _storage = Create();
        return await _storage.OpenAsync(Cancellation);
    }

    private async Task CloseAsync()
    {
        if (_storage is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _storage = null;
    }

    private async Task<LogOpening> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    private async Task CommitAsync() => await Storage.CommitAsync(Draft.Take(), Cancellation);

    private async Task<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after = 0, int limit = 1000) =>
        await Storage.ReadAsync(stream, after, limit, Cancellation);

    private static IEnumerable<long> Numbers(IEnumerable<Entry> entries) => entries.Select(entry => entry.Seq);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
