using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Features.Files.Tests.Given;

/// <summary>The real log, which can be told to take no writes, as one whose disk is full.</summary>
internal sealed class RefusingLog(ILog log) : ILog
{
    private int _refused;

    public volatile bool Refuses;

    public int Refused => Volatile.Read(ref _refused);

    public long Epoch => log.Epoch;

    public long DurablePosition => log.DurablePosition;

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        if (!Refuses) return log.AppendAsync(append, cancellationToken);
        Interlocked.Increment(ref _refused);
        throw new CarillonException(ErrorCode.StorageUnavailable, "The disk is full.");
    }

    public ValueTask<long> GetHeadAsync(StreamId stream, CancellationToken cancellationToken) => log.GetHeadAsync(stream, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken) =>
        log.ReadAsync(stream, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken) =>
        log.ReadAllAsync(tenant, after, limit, cancellationToken);
}
