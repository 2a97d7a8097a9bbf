using System.Collections.Concurrent;

namespace Carillon.Backends.Sqlite.Reading;

/// <summary>A fixed number of readers, opened when first needed; who finds none free waits for one.</summary>
internal sealed class ReaderPool(int size, Func<Reader> open) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly ConcurrentBag<Reader> _idle = [];

    public async ValueTask<Lease> RentAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return new Lease(this, _idle.TryTake(out var reader) ? reader : open());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Waits for the reads that run, then closes every reader.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var waited = 0; waited < size; waited++) await _free.WaitAsync(CancellationToken.None);
        while (_idle.TryTake(out var reader)) reader.Dispose();
        _free.Dispose();
    }

    private void Return(Reader reader)
    {
        _idle.Add(reader);
        _free.Release();
    }

    /// <summary>One reader for one read.</summary>
    public readonly struct Lease(ReaderPool pool, Reader reader) : IDisposable
    {
        public Reader Reader => reader;

        public void Dispose() => pool.Return(reader);
    }
}
