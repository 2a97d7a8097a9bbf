using System.IO.Pipelines;

namespace Carillon.Core.Tests.Support;

/// <summary>A pipe's writing end that counts what is asked of it.</summary>
internal sealed class CountingWriter(PipeWriter real) : PipeWriter
{
    private int _flushes;
    private long _bytes;

    public int Flushes => Volatile.Read(ref _flushes);

    public long Bytes => Volatile.Read(ref _bytes);

    public override void Advance(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        real.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => real.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => real.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        return real.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => real.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => real.Complete(exception);
}
